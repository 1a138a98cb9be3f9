package io.trivium.med.study;

/** Decoded planes as little endian bytes, color by pixel. */
final class Samples {
    private Samples() {}

    static byte[] pack(int[][] planes, FrameLayout layout) {
        int width = layout.bytesPerSample();
        byte[] bytes = new byte[layout.frameBytes()];
        int out = 0;
        for (int p = 0; p < layout.pixels(); p++) {
            for (int[] plane : planes) {
                int value = plane[p];
                for (int b = 0; b < width; b++) bytes[out++] = (byte) (value >>> (8 * b));
            }
        }
        return bytes;
    }
}
