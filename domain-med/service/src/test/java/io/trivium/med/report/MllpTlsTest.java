package io.trivium.med.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.dicom.TestKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orders and results over TLS: who shows no trusted certificate does not get in, and goes to no host of another name. */
@Timeout(120)
@NullUnmarked // JUnit sets the fields
class MllpTlsTest {
    private static final String ORDER =
            "MSH|^~\\&|RIS|H|TRIVIUM|H|20260102||ORM^O01|77|P|2.5\rPID|1||P1^^^H||Test^Patient\r"
                    + "ORC|NW|PL-1|FI-1||||^^^^^S\rOBR|1|PL-1|FI-1|CT||||||||||||||ACC1\r";

    @TempDir
    Path directory;

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private KeyStore node;
    private KeyStore ris;
    private KeyStore stranger;

    @BeforeEach
    void makeKeys() throws Exception {
        node = TestKeys.make(directory, "node", "san=ip:127.0.0.1,dns:localhost");
        ris = TestKeys.make(directory, "ris", "san=ip:127.0.0.1,dns:localhost");
        stranger = TestKeys.make(directory, "stranger", "san=dns:elsewhere.example.org");
    }

    private MllpServer server(SSLContext tls) throws IOException {
        return new MllpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                MllpServer.Limits.DEFAULT,
                Optional.of(tls),
                peer -> true,
                taken::add);
    }

    private static MllpClient client(MllpServer server, Optional<SSLContext> tls) {
        return new MllpClient(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), Duration.ofSeconds(20), tls);
    }

    @Test
    void takesOrdersOfWhoShowsItsCertificate() throws Exception {
        try (MllpServer server = server(TestKeys.context(node, ris))) {
            assertInstanceOf(
                    MllpClient.Reply.Accepted.class,
                    client(server, Optional.of(TestKeys.context(ris, node))).send(ORDER));
            assertEquals(1, taken.size());
        }
    }

    @Test
    void takesNothingOfOthers() throws Exception {
        try (MllpServer server = server(TestKeys.context(node, ris))) {
            assertThrows(
                    IOException.class, () -> client(server, Optional.empty()).send(ORDER));
            MllpClient unknown = client(server, Optional.of(TestKeys.context(stranger, node)));
            assertThrows(IOException.class, () -> unknown.send(ORDER));
            assertEquals(List.of(), taken);
        }
    }

    @Test
    void sendsNothingToAHostOfAnotherName() throws Exception {
        try (MllpServer server = server(TestKeys.context(stranger, ris))) {
            MllpClient sender = client(server, Optional.of(TestKeys.context(ris, stranger)));
            assertThrows(IOException.class, () -> sender.send(ORDER));
            assertEquals(List.of(), taken);
        }
    }

    /** A write that the sender does not take holds the lock that a close of TLS wants. */
    @Test
    void closesAtOnceThoughASenderReadsNoAcknowledgement() throws Exception {
        MllpServer server = server(TestKeys.context(node, ris));
        // The acknowledgement is as long, because it names the sender's facility.
        String order = ORDER.replace("|RIS|H|", "|RIS|" + "H".repeat(200_000) + "|");
        byte[] frame = ("\u000b" + order + "\u001c\r").getBytes(StandardCharsets.US_ASCII);
        AtomicInteger written = new AtomicInteger();
        try (Socket sender = TestKeys.context(ris, node)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = sender.getOutputStream();
            Thread writer = Thread.ofVirtual()
                    .start(() -> assertThrows(IOException.class, () -> {
                        while (true) {
                            out.write(frame);
                            written.incrementAndGet();
                        }
                    }));
            int before = -1;
            while (written.get() == 0 || written.get() > before) {
                before = written.get();
                assertFalse(writer.join(Duration.ofSeconds(2)), "the server closed the connection");
            }
            assertTimeoutPreemptively(Duration.ofSeconds(10), server::close);
            assertTrue(writer.join(Duration.ofSeconds(10)));
        }
    }
}
