package io.trivium.med.dicom;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.AssociateRequest;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Rejection;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** An acceptor on a free port that knows one peer, PACS, on loopback. */
public final class TestNode implements AutoCloseable {

    public static final String OWN_AE = "TRIVIUM";
    public static final String PEER_AE = "PACS";

    public static final AssociationLimits QUICK = new AssociationLimits(
            64 * 1024,
            Duration.ofMillis(700),
            Duration.ofSeconds(20),
            Duration.ofMillis(700),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            1 << 20);

    /** For tests in which the machine may be slow. */
    public static final AssociationLimits PATIENT = AssociationLimits.DEFAULTS;

    private final DicomServer server;
    private final DicomClient client;
    private final int port;
    final List<String> refusals = new CopyOnWriteArrayList<>();
    final List<AssociationObserver.Outcome> outcomes = new CopyOnWriteArrayList<>();
    final List<RuntimeException> faults = new CopyOnWriteArrayList<>();

    public TestNode(InstanceSink sink) throws IOException {
        this(sink, QUICK, 8);
    }

    public TestNode(InstanceSink sink, AssociationLimits limits, int maxAssociations) throws IOException {
        Peer pacs = peer(PEER_AE, "127.0.0.1", 1);
        AccessList access =
                new AccessList(Set.of(new AeTitle(OWN_AE)), List.of(pacs, peer("ELSEWHERE", "10.1.2.0/24", 1)));
        server = new DicomServer(
                new DicomServer.Options(InetAddress.getLoopbackAddress(), 0, maxAssociations, limits, Optional.empty()),
                () -> access,
                List.of(new VerificationService(), new StorageService(sink, Set.of())),
                new AssociationObserver() {
                    @Override
                    public void refused(AssociateRequest request, InetAddress host, Rejection rejection, String why) {
                        refusals.add(why);
                    }

                    @Override
                    public void ended(Session session, Outcome outcome) {
                        outcomes.add(outcome);
                    }

                    @Override
                    public void failed(Session session, RuntimeException fault) {
                        faults.add(fault);
                    }
                },
                InstantSource.system());
        port = server.start();
        client = new DicomClient(new AeTitle(PEER_AE), AssociationLimits.DEFAULTS, Optional.empty());
    }

    /** A peer of the tenant demo-bank. */
    public static Peer peer(String ae, String host, int port) {
        return new Peer(
                ae.toLowerCase(java.util.Locale.ROOT),
                new AeTitle(ae),
                new TenantId("demo-bank"),
                List.of(new HostRange(host)),
                Set.of(),
                Optional.of(new Peer.PeerAddress("127.0.0.1", port)),
                false,
                Optional.empty());
    }

    public int port() {
        return port;
    }

    public DicomServer server() {
        return server;
    }

    /** The node as its peer sees it. */
    Peer asPeer() {
        return peer(OWN_AE, "127.0.0.1", port);
    }

    public Association open(DicomClient.Proposal... proposals) throws IOException {
        return client.open(asPeer(), List.of(proposals));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
