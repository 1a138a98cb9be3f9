package io.trivium.med.dicom;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationRejectedException;
import io.trivium.med.dicom.association.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** C-ECHO of the node to a peer (PS3.4 annex A). */
public final class EchoRequest {
    private EchoRequest() {}

    /**
     * Sends a C-ECHO.
     *
     * @return what failed, in a sentence; empty if it was answered with success
     * @throws IOException if there is no connection, or no answer in time
     */
    public static Optional<String> failure(DicomNode node, Peer peer, Duration wait) throws IOException {
        if (peer.address().isEmpty()) return Optional.of("The node does not call this peer: it has no host and port.");
        try (DicomClient client = node.client(wait);
                Association association = client.open(peer, List.of(new Proposal(Uids.VERIFICATION, Uids.PLAIN)))) {
            if (association.context(Uids.VERIFICATION).isEmpty()) {
                return Optional.of("The association was accepted, but not the verification service.");
            }
            Requests.Answer answer = Requests.echo(association);
            association.release();
            return answer.isDone()
                    ? Optional.empty()
                    : Optional.of(String.format("C-ECHO was answered with status %04X.", answer.status()));
        } catch (AssociationRejectedException e) {
            return Optional.of("The association was rejected: " + e.rejection().text() + ".");
        }
    }

    /** As {@link #failure(DicomNode, Peer, Duration)}, to a peer that is in use. */
    public static Optional<String> failure(DicomNode node, TenantId tenant, String peer, Duration wait)
            throws IOException {
        Optional<Peer> found = node.access().byName(tenant, peer);
        return found.isEmpty()
                ? Optional.of("No DICOM peer of this name is in use: " + peer + ".")
                : failure(node, found.orElseThrow(), wait);
    }
}
