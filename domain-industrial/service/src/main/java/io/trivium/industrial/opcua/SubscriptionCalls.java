package io.trivium.industrial.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaSession;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.SubscriptionAcknowledgement;
import org.eclipse.milo.opcua.stack.core.types.structured.TransferResult;
import org.jspecify.annotations.Nullable;

/** The services of OPC UA part 4, 5.13, as a subscription here needs them. */
final class SubscriptionCalls {
    /** Values in one notification, which bounds the data that still arrives after the last request. */
    private static final int MOST_NOTIFICATIONS = 2_000;

    private SubscriptionCalls() {}

    /** Makes a subscription that is kept for the configured lifetime; its id. Blocks. */
    static UInteger create(OpcUaClient client, OpcUaConfig.Server config, Duration keepAlive) throws UaException {
        double interval = Math.max(1, config.publishingInterval().toMillis());
        long keepAlives = Math.max(1, (long) Math.ceil(keepAlive.toMillis() / interval));
        long lifetime = (long) Math.ceil(config.lifetime().toMillis() / interval);
        return client.createSubscription(
                        interval,
                        // Less than three keep-alives is no lifetime: part 4, 5.13.2.
                        uint(Math.max(3 * keepAlives, lifetime)),
                        uint(keepAlives),
                        uint(MOST_NOTIFICATIONS),
                        true,
                        ubyte(0))
                .getSubscriptionId();
    }

    /** When the server was started, in ticks of its clock; 0 if it does not tell. Blocks. */
    static long serverStart(OpcUaClient client) throws UaException {
        Object time = client.readValue(0, TimestampsToReturn.Neither, NodeIds.Server_ServerStatus_StartTime)
                .value()
                .value();
        return time instanceof DateTime start ? start.getUtcTime() : 0;
    }

    /**
     * A server's answer to the request for a subscription of an earlier session.
     *
     * @param sent numbers of the notifications that were sent and not acknowledged
     */
    record HandedOver(StatusCode status, List<UInteger> sent) {}

    /** Requests a subscription of an earlier session, without the present values, which are already known. Blocks. */
    static HandedOver transfer(OpcUaClient client, UInteger subscription) {
        try {
            TransferResult[] results =
                    client.transferSubscriptions(List.of(subscription), false).getResults();
            if (results == null || results.length == 0) return new HandedOver(StatusCode.BAD, List.of());
            UInteger @Nullable [] sent = results[0].getAvailableSequenceNumbers();
            return new HandedOver(results[0].getStatusCode(), sent == null ? List.of() : Arrays.asList(sent));
        } catch (UaException e) {
            return new HandedOver(e.getStatusCode(), List.of());
        }
    }

    /** Acknowledges notifications and requests the next one, which may take a while to arrive. */
    static CompletableFuture<PublishResponse> publish(
            OpcUaClient client, OpcUaSession session, UInteger subscription, List<Long> acknowledged, long timeoutMs) {
        SubscriptionAcknowledgement[] acknowledgements = acknowledged.stream()
                .map(number -> new SubscriptionAcknowledgement(subscription, uint(number)))
                .toArray(SubscriptionAcknowledgement[]::new);
        return client.sendRequestAsync(new PublishRequest(
                        client.newRequestHeader(session.getAuthenticationToken(), uint(timeoutMs)), acknowledgements))
                .thenApply(PublishResponse.class::cast);
    }
}
