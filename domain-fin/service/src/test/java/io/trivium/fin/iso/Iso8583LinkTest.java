package io.trivium.fin.iso;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.error.PlatformException;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.iso.Iso8583Config.Header;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Frames, limits and TLS of the link; what the messages mean is in {@link Iso8583Test} and {@link Iso8583LinkIT}. */
@Timeout(60)
class Iso8583LinkTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static Iso8583Link link(
            Header header,
            int connections,
            int inFlight,
            Duration idle,
            Optional<SSLContext> tls,
            Iso8583Link.Handler handler)
            throws IOException {
        return new Iso8583Link(
                "test",
                ANY,
                header,
                new Iso8583Link.Limits(connections, inFlight, idle),
                true,
                tls,
                peer -> true,
                handler);
    }

    private static Iso8583Link echo(Header header, int connections, Duration idle) throws IOException {
        return link(header, connections, 8, idle, Optional.empty(), (message, session) -> message);
    }

    private static Socket connect(Iso8583Link link) throws IOException {
        return timed(new Socket(InetAddress.getLoopbackAddress(), link.port()));
    }

    private static Socket timed(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String read(Socket socket, int count) throws IOException {
        return new String(new DataInputStream(socket.getInputStream()).readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aLinkThatIsClosedAnswersWhatItHasTaken() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch decided = new CountDownLatch(1);
        Iso8583Link link = link(Header.BINARY_2, 1, 8, Duration.ofSeconds(20), Optional.empty(), (message, session) -> {
            taken.countDown();
            try {
                decided.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return message;
        });
        try (Socket socket = connect(link)) {
            socket.getOutputStream().write(bytes("\0\3abc"));
            assertTrue(taken.await(20, TimeUnit.SECONDS));
            Thread closing = Thread.ofVirtual().start(link::close);
            while (!isClosed(link)) Thread.onSpinWait();
            decided.countDown();
            assertEquals("\0\3abc", read(socket, 5));
            assertEquals(-1, socket.getInputStream().read(), "the connection is closed after the answer");
            closing.join();
        }
    }

    private static boolean isClosed(Iso8583Link link) {
        try (Socket _ = connect(link)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void answersSeveralMessagesOfOneConnection() throws IOException {
        try (Iso8583Link link = echo(Header.BINARY_2, 1, Duration.ofSeconds(20));
                Socket socket = connect(link)) {
            // An empty message keeps the connection open and is not answered.
            socket.getOutputStream().write(bytes("\0\0\0\3abc"));
            assertEquals("\0\3abc", read(socket, 5));
            socket.getOutputStream().write(bytes("\0\4defg"));
            assertEquals("\0\4defg", read(socket, 6));
        }
    }

    @Test
    void writesTheLengthInDigitsWhereConfigured() throws IOException {
        try (Iso8583Link link = echo(Header.ASCII_4, 1, Duration.ofSeconds(20));
                Socket socket = connect(link)) {
            socket.getOutputStream().write(bytes("0003abc"));
            assertEquals("0003abc", read(socket, 7));
            socket.getOutputStream().write(bytes("00x3abc"));
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void aLaterMessageIsAnsweredWhileAnEarlierOneWaits() throws Exception {
        CountDownLatch decided = new CountDownLatch(1);
        Iso8583Link.Handler handler = (message, session) -> {
            if (message[0] == 's') {
                try {
                    assertTrue(decided.await(30, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return message;
        };
        try (Iso8583Link link = link(Header.BINARY_2, 1, 8, Duration.ofSeconds(20), Optional.empty(), handler);
                Socket socket = connect(link)) {
            socket.getOutputStream().write(bytes("\0\4slow\0\4fast"));
            assertEquals("\0\4fast", read(socket, 6));
            decided.countDown();
            assertEquals("\0\4slow", read(socket, 6));
        }
    }

    @Test
    void aMessageThatCannotBeReadDoesNotEndTheConnection() throws IOException {
        Iso8583Link.Handler handler = (message, session) -> {
            if (message[0] == 'x') {
                throw new PlatformException(FinErrorCode.ISO_MESSAGE_INVALID, "The bitmap is not hexadecimal.");
            }
            return message;
        };
        try (Iso8583Link link = link(Header.BINARY_2, 1, 8, Duration.ofSeconds(20), Optional.empty(), handler);
                Socket socket = connect(link)) {
            socket.getOutputStream().write(bytes("\0\1x\0\1y"));
            assertEquals("\0\1y", read(socket, 3));
        }
    }

    @Test
    void closesWhatIsTooMuchTooLongOrTooQuiet() throws IOException {
        try (Iso8583Link link = echo(Header.BINARY_2, 1, Duration.ofMillis(800));
                Socket first = connect(link)) {
            first.getOutputStream().write(bytes("\0\1a"));
            assertEquals("\0\1a", read(first, 3));
            try (Socket second = connect(link)) {
                assertEquals(-1, second.getInputStream().read());
            }
            assertEquals(-1, first.getInputStream().read());
        }
        try (Iso8583Link link = echo(Header.BINARY_2, 1, Duration.ofSeconds(20));
                Socket socket = connect(link)) {
            socket.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xff});
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void overTlsAPeerNeedsACertificate(@TempDir Path directory) throws Exception {
        KeyStore ours = key(directory, "link");
        KeyStore peer = key(directory, "peer");
        try (Iso8583Link link = link(
                Header.BINARY_2,
                4,
                8,
                Duration.ofSeconds(20),
                Optional.of(context(ours, peer)),
                (message, session) -> message)) {
            try (Socket socket = timed(context(peer, ours)
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), link.port()))) {
                socket.getOutputStream().write(bytes("\0\1a"));
                assertArrayEquals(bytes("\0\1a"), bytes(read(socket, 3)));
            }
            try (Socket stranger = timed(context(key(directory, "stranger"), ours)
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), link.port()))) {
                assertThrows(IOException.class, () -> {
                    stranger.getOutputStream().write(bytes("\0\1a"));
                    assertEquals("\0\1a", read(stranger, 3));
                    throw new AssertionError("a stranger was answered");
                });
            }
        }
    }

    private static KeyStore key(Path directory, String name) throws Exception {
        Path file = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertEquals(0, keytool.waitFor());
        return KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    }

    private static SSLContext context(KeyStore own, KeyStore trusted) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, "changeit".toCharArray());
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        String alias = trusted.aliases().nextElement();
        certificates.setCertificateEntry(alias, trusted.getCertificate(alias));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
