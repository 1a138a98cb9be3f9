package io.trivium.med.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.AssociateRequest.ProposedContext;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.AssociationRejectedException;
import io.trivium.med.dicom.association.PduType;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.PresentationContext;
import io.trivium.med.dicom.association.Rejection;
import io.trivium.med.dicom.association.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The acceptor against well-behaved and ill-behaved peers. */
@Timeout(60)
class DicomServerTest {

    private static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    private static final String JPEG_2000 = "1.2.840.10008.1.2.4.90";
    private static final Proposal ECHO = new Proposal(Uids.VERIFICATION, List.of(Uids.IMPLICIT_LITTLE_ENDIAN));

    private final FakeSink sink = new FakeSink();

    private static byte[] data(int length, int seed) {
        byte[] data = new byte[length];
        new Random(seed).nextBytes(data);
        return data;
    }

    private static DicomClient as(String ae) {
        return new DicomClient(new AeTitle(ae), AssociationLimits.DEFAULTS, Optional.empty());
    }

    @Test
    void answersAnEcho() throws IOException {
        try (TestNode node = new TestNode(sink);
                Association association = node.open(ECHO)) {
            assertEquals(Status.SUCCESS, Requests.echo(association).status());
            association.release();
        }
    }

    @Test
    void storesEveryTransferSyntaxAsItArrives() throws IOException {
        byte[] first = data(300_001, 1);
        byte[] second = data(17, 2);
        try (TestNode node = new TestNode(sink);
                Association association = node.open(
                        new Proposal(CT, List.of(JPEG_2000, Uids.EXPLICIT_LITTLE_ENDIAN)),
                        new Proposal(CT, List.of("1.2.3.4.5")))) {
            PresentationContext compressed = association.context(CT, JPEG_2000).orElseThrow();
            PresentationContext unknown = association.context(CT, "1.2.3.4.5").orElseThrow();
            assertEquals(
                    Status.SUCCESS,
                    Requests.store(association, compressed, "1.2.3", new ByteArrayInputStream(first))
                            .status());
            assertEquals(
                    Status.SUCCESS,
                    Requests.store(association, unknown, "1.2.4", new ByteArrayInputStream(second))
                            .status());
            association.release();
        }
        assertArrayEquals(first, sink.kept.get(0).data());
        assertArrayEquals(second, sink.kept.get(1).data());
        assertEquals(JPEG_2000, sink.kept.get(0).incoming().transferSyntax());
        assertEquals("1.2.3", sink.kept.get(0).incoming().sopInstance());
        assertEquals("demo-bank", sink.kept.get(0).incoming().tenant().value());
    }

