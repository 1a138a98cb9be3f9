package io.trivium.med.delivery;

import io.trivium.core.connection.OutboundAddresses;
import io.trivium.med.report.MllpClient;
import io.trivium.med.report.OruWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * HL7 v2 over MLLP: each message on a connection of its own. The control id stays the same, so that a repetition can be
 * recognised.
 */
final class MessageSender implements Sender {

    private final Destination destination;
    private final OutboundAddresses outbound;
    private final Optional<SSLContext> tls;

    /** @param tls where the destination wants it */
    MessageSender(Destination destination, OutboundAddresses outbound, Optional<SSLContext> tls) {
        this.destination = destination;
        this.outbound = outbound;
        this.tls = tls;
    }

    @Override
    public List<Result> send(List<DueDelivery> due) {
        List<Result> results = new ArrayList<>();
        boolean reached = true;
        for (DueDelivery each : due) {
            // An unreachable receiver is not tried again for each of many messages.
            Result result = reached ? send(each) : results.getLast();
            reached = !(result instanceof Result.Failed);
            results.add(result);
        }
        return results;
    }

    private Result send(DueDelivery delivery) {
        String where = destination.host() + ":" + destination.port();
        if (delivery.message().isEmpty()) return new Result.Refused("The delivery has no message; report this fault.");
        try {
            if (destination.tls() && tls.isEmpty()) {
                return new Result.Failed("Not sent: it needs TLS, and platform.med.dicom.tls is not configured.");
            }
            InetSocketAddress at = destination.managed().isPresent()
                    ? outbound.resolve(destination.host(), destination.port())
                    : new InetSocketAddress(destination.host(), destination.port());
            MllpClient client = new MllpClient(at, destination.timeout(), tls);
            String message = delivery.message().orElseThrow();
            String current = delivery.patient()
                    .map(patient -> OruWriter.withPatient(message, patient))
                    .orElse(message);
            return switch (client.send(current)) {
                case MllpClient.Reply.Accepted() -> new Result.Sent();
                case MllpClient.Reply.Refused(boolean forGood, String code) ->
                    forGood
                            ? new Result.Refused("The receiver at " + where + " rejected the message (" + code
                                    + "); check MSH-4 to MSH-6 and what it takes.")
                            : new Result.Failed("The receiver at " + where + " could not take the message (" + code
                                    + "); its log says why.");
            };
        } catch (IOException e) {
            return new Result.Failed("No acknowledgement from " + where + " (" + e.getMessage()
                    + "); check that it listens there for MLLP.");
        }
    }
}
