package io.trivium.med.delivery;

import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationRejectedException;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.PresentationContext;
import io.trivium.med.dicom.association.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** C-STORE as user: all due deliveries are sent in one association. */
final class StoreSender implements Sender {

    private final DicomClient client;
    private final String name;
    private final Supplier<Optional<Peer>> peers;

    /**
     * A sender to one peer.
     *
     * @param peers the peer of this name as it is at the moment; empty while it is not known
     */
    StoreSender(DicomClient client, String name, Supplier<Optional<Peer>> peers) {
        this.client = client;
        this.name = name;
        this.peers = peers;
    }

    @Override
    public List<Result> send(List<DueDelivery> due) {
        Optional<Peer> peer = peers.get();
        if (peer.isEmpty()) {
            return Collections.nCopies(
                    due.size(),
                    new Result.Failed(
                            "Peer " + name + " is not in use; resume it, or choose another one for the destination."));
        }
        Map<String, List<String>> syntaxes = new LinkedHashMap<>();
        for (DueDelivery each : due) {
            List<String> known = syntaxes.computeIfAbsent(each.sopClass(), ignored -> new ArrayList<>());
            if (!known.contains(each.transferSyntax())) known.add(each.transferSyntax());
        }
        List<Proposal> proposals = new ArrayList<>();
        syntaxes.forEach((sopClass, all) -> all.forEach(one -> proposals.add(new Proposal(sopClass, List.of(one)))));
        List<Result> results = new ArrayList<>();
        try (Association association = client.open(peer.orElseThrow(), proposals)) {
            for (DueDelivery each : due) results.add(store(association, each));
            association.release();
        } catch (IOException e) {
            Result failed = new Result.Failed(reason(e));
            while (results.size() < due.size()) results.add(failed);
        }
        return results;
    }

    private Result store(Association association, DueDelivery delivery) throws IOException {
        Optional<PresentationContext> context = association.context(delivery.sopClass(), delivery.transferSyntax());
        if (context.isEmpty()) {
            return new Result.Refused("Peer " + name + " does not take SOP class " + delivery.sopClass()
                    + "; allow it there, or leave it out of the destination's roles.");
        }
        if (!Files.isReadable(delivery.file())) {
            return new Result.Failed(
                    "The object's file is missing from this node's store; restore it from the backup.");
        }
        try (InputStream data = delivery.data()) {
            Requests.Answer answer = Requests.store(association, context.orElseThrow(), delivery.sopInstance(), data);
            return result(answer);
        }
    }

    private Result result(Requests.Answer answer) {
        if (answer.isDone() || answer.status() == Status.DUPLICATE_INSTANCE) return new Result.Sent();
        String said = String.format("Peer %s answered with status %04X", name, answer.status())
                + (answer.comment().isEmpty() ? "" : " (" + printable(answer.comment()) + ")");
        if (answer.status() == Status.REFUSED_SOP_CLASS || answer.status() == Status.NOT_AUTHORIZED) {
            return new Result.Refused(said + "; allow this node to store there.");
        }
        if ((answer.status() & 0xFF00) == Status.OUT_OF_RESOURCES) {
            return new Result.Failed(said + ": it is out of resources; look at its disk.");
        }
        return new Result.Failed(said + "; its log says why.");
    }

    private static String printable(String comment) {
        return comment.replaceAll("[^ -~]", "?");
    }

    private String reason(IOException e) {
        if (e instanceof AssociationRejectedException rejected) {
            return "Peer " + name + " rejects associations of this node (" + rejected.getMessage()
                    + "); check the AE titles, hosts and limits on both sides.";
        }
        return "Peer " + name + " cannot be reached or broke off (" + e.getMessage()
                + "); check that it runs and that its host and port are right here.";
    }

    @Override
    public void close() {
        client.close();
    }
}
