package io.trivium.med.dicomweb;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Writes a multipart message part by part; memory does not depend on its size. Used by one thread. */
final class MultipartWriter {

    private final OutputStream out;
    private final String boundary;
    private final byte[] chunk = new byte[64 * 1024];

    MultipartWriter(OutputStream out, String boundary) {
        this.out = out;
        this.boundary = boundary;
    }

    static String newBoundary() {
        return UUID.randomUUID().toString();
    }

    /** The Content-Type of a message whose parts are of a type. */
    static String contentType(String type, String boundary) {
        return "multipart/related; type=\"" + type + "\"; boundary=" + boundary;
    }

    /** Begins a part. */
    void part(String contentType) throws IOException {
        ascii("\r\n--" + boundary + "\r\nContent-Type: " + contentType + "\r\n\r\n");
    }

    /** Adds bytes of a file to the present part. */
    void copy(FileChannel file, long offset, long length) throws IOException {
        long done = 0;
        while (done < length) {
            ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, length - done));
            int count = file.read(buffer, offset + done);
            if (count < 0) throw new IOException("the file of an instance is shorter than its row says");
            out.write(chunk, 0, count);
            done += count;
        }
    }

    void end() throws IOException {
        ascii("\r\n--" + boundary + "--\r\n");
    }

    private void ascii(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
