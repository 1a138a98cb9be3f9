package io.trivium.med.dicom;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.connection.Connection;
import io.trivium.core.connection.Connections;
import io.trivium.core.connection.OutboundAddresses;
import io.trivium.med.MedMetrics;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.Peer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;

/** The acceptors of this service, one for TCP and one for TLS. Thread-safe. */
@ApplicationScoped
public class DicomNode {

    private static final Logger LOG = Logger.getLogger(DicomNode.class);

    private final DicomConfig config;
    private final AccessList configured;
    private final Connections connections;
    private final OutboundAddresses outbound;
    private final List<DimseService> services = new ArrayList<>();
    private final AssociationObserver observer;
    private final InstantSource clock;
    private final List<DicomServer> servers = new CopyOnWriteArrayList<>();
    private final Optional<SSLContext> tls;
    private final DicomClient client;
    private final CommitmentReporter reporter;
    private volatile AccessList access;
    private int port = -1;
    private int tlsPort = -1;

    DicomNode(
            DicomConfig config,
            InstanceSink sink,
            CommitmentKeeper commitments,
            Instance<DimseService> further,
            NodeObserver observer,
            Connections connections,
            OutboundAddresses outbound,
            MeterRegistry meters,
            InstantSource clock) {
        this.config = config;
        this.configured = DicomSettings.accessList(config);
        this.access = configured;
        this.connections = connections;
        this.outbound = outbound;
        this.observer = new SinkObserver(observer, sink);
        this.clock = clock;
        services.add(new VerificationService());
        services.add(new StorageService(sink, config.privateSopClasses().orElse(Set.of())));
        this.tls = DicomSettings.tls(config.tls());
        this.client = new DicomClient(aeTitle(), DicomSettings.limits(config), tls, outbound);
        this.reporter = new CommitmentReporter(commitments, this::access, client);
        services.add(new CommitmentService(commitments, reporter::due));
        further.forEach(services::add);
        Gauge.builder(MedMetrics.ASSOCIATIONS_OPEN, this, DicomNode::openAssociations)
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        // Also where it does not listen: managed peers are called, and hold their AE titles.
        connections.follow(PeerSettings.KIND, this::use);
        if (!config.enabled()) return;
        if (config.port() >= 0) port = listen(config.port(), Optional.empty());
        if (config.tls().port().isPresent())
            tlsPort = listen(config.tls().port().orElseThrow(), tls);
        reporter.start();
        LOG.infof(
                "DICOM node %s listens on port %d (TLS: %d); %d peers may be known",
                config.aeTitles().getFirst(), port, tlsPort, access.peers().size());
        if (access.peers().isEmpty()) {
            LOG.warn("no peer is known (platform.med.dicom.peers, /v1/connections), so every association is rejected");
        }
    }

    /**
     * Takes over the managed peers; the configured ones come first. One with the AE title of another is not used, and reported: the
     * peer that has the title keeps it. Associations of peers that are gone end.
     */
    private void use(List<Connection> managed) {
        List<Peer> before = access.peers();
        List<Peer> peers = new ArrayList<>(configured.peers());
        List<Connection> unchangedFirst = managed.stream()
                .sorted(Comparator.comparing(each -> !isAmong(before, each)))
                .toList();
        for (Connection each : unchangedFirst) {
            try {
                Peer peer = PeerSettings.peer(each);
                if (peers.stream().anyMatch(other -> other.aeTitle().equals(peer.aeTitle()))) {
                    throw new IllegalArgumentException("another peer in use has the AE title " + peer.aeTitle());
                }
                // An unchanged one keeps the addresses of its host names.
                peers.add(before.stream().filter(peer::equals).findFirst().orElse(peer));
            } catch (IllegalArgumentException e) {
                connections.failed(each, "Not used: " + e.getMessage() + ". Correct its settings.");
            }
        }
        access = new AccessList(configured.ownAes(), peers);
        servers.forEach(DicomServer::endUnknown);
    }

    private static boolean isAmong(List<Peer> peers, Connection connection) {
        return peers.stream()
                .anyMatch(peer -> peer.tenant().equals(connection.tenant())
                        && peer.name().equals(connection.name())
                        && connection
                                .settings()
                                .text("aeTitle")
                                .equals(Optional.of(peer.aeTitle().value())));
    }

    private int listen(int wanted, Optional<SSLContext> tls) {
        try {
            DicomServer server = new DicomServer(
                    new DicomServer.Options(
                            InetAddress.getByName(config.host()),
                            wanted,
                            config.maxAssociations(),
                            DicomSettings.limits(config),
                            tls),
                    this::access,
                    services,
                    observer,
                    clock);
            servers.add(server);
            return server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the DICOM node cannot listen on " + config.host() + ":" + wanted
                            + " (platform.med.dicom.host, .port, .tls.port): " + e.getMessage(),
                    e);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        servers.forEach(DicomServer::close);
        reporter.close();
    }

    /** The peers of the configuration. */
    public List<Peer> configuredPeers() {
        return configured.peers();
    }

    /** Returns the peers known at this moment. */
    public AccessList access() {
        return access;
    }

    /** Opens associations to peers as this node. */
    public DicomClient client() {
        return client;
    }

    /** Returns a client as {@link #client()} that waits no longer than this for any answer; the caller closes it. */
    public DicomClient client(Duration wait) {
        return clientAs(aeTitle(), wait);
    }

    /** A client as {@link #client(Duration)} that calls itself something else, to try what a peer would be answered. */
    public DicomClient clientAs(AeTitle calling, Duration wait) {
        return new DicomClient(calling, limits(wait), tls, outbound);
    }

    private AssociationLimits limits(Duration wait) {
        AssociationLimits usual = DicomSettings.limits(config);
        return new AssociationLimits(
                usual.maxPduLength(),
                shorter(usual.negotiation(), wait),
                wait,
                shorter(usual.read(), wait),
                usual.message(),
                shorter(usual.write(), wait),
                usual.maxDataSetLength());
    }

    /**
     * Returns the address at which an application on this machine reaches the acceptor for plain TCP; empty if there is
     * none.
     */
    public Optional<InetSocketAddress> reachableHere() {
        if (port < 0) return Optional.empty();
        InetSocketAddress bound = new InetSocketAddress(config.host(), port);
        return Optional.of(
                bound.getAddress() != null && bound.getAddress().isAnyLocalAddress()
                        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                        : bound);
    }

    /** The address it listens on, as configured. */
    public String host() {
        return config.host();
    }

    /** All AE titles that may be called. */
    public List<AeTitle> aeTitles() {
        return config.aeTitles().stream().map(AeTitle::new).toList();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** The port of plain TCP; -1 when there is none. */
    public int port() {
        return port;
    }

    /** The port of TLS; -1 when there is none. */
    public int tlsPort() {
        return tlsPort;
    }

    /** Keys and trusted certificates of this node, for other protocols as well; empty if none are configured. */
    public Optional<SSLContext> tls() {
        return tls;
    }

    public int openAssociations() {
        return servers.stream().mapToInt(DicomServer::openAssociations).sum();
    }

    /** Whether everything that should listen does. */
    public boolean isListening() {
        return !config.enabled() || (!servers.isEmpty() && servers.stream().allMatch(DicomServer::isListening));
    }

    /** Returns the node's own AE title. */
    public AeTitle aeTitle() {
        return new AeTitle(config.aeTitles().getFirst());
    }
}
