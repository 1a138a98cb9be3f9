package io.trivium.deploy.fuzz.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bodies that were sent in chunks. */
final class Chunks {
    private Chunks() {}

    /** The contents of the chunks, as far as they are complete. */
    static byte[] joined(byte[] chunked) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        int at = 0;
        while (at < chunked.length) {
            int end = at;
            while (end < chunked.length && chunked[end] != '\r') end++;
            int length = length(new String(chunked, at, end - at, StandardCharsets.ISO_8859_1));
            int start = end + 2;
            if (length <= 0 || start >= chunked.length) break;
            joined.write(chunked, start, Math.min(length, chunked.length - start));
            at = start + length + 2;
        }
        return joined.toByteArray();
    }

    private static int length(String line) {
        try {
            return Integer.parseInt(line.split(";", 2)[0].strip(), 16);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
