package io.trivium.med.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that accepts connections and sends nothing, or acknowledges HL7 messages with a configurable code. */
public final class Receiver implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private volatile String code = "AA";

    /** @param silent whether it says nothing at all */
    public Receiver(boolean silent) throws IOException {
        Thread _ = Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket peer = socket.accept();
                    open.add(peer);
                    if (!silent) Thread.ofVirtual().start(() -> serve(peer));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** Returns the received messages. */
    public List<String> messages() {
        return messages;
    }

    /** The acknowledgement code from now on. */
    public void answer(String acknowledgement) {
        code = acknowledgement;
    }

    private void serve(Socket peer) {
        try (peer) {
            byte[] message =
                    Mllp.read(Mllp.buffered(peer.getInputStream()), 1 << 20).orElseThrow();
            String text = new String(message, StandardCharsets.UTF_8);
            String control = text.split("\\|", -1)[9];
            if (code.equals("AA")) messages.add(text);
            Mllp.write(
                    peer.getOutputStream(),
                    Mllp.utf8("MSH|^~\\&|RIS||TRIVIUM||20260102||ACK^R01|1|P|2.5\rMSA|" + code + "|" + control + "\r"));
        } catch (IOException e) {
            // The sender sees it.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket peer : open) peer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
