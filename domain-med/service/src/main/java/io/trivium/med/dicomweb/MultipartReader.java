package io.trivium.med.dicomweb;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Takes a multipart message (RFC 2046) apart as it arrives: one buffer, whatever its size. Used by one thread.
 */
final class MultipartReader {

    private static final int BUFFER = 64 * 1024;
    /** RFC 2046 allows 70 characters; peers in use send more, such as the two UUIDs of Orthanc. */
    private static final int LONGEST_BOUNDARY = 256;

    private static final int LONGEST_HEADERS = 8 * 1024;

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int end;
    private boolean inPart;
    private boolean finished;
    private int parts;

    /** Malformed multipart. */
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /** @param boundary as in the Content-Type */
    MultipartReader(InputStream in, String boundary) throws MalformedException {
        if (boundary.isEmpty()
                || boundary.length() > LONGEST_BOUNDARY
                || !boundary.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            throw new MalformedException("the boundary has not 1 to 256 characters of ASCII");
        }
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        // The first boundary may have no line before it; with one put there, all are alike.
        buffer[0] = '\r';
        buffer[1] = '\n';
        end = 2;
    }

    /** Goes to the next part; the headers, by lower-case names, or null at the end. What is left of the last is dropped. */
    @org.jspecify.annotations.Nullable
    Map<String, String> nextPart() throws IOException {
        if (finished) return null;
        inPart = true;
        byte[] dropped = new byte[8192];
        while (body(dropped, 0, dropped.length) >= 0) {
            // Skips the preamble, or the unread rest of the previous part.
        }
        next += delimiter.length;
        int first = read();
        int second = read();
        if (first == '-' && second == '-') {
            finished = true;
            return null;
        }
        while (first == ' ' || first == '\t') {
            first = second;
            second = read();
        }
        if (first != '\r' || second != '\n') {
            throw new MalformedException("a boundary is followed by something else than the end of its line");
        }
        parts++;
        Map<String, String> headers = headers();
        inPart = true;
        return headers;
    }

    /** Parts so far. */
    int parts() {
        return parts;
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        StringBuilder line = new StringBuilder();
        int length = 0;
        while (true) {
            int c = read();
            if (++length > LONGEST_HEADERS) throw new MalformedException("the headers of a part are longer than 8 KiB");
            if (c != '\n') {
                line.append((char) c);
                continue;
            }
            String text = line.toString().strip();
            line.setLength(0);
            if (text.isEmpty()) return headers;
            int colon = text.indexOf(':');
            if (colon > 0) {
                headers.put(
                        text.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        text.substring(colon + 1).strip());
            }
        }
    }

    /** The body of the present part. */
    InputStream body() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return MultipartReader.this.body(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return length == 0 ? 0 : MultipartReader.this.body(target, offset, length);
            }
        };
    }

    private int body(byte[] target, int offset, int length) throws IOException {
        if (!inPart) return -1;
        while (true) {
            int safe = untilDelimiter();
            if (safe > 0) {
                int count = Math.min(safe, length);
                System.arraycopy(buffer, next, target, offset, count);
                next += count;
                return count;
            }
            if (safe == 0) {
                inPart = false;
                return -1;
            }
            if (!fill()) throw new EOFException("the body ends before its last boundary");
        }
    }

    /** Bytes before the delimiter, or that cannot belong to one; -1 when that takes more bytes to tell. */
    private int untilDelimiter() {
        int i = next;
        while (i < end) {
            if (buffer[i] != '\r') {
                i++;
                continue;
            }
            int matched = 0;
            while (matched < delimiter.length && i + matched < end && buffer[i + matched] == delimiter[matched]) {
                matched++;
            }
            if (matched == delimiter.length || i + matched == end) {
                if (i > next) return i - next;
                return matched == delimiter.length ? 0 : -1;
            }
            i++;
        }
        return end > next ? end - next : -1;
    }

    private int read() throws IOException {
        if (next == end && !fill()) throw new EOFException("the body ends before its last boundary");
        return buffer[next++] & 0xFF;
    }

    private boolean fill() throws IOException {
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, end - next);
            end -= next;
            next = 0;
        }
        int count = in.read(buffer, end, buffer.length - end);
        if (count <= 0) return false;
        end += count;
        return true;
    }
}
