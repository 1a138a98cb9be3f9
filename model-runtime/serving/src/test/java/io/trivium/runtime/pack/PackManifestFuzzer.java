package io.trivium.runtime.pack;

/** Any text is a manifest that reads the same once it is written, or is refused with its faults. */
public final class PackManifestFuzzer {
    private PackManifestFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        PackManifest manifest;
        try {
            manifest = PackManifest.parse(data);
        } catch (InvalidPackException e) {
            return;
        }
        manifest.canonicalBytes();
        PackSignature.parse(manifest.signature());
        PackManifest again = PackManifest.parse(manifest.toJson());
        if (!Sha256.of(again.canonicalBytes()).equals(Sha256.of(manifest.canonicalBytes()))) {
            throw new IllegalStateException("not read as it was written");
        }
    }
}
