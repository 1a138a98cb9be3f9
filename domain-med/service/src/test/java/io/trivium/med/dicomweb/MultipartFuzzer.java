package io.trivium.med.dicomweb;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Any body is taken apart or refused. */
public final class MultipartFuzzer {
    private static final int PARTS = 1_000;

    private MultipartFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            MultipartReader parts = new MultipartReader(new ByteArrayInputStream(data), "b");
            for (int i = 0; i < PARTS && parts.nextPart() != null; i++)
                parts.body().readAllBytes();
        } catch (IOException e) {
            // Refused.
        }
    }
}
