package io.trivium.med.dicomweb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tests that bodies are split correctly, whatever they contain. */
class MultipartReaderTest {

    private static List<byte[]> parts(byte[] body, String boundary) throws IOException {
        MultipartReader reader = new MultipartReader(new ByteArrayInputStream(body), boundary);
        List<byte[]> parts = new ArrayList<>();
        Map<String, String> headers = reader.nextPart();
        while (headers != null) {
            assertEquals("application/dicom", headers.get("content-type"));
            parts.add(reader.body().readAllBytes());
            headers = reader.nextPart();
        }
        assertNull(reader.nextPart());
        return parts;
    }

    private static byte[] body(List<byte[]> parts, String boundary) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(("\r\n--" + boundary + "\r\nContent-Type: application/dicom\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(part);
        }
        out.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    @Test
    void givesBackWhatWasPutIn() throws IOException {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<byte[]> parts = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                byte[] part = new byte[random.nextInt(seed % 10 == 0 ? 200_000 : 300)];
                random.nextBytes(part);
                // Much that looks like the beginning of a boundary.
                for (int n = 0; n + 3 < part.length; n += 1 + random.nextInt(40)) {
                    part[n] = '\r';
                    part[n + 1] = '\n';
                    part[n + 2] = '-';
                }
                parts.add(part);
            }
            List<byte[]> found = parts(body(parts, "--b"), "--b");
            assertEquals(parts.size(), found.size(), "seed " + seed);
            for (int i = 0; i < parts.size(); i++) assertArrayEquals(parts.get(i), found.get(i), "seed " + seed);
        }
    }

    @Test
    void takesABodyThatBeginsWithItsBoundary() throws IOException {
        byte[] whole = body(List.of(new byte[] {1, 2}), "x");
        byte[] body = java.util.Arrays.copyOfRange(whole, 2, whole.length);
        assertArrayEquals(new byte[] {1, 2}, parts(body, "x").getFirst());
    }

    @Test
    void refusesWhatIsNoMultipart() {
        assertThrows(MultipartReader.MalformedException.class, () -> parts(new byte[0], ""));
        assertThrows(MultipartReader.MalformedException.class, () -> parts(new byte[0], "b".repeat(257)));
        assertThrows(EOFException.class, () -> parts(new byte[0], "x"));
        assertThrows(EOFException.class, () -> parts(new byte[100_000], "x"));
        byte[] cut = body(List.of(new byte[100]), "x");
        assertThrows(EOFException.class, () -> parts(java.util.Arrays.copyOf(cut, cut.length - 8), "x"));
        byte[] headers = ("--x\r\n" + "a: b\r\n".repeat(5000)).getBytes(StandardCharsets.US_ASCII);
        assertThrows(MultipartReader.MalformedException.class, () -> parts(headers, "x"));
    }

    @Test
    void findsTheBoundaryInAContentType() {
        assertEquals("a b", ContentType.parameter("multipart/related; type=\"x;y\"; boundary=\"a b\"", "boundary"));
        assertEquals("q", ContentType.parameter("multipart/related;boundary=q;type=z", "boundary"));
        assertEquals("", ContentType.parameter("multipart/related", "boundary"));
        assertEquals("", ContentType.parameter("multipart/related; boundary=\"open", "boundary"));
    }
}
