package io.trivium.runtime.pack;

/** Any text is a specification of a model, or is refused with its faults. */
public final class ModelSpecFuzzer {
    private ModelSpecFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            PackPieces.expected(data, ModelSpec.parse(data));
        } catch (InvalidPackException e) {
            // Refused.
        }
    }
}
