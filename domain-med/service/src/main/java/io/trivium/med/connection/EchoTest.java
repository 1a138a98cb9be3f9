package io.trivium.med.connection;

import io.trivium.med.connection.ConnectionView.EchoDirection;
import io.trivium.med.connection.ConnectionView.EchoOutcome;
import io.trivium.med.connection.ConnectionView.EchoView;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.Requests.Answer;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationRejectedException;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * C-ECHO between the node and a peer (PS3.4 annex A), in both directions. The peer's own call is tried from this machine with the
 * peer's AE title, which shows whether the access list admits it; the network between the machines can be tested from the peer alone.
 * Thread-safe.
 */
@ApplicationScoped
class EchoTest {
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final DicomNode node;

    EchoTest(DicomNode node) {
        this.node = node;
    }

    EchoView run(Peer peer, EchoDirection direction) {
        return switch (direction) {
            case TO_PEER -> toPeer(peer);
            case FROM_PEER -> fromPeer(peer);
        };
    }

    private EchoView toPeer(Peer peer) {
        String setting = "platform.med.dicom.peers." + peer.name() + ".address";
        if (peer.address().isEmpty()) {
            return notTestable(
                    peer, EchoDirection.TO_PEER, "The node does not call this peer: " + setting + " is not set.");
        }
        try (DicomClient client = node.client(WAIT)) {
            return echo(client, peer, peer, EchoDirection.TO_PEER);
        }
    }

    private EchoView fromPeer(Peer peer) {
        EchoDirection direction = EchoDirection.FROM_PEER;
        String setting = "platform.med.dicom.peers." + peer.name() + ".hosts";
        if (peer.hosts().isEmpty()) {
            return notTestable(peer, direction, "This peer may not call the node: " + setting + " is not set.");
        }
        if (peer.tls()) {
            return notTestable(
                    peer, direction, "This peer has to show its own certificate, which the node does not have.");
        }
        Optional<InetSocketAddress> own = node.reachableHere();
        if (own.isEmpty()) {
            return notTestable(peer, direction, "The node does not listen on plain TCP (platform.med.dicom.port).");
        }
        InetSocketAddress address = own.orElseThrow();
        if (peer.hosts().stream().noneMatch(range -> range.contains(address.getAddress()))) {
            return notTestable(
                    peer,
                    direction,
                    "This peer may call from " + hosts(peer) + " only, and this test would come from "
                            + address.getAddress().getHostAddress() + ". Send a C-ECHO from the peer.");
        }
        Peer self = new Peer(
                peer.name(),
                peer.calledAes().stream().findFirst().orElse(node.aeTitle()),
                peer.tenant(),
                List.of(),
                Set.of(),
                Optional.of(new PeerAddress(address.getAddress().getHostAddress(), address.getPort())),
                false,
                Optional.empty());
        try (DicomClient client = node.clientAs(peer.aeTitle(), WAIT)) {
            return echo(client, self, peer, direction);
        }
    }

    private static EchoView echo(DicomClient client, Peer called, Peer peer, EchoDirection direction) {
        long started = System.nanoTime();
        EchoOutcome outcome;
        String detail;
        try (Association association = client.open(called, List.of(new Proposal(Uids.VERIFICATION, Uids.PLAIN)))) {
            if (association.context(Uids.VERIFICATION).isEmpty()) {
                outcome = EchoOutcome.REFUSED;
                detail = "The association was accepted, but not the verification service.";
            } else {
                Answer answer = Requests.echo(association);
                outcome = answer.isDone() ? EchoOutcome.ANSWERED : EchoOutcome.REFUSED;
                detail = answer.isDone()
                        ? "C-ECHO was answered."
                        : String.format("C-ECHO was answered with status %04X.", answer.status());
            }
            association.release();
        } catch (AssociationRejectedException e) {
            outcome = EchoOutcome.REFUSED;
            detail = "The association was rejected: " + e.rejection().text() + ".";
        } catch (IOException e) {
            outcome = EchoOutcome.UNREACHABLE;
            detail = "No answer from " + address(called) + ": " + e.getMessage();
        }
        return new EchoView(peer.name(), direction, outcome, (System.nanoTime() - started) / 1_000_000, detail);
    }

    private static EchoView notTestable(Peer peer, EchoDirection direction, String why) {
        return new EchoView(peer.name(), direction, EchoOutcome.NOT_TESTABLE, 0, why);
    }

    private static String hosts(Peer peer) {
        return peer.hosts().stream().map(HostRange::text).collect(Collectors.joining(", "));
    }

    private static String address(Peer peer) {
        return peer.address().map(at -> at.host() + ":" + at.port()).orElse("nowhere");
    }
}
