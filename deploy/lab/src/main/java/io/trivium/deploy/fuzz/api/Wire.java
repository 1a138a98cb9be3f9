package io.trivium.deploy.fuzz.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Sends requests as bytes over a connection each, so that no client refuses or repairs their faults. Thread-safe. */
final class Wire {
    private static final int MOST_BYTES = 1 << 20;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final String EVENTS = "text/event-stream";

    private final int port;
    private final Duration patience;

    /**
     * A wire to a service of this machine.
     *
     * @param patience longest wait for an answer
     */
    Wire(int port, Duration patience) {
        this.port = port;
        this.patience = patience;
    }

    /** The answer; a stream of events is closed once it has begun. */
    Answer send(Draft draft) {
        long start = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Math.toIntExact(CONNECT.toMillis()));
            write(socket, draft);
            return read(socket, start);
        } catch (IOException _) {
            return Answer.none(millis(start));
        }
    }

    /** A service may answer and close before it has read the whole request: its answer must still be read. */
    private static void write(Socket socket, Draft draft) {
        try {
            socket.getOutputStream().write(bytes(draft));
            socket.getOutputStream().flush();
        } catch (IOException _) {
            return;
        }
    }

    static byte[] bytes(Draft draft) {
        StringBuilder head = new StringBuilder();
        head.append(draft.method()).append(' ').append(draft.target()).append(" HTTP/1.1\r\n");
        Map<String, String> usual = new HashMap<>(Map.of("Host", "localhost", "Connection", "close"));
        if (draft.body().length > 0 || !draft.method().equals("GET")) {
            usual.put("Content-Length", Integer.toString(draft.body().length));
        }
        if (!draft.caller().authorization().isEmpty())
            usual.put("Authorization", draft.caller().authorization());
        draft.headers().forEach(header -> {
            usual.keySet().removeIf(name -> name.equalsIgnoreCase(header.name()));
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        });
        usual.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(draft.body());
        return all.toByteArray();
    }

    private Answer read(Socket socket, long start) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[16_384];
        boolean whole = false;
        int headEnd = -1;
        while (read.size() < MOST_BYTES) {
            long left = patience.toMillis() - millis(start);
            if (left <= 0) break;
            socket.setSoTimeout(Math.toIntExact(left));
            int count = readSome(in, buffer);
            if (count < 0) {
                whole = count == -1;
                break;
            }
            read.write(buffer, 0, count);
            if (headEnd < 0) {
                headEnd = headEnd(read);
                if (headEnd >= 0 && isStream(read, headEnd)) break;
            }
        }
        byte[] all = read.toByteArray();
        return headEnd < 0 ? Answer.none(millis(start)) : parsed(all, headEnd, whole, millis(start));
    }

    /** Returns -1 at the end, -2 where the connection broke or no data arrived in time. */
    private static int readSome(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException _) {
            return -2;
        }
    }

    private static int headEnd(ByteArrayOutputStream read) {
        return read.toString(StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    }

    private static boolean isStream(ByteArrayOutputStream read, int headEnd) {
        return read.toString(StandardCharsets.ISO_8859_1).substring(0, headEnd).contains(EVENTS);
    }

    private static Answer parsed(byte[] all, int headEnd, boolean whole, long millis) {
        String[] lines = new String(all, 0, headEnd, StandardCharsets.ISO_8859_1).split("\r\n", -1);
        String[] first = lines[0].split(" ", 3);
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        byte[] body = Arrays.copyOfRange(all, headEnd + 4, all.length);
        boolean chunked = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"));
        return new Answer(
                first.length > 1 ? Integer.parseInt(first[1]) : 0,
                headers,
                chunked ? Chunks.joined(body) : body,
                whole,
                millis);
    }

    private static long millis(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
