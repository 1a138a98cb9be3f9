package io.trivium.med.connection;

import io.trivium.core.connection.Connection;
import io.trivium.core.connection.ConnectionField;
import io.trivium.core.connection.ConnectionKind;
import io.trivium.core.connection.ConnectionSettings;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.EchoRequest;
import io.trivium.med.dicom.PeerSettings;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.Peer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DICOM peers that are managed at run time. Whoever may call may also query and retrieve, so a second person approves each.
 * Thread-safe.
 */
@ApplicationScoped
class PeerKind implements ConnectionKind {
    private static final Duration TEST = Duration.ofSeconds(10);

    private final DicomNode node;

    PeerKind(DicomNode node) {
        this.node = node;
    }

    @Override
    public String name() {
        return PeerSettings.KIND;
    }

    @Override
    public List<ConnectionField> fields() {
        return PeerSettings.FIELDS;
    }

    @Override
    public boolean sendsData(ConnectionSettings settings) {
        return true;
    }

    @Override
    public List<Problem> check(Connection connection) {
        List<Problem> problems = new ArrayList<>();
        ConnectionSettings settings = connection.settings();
        boolean isCalled = settings.text("host").isPresent();
        if (isCalled != settings.number("port").isPresent()) {
            problems.add(new Problem(isCalled ? "port" : "host", "must be given: host and port go together"));
        }
        if (!isCalled && settings.list("hosts").isEmpty()) {
            problems.add(new Problem("hosts", "must be given where the peer has no host and port of its own"));
        }
        if (settings.text("certificateSha256").isPresent() && !settings.flag("tls")) {
            problems.add(new Problem("certificateSha256", "must be left out where tls is false"));
        }
        if (settings.flag("tls") && node.tls().isEmpty()) {
            problems.add(new Problem("tls", "must be false: the node has no certificate (platform.med.dicom.tls)"));
        }
        List<String> own = node.aeTitles().stream().map(AeTitle::value).toList();
        if (!own.containsAll(settings.list("calledAeTitles"))) {
            problems.add(new Problem("calledAeTitles", "must be of " + String.join(", ", own)));
        }
        // One AE title of two organisations would let one receive what the other's systems send.
        if (node.access().peers().stream()
                .filter(peer -> !peer.tenant().equals(connection.tenant())
                        || !peer.name().equals(connection.name()))
                .anyMatch(peer -> peer.aeTitle().value().equals(settings.requireText("aeTitle")))) {
            problems.add(new Problem("aeTitle", "must be one that no other peer of this node has"));
        }
        if (problems.isEmpty()) {
            try {
                Peer _ = PeerSettings.peer(connection);
            } catch (IllegalArgumentException e) {
                problems.add(new Problem("hosts", "must be addresses, blocks or host names: " + e.getMessage()));
            }
        }
        return problems;
    }

    @Override
    public Optional<String> claim(ConnectionSettings settings) {
        return settings.text("aeTitle");
    }

    @Override
    public List<Address> addresses(ConnectionSettings settings) {
        return settings.text("host").stream()
                .map(host -> new Address("host", host, settings.requireNumber("port")))
                .toList();
    }

    @Override
    public TestResult test(Connection connection) {
        long started = System.nanoTime();
        Optional<String> failure;
        try {
            failure = EchoRequest.failure(node, PeerSettings.peer(connection), TEST);
        } catch (IOException e) {
            failure = Optional.of("No answer: " + e.getMessage() + ".");
        }
        long millis = (System.nanoTime() - started) / 1_000_000;
        return new TestResult(failure.isEmpty(), millis, failure.orElse("C-ECHO was answered."));
    }

    @Override
    public List<Configured> configured() {
        return node.configuredPeers().stream()
                .map(peer -> new Configured(peer.tenant(), peer.name(), PeerSettings.settings(peer)))
                .toList();
    }
}