    @Test
    void servesSeveralAssociationsAtOnce() throws Exception {
        try (TestNode node = new TestNode(sink);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int number = i;
                Callable<Boolean> sender = () -> {
                    try (Association association = node.open(new Proposal(CT, Uids.PLAIN))) {
                        for (int n = 0; n < 10; n++) {
                            var answer = Requests.store(
                                    association,
                                    association.context(CT).orElseThrow(),
                                    "1.2." + number + "." + n,
                                    new ByteArrayInputStream(data(40_000, n)));
                            assertTrue(answer.isDone());
                        }
                        association.release();
                    }
                    return true;
                };
                all.add(threads.submit(sender));
            }
            for (Future<Boolean> one : all) assertTrue(one.get());
            assertEquals(60, sink.kept.size());
        }
    }

    @Test
    void passesOnTheStoresRefusal() throws IOException {
        sink.refuseWith = Status.OUT_OF_RESOURCES;
        try (TestNode node = new TestNode(sink);
                Association association = node.open(new Proposal(CT, Uids.PLAIN))) {
            var context = association.context(CT).orElseThrow();
            var refused = Requests.store(association, context, "1.2.3", new ByteArrayInputStream(data(500_000, 3)));
            assertEquals(Status.OUT_OF_RESOURCES, refused.status());
            assertEquals("refused by the test", refused.comment());
            sink.refuseWith = 0;
            assertTrue(Requests.store(association, context, "1.2.3", new ByteArrayInputStream(data(5, 3)))
                    .isDone());
        }
    }

    @Test
    void refusesAnInstanceUidThatIsNone() throws IOException {
        try (TestNode node = new TestNode(sink);
                Association association = node.open(new Proposal(CT, Uids.PLAIN))) {
            for (String uid : List.of("../../etc/passwd", "/abs", "1..2", "1.2.", "a.b", "1".repeat(65), "1\u00002")) {
                var answer = Requests.store(
                        association,
                        association.context(CT).orElseThrow(),
                        uid,
                        new ByteArrayInputStream(data(100, 4)));
                assertEquals(Status.INVALID_INSTANCE, answer.status(), uid);
            }
            assertTrue(sink.kept.isEmpty());
        }
    }

    @Test
    void rejectsWhoeverIsNotAllowed() throws IOException {
        try (TestNode node = new TestNode(sink);
                DicomClient stranger = as("STRANGER");
                DicomClient elsewhere = as("ELSEWHERE");
                DicomClient pacs = as("PACS")) {
            assertEquals(Rejection.CALLING_AE_NOT_RECOGNIZED, rejection(stranger, node.asPeer()));
            assertEquals(Rejection.CALLING_AE_NOT_RECOGNIZED, rejection(elsewhere, node.asPeer()));
            assertEquals(
                    Rejection.CALLED_AE_NOT_RECOGNIZED,
                    rejection(pacs, TestNode.peer("OTHER", "127.0.0.1", node.port())));
            assertTrue(node.refusals.contains("the calling AE title is configured, but not for this host"));
        }
    }

    private static Rejection rejection(DicomClient client, Peer peer) {
        return assertThrows(AssociationRejectedException.class, () -> client.open(peer, List.of(ECHO)))
                .rejection();
    }

    @Test
    void rejectsAboveTheLimitAndTakesAgainAfterwards() throws IOException {
        try (TestNode node = new TestNode(sink, TestNode.QUICK, 2);
                Association second = node.open(ECHO)) {
            Association first = node.open(ECHO);
            AssociationRejectedException third =
                    assertThrows(AssociationRejectedException.class, () -> node.open(ECHO));
            assertEquals(Rejection.LOCAL_LIMIT_EXCEEDED, third.rejection());
            assertTrue(third.isTransient());
            first.release();
            awaitOpen(node, 1);
            try (Association again = node.open(ECHO)) {
                assertTrue(Requests.echo(again).isDone());
            }
            assertTrue(Requests.echo(second).isDone());
        }
    }

    private static void awaitOpen(TestNode node, int count) {
        long end = System.nanoTime() + 5_000_000_000L;
        while (node.server().openAssociations() > count && System.nanoTime() < end) Thread.onSpinWait();
    }

    @Test
    void refusesContextsItDoesNotServe() throws IOException {
        try (TestNode node = new TestNode(sink);
                Association association = node.open(
                        ECHO,
                        new Proposal("1.2.840.10008.5.1.4.31", Uids.PLAIN),
                        new Proposal(Uids.VERIFICATION, List.of(JPEG_2000)))) {
            assertEquals(1, association.contexts().size());
        }
    }

    /** As dcm4che's {@code stgcmtscu} proposes its second context. */
    @Test
    void acceptsContextsWithEvenIdsOnce() throws IOException {
        ProposedContext second = new ProposedContext(2, Uids.VERIFICATION, Uids.PLAIN);
        try (TestNode node = new TestNode(sink)) {
            new RawPeer(node.port(), List.of(new ProposedContext(1, Uids.VERIFICATION, Uids.PLAIN), second)).close();
            for (ProposedContext wrong : List.of(second, new ProposedContext(0, Uids.VERIFICATION, Uids.PLAIN))) {
                assertThrows(IOException.class, () -> new RawPeer(node.port(), List.of(second, wrong)).close());
            }
        }
    }

    @Test
    void endsConnectionsThatAskForNothingOrTrickle() throws IOException {
        try (TestNode node = new TestNode(sink);
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), node.port());
                Socket slow = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            slow.getOutputStream().write(new byte[] {1, 0, 0});
            silent.setSoTimeout(10_000);
            slow.setSoTimeout(10_000);
            assertEquals(-1, silent.getInputStream().read());
            assertEquals(-1, slow.getInputStream().read());
            try (Association association = node.open(ECHO)) {
                assertTrue(Requests.echo(association).isDone());
            }
        }
    }

    @Test
    void answersNonsenseWithAnAbort() throws IOException {
        try (TestNode node = new TestNode(sink)) {
            assertEquals(PduType.ABORT, answer(node, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            assertEquals(PduType.ABORT, answer(node, new byte[] {4, 0, 0, 0, 0, 6, 0, 0, 0, 2, 1, 3}));
            assertEquals(PduType.ABORT, answer(node, new byte[] {1, 0, -1, -1, -1, -1}));
            assertEquals(PduType.ABORT, answer(node, new byte[] {1, 0, 0, 0, 0, 2, 0, 1}));
        }
    }

    private static int answer(TestNode node, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes);
            return socket.getInputStream().read();
        }
    }

    @Test
    void abortsAtEveryWrongLengthWithinAnAssociation() throws IOException {
        List<byte[]> wrong = List.of(
                pdu(4, new byte[0]),
                pdu(4, ByteBuffer.allocate(6).putInt(0).array()),
                pdu(4, ByteBuffer.allocate(6).putInt(1).array()),
                pdu(4, ByteBuffer.allocate(8).putInt(100).array()),
                new byte[] {4, 0, 0x7F, -1, -1, -1},
                new byte[] {9, 0, 0, 0, 0, 0},
                pdu(1, new byte[70]),
                pdu(5, new byte[5]),
                // A data fragment where a command should be, a command of another context, a command that is none.
                pdu(4, new byte[] {0, 0, 0, 3, 1, 2, 7}),
                pdu(4, new byte[] {0, 0, 0, 3, 77, 3, 7}),
                pdu(4, new byte[] {0, 0, 0, 10, 1, 3, 0, 0, 0, 0, 4, 0, 0, 0}));
        try (TestNode node = new TestNode(sink);
                Association neighbour = node.open(ECHO)) {
            for (byte[] bytes : wrong) {
                try (RawPeer raw = new RawPeer(node.port())) {
                    raw.write(bytes);
                    assertEquals(PduType.ABORT, raw.nextType(), java.util.Arrays.toString(bytes));
                }
                assertTrue(Requests.echo(neighbour).isDone());
            }
            assertEquals(List.of(), node.faults);
        }
    }

    private static byte[] pdu(int type, byte[] value) {
        return ByteBuffer.allocate(6 + value.length)
                .put((byte) type)
                .put((byte) 0)
                .putInt(value.length)
                .put(value)
                .array();
    }

    @Test
    void cutsAConnectionThatItAcceptsWhileItCloses() throws Exception {
        Semaphore asked = new Semaphore(0);
        Semaphore closed = new Semaphore(0);
        AccessList access = new AccessList(
                Set.of(new AeTitle(TestNode.OWN_AE)), List.of(TestNode.peer(TestNode.PEER_AE, "127.0.0.1", 1)));
        DicomServer server = new DicomServer(
                new DicomServer.Options(InetAddress.getLoopbackAddress(), 0, 8, TestNode.PATIENT, Optional.empty()),
                () -> {
                    asked.release();
                    closed.acquireUninterruptibly();
                    return access;
                },
                List.of(new VerificationService()),
                new AssociationObserver() {},
                InstantSource.system());
        try (server;
                Socket peer = new Socket(InetAddress.getLoopbackAddress(), server.start())) {
            peer.setSoTimeout(5_000);
            assertTrue(asked.tryAcquire(20, TimeUnit.SECONDS));
            server.close();
            closed.release(100);
            assertThrows(SocketException.class, () -> peer.getInputStream().read(), "reset, and not left open");
        }
    }

    @Test
    void dropsWhatAnAbortedTransferLeft() throws IOException {
        try (TestNode node = new TestNode(sink)) {
            try (Association association = node.open(new Proposal(CT, Uids.PLAIN))) {
                InputStream broken =
                        new SequenceInputStream(new ByteArrayInputStream(data(200_000, 9)), new BrokenStream());
                assertThrows(
                        IOException.class,
                        () -> Requests.store(
                                association, association.context(CT).orElseThrow(), "1.2.3", broken));
            }
            awaitOpen(node, 0);
            assertEquals(0, node.server().openAssociations());
            assertTrue(sink.kept.isEmpty());
            assertFalse(node.outcomes.isEmpty());
        }
    }

    /** A file that cannot be read on. */
    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the file cannot be read");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return read();
        }
    }
}
