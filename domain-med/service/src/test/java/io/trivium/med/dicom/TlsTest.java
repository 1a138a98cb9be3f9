package io.trivium.med.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.AssociationRejectedException;
import io.trivium.med.dicom.association.Command;
import io.trivium.med.dicom.association.CommandSet;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.dicom.association.Message;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import io.trivium.med.dicom.association.PresentationContext;
import io.trivium.med.dicom.association.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted associations: who shows no certificate, or another one than is configured, does not get in. */
@Timeout(120)
@NullUnmarked // JUnit sets the fields
class TlsTest {

    private static final Proposal ECHO = new Proposal(Uids.VERIFICATION, Uids.PLAIN);

    @TempDir
    Path directory;

    private KeyStore node;
    private KeyStore pacs;
    private KeyStore stranger;

    @BeforeEach
    void makeKeys() throws Exception {
        node = TestKeys.make(directory, "node");
        pacs = TestKeys.make(directory, "pacs");
        stranger = TestKeys.make(directory, "stranger");
    }

    private static Peer peer(String ae, int port, KeyStore shown) throws Exception {
        return new Peer(
                ae,
                new AeTitle(ae),
                new TenantId("demo-bank"),
                List.of(new HostRange("127.0.0.1")),
                Set.of(),
                Optional.of(new PeerAddress("127.0.0.1", port)),
                true,
                Optional.of(AccessList.fingerprint(TestKeys.certificate(shown))));
    }

    private DicomServer server() throws Exception {
        return server(new VerificationService());
    }

    private DicomServer server(DimseService service) throws Exception {
        AccessList access = new AccessList(Set.of(new AeTitle("TRIVIUM")), List.of(peer("PACS", 1, pacs)));
        return new DicomServer(
                new DicomServer.Options(
                        InetAddress.getLoopbackAddress(),
                        0,
                        4,
                        TestNode.PATIENT,
                        Optional.of(TestKeys.context(node, pacs, stranger))),
                () -> access,
                List.of(service),
                new AssociationObserver() {},
                InstantSource.system());
    }

    private static DicomClient client(SSLContext context) {
        return new DicomClient(new AeTitle("PACS"), AssociationLimits.DEFAULTS, Optional.of(context));
    }

    @Test
    void letsInWhoShowsItsCertificate() throws Exception {
        try (DicomServer server = server();
                DicomClient client = client(TestKeys.context(pacs, node));
                Association association = client.open(peer("TRIVIUM", server.start(), node), List.of(ECHO))) {
            assertTrue(Requests.echo(association).isDone());
            association.release();
        }
    }

    @Test
    void refusesATrustedCertificateThatIsNotThePeers() throws Exception {
        try (DicomServer server = server();
                DicomClient client = client(TestKeys.context(stranger, node))) {
            Peer peer = peer("TRIVIUM", server.start(), node);
            AssociationRejectedException rejected =
                    assertThrows(AssociationRejectedException.class, () -> client.open(peer, List.of(ECHO)));
            assertEquals(Rejection.CALLING_AE_NOT_RECOGNIZED, rejected.rejection());
        }
    }

    @Test
    void refusesWhoShowsNone() throws Exception {
        try (DicomServer server = server();
                DicomClient client = client(TestKeys.context(null, node))) {
            Peer peer = peer("TRIVIUM", server.start(), node);
            assertThrows(IOException.class, () -> client.open(peer, List.of(ECHO)));
        }
    }

    @Test
    void doesNotTalkToAPeerWithAnotherCertificate() throws Exception {
        try (DicomServer server = server();
                DicomClient client = client(TestKeys.context(pacs, node))) {
            Peer peer = peer("TRIVIUM", server.start(), stranger);
            assertThrows(IOException.class, () -> client.open(peer, List.of(ECHO)));
        }
    }

    /** A write that the peer does not take holds the lock that a close of TLS wants. */
    @Test
    void cutsAnAssociationWhosePeerTakesNothing() throws Exception {
        Semaphore over = new Semaphore(0);
        DimseService deaf = new DimseService() {
            @Override
            public boolean serves(String abstractSyntax) {
                return abstractSyntax.equals(Uids.VERIFICATION);
            }

            @Override
            public void handle(Session session, Message message) {
                over.acquireUninterruptibly();
            }
        };
        AtomicLong read = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read.incrementAndGet();
                return 0;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                read.addAndGet(length);
                return length;
            }
        };
        try (DicomServer server = server(deaf);
                DicomClient client = client(TestKeys.context(pacs, node));
                Association association = client.open(peer("TRIVIUM", server.start(), node), List.of(ECHO))) {
            CommandSet request =
                    CommandSet.request(Command.C_ECHO_RQ, 1).text(Command.AFFECTED_SOP_CLASS, Uids.VERIFICATION);
            PresentationContext context = association.context(Uids.VERIFICATION).orElseThrow();
            Thread sender = Thread.ofVirtual()
                    .start(() -> assertThrows(IOException.class, () -> association.send(context, request, endless)));
            long before = -1;
            while (read.get() == 0 || read.get() > before) {
                before = read.get();
                assertFalse(sender.join(Duration.ofSeconds(1)), "the peer takes everything");
            }
            assertTimeoutPreemptively(Duration.ofSeconds(10), association::cut);
            assertTrue(sender.join(Duration.ofSeconds(10)));
            over.release();
        }
    }
}
