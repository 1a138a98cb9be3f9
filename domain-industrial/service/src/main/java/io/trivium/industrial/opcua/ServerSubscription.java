package io.trivium.industrial.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.quality.QualityNotes;
import io.trivium.industrial.quality.QualityReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaSession;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.NotificationMessage;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishResponse;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one subscription at a server, across changing sessions. A notification is acknowledged when Kafka has all of it,
 * and no more are requested from the server while too many readings wait for that: then they are queued there.
 * Unacknowledged notifications are sent again by Republish, also to a service that was killed. Milo's own subscriptions
 * acknowledge notifications on arrival, whatever their result; therefore the services of OPC UA part 4, 5.13 are used
 * directly.
 *
 * <p>Of one thread, that of the executor.
 */
final class ServerSubscription {
    private static final Logger LOG = Logger.getLogger(ServerSubscription.class);
    /** Requests that wait at the server, so that it can answer while one is on its way. */
    private static final int REQUESTS = 2;

    private static final long RETRY_MS = 1_000;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

    private final String name;
    private final TenantId tenant;
    private final OpcUaConfig.Server config;
    private final QualityNotes notes;
    private final SubscriptionFile file;
    private final NotificationReader reader;
    private final ScheduledExecutorService executor;
    private final BooleanSupplier isFull;
    private final LongSupplier nanos;
    private final MonitoredItems items;
    private final NotificationSequence sequence;
    /** Sequence numbers that Kafka has all of, for the next request. */
    private final TreeSet<Long> done = new TreeSet<>();

    private @Nullable OpcUaClient client;
    private @Nullable OpcUaSession session;
    private @Nullable NodeId owner;
    private @Nullable UInteger id;
    private long serverStart;
    private Map<MonitoredNode, NodeId> wanted = Map.of();
    private boolean isOfThisSession = true;
    private int requests;
    private int mostRequests = REQUESTS;
    private int generation;
    private long heard;

    /**
     * A subscription that is not made yet.
     *
     * @param isFull whether too many readings wait for Kafka
     */
    ServerSubscription(
            String name,
            TenantId tenant,
            OpcUaConfig.Server config,
            QualityNotes notes,
            SubscriptionFile file,
            MonitoredItems items,
            NotificationReader reader,
            ScheduledExecutorService executor,
            BooleanSupplier isFull,
            LongSupplier nanos) {
        this.name = name;
        this.tenant = tenant;
        this.config = config;
        this.notes = notes;
        this.file = file;
        this.items = items;
        this.reader = reader;
        this.executor = executor;
        this.isFull = isFull;
        this.nanos = nanos;
        this.sequence = new NotificationSequence(
                this::again,
                this::deliver,
                missing -> note(
                        QualityReason.SEQUENCE_GAP,
                        missing,
                        "Notifications of the server are missing, and it no longer has them: check the network to it."));
    }

    /**
     * Continues in a session: with the current subscription, with that of an earlier session if the server transfers
     * it, else with a new one. Blocks.
     */
    void attach(OpcUaClient ofClient, OpcUaSession ofSession, Map<MonitoredNode, NodeId> nodes) throws UaException {
        client = ofClient;
        session = ofSession;
        wanted = nodes;
        requests = 0;
        generation++;
        long started = SubscriptionCalls.serverStart(ofClient);
        if (id == null) {
            file.read(config.endpoint()).ifPresent(known -> {
                id = uint(known.subscriptionId());
                serverStart = known.serverStart();
                sequence.goOn();
                items.remember(known.items());
            });
        }
        if (id != null && !ofSession.getSessionId().equals(owner)) {
            if (started == serverStart) {
                takeOver(ofClient, id);
            } else {
                // Its number may now be that of another client's subscription, whose values would be mistaken for ours.
                lost("The server restarted and lost the subscription. A new one was made; what changed in"
                        + " between is missing.");
            }
        }
        serverStart = started;
        if (id == null) create(ofClient);
        owner = ofSession.getSessionId();
        adapt(nodes);
        heard = nanos.getAsLong();
        fill();
    }

    /** The session is disconnected: nothing is requested until it is back. */
    void detach() {
        session = null;
        generation++;
        requests = 0;
    }

    /** Reads these nodes from now on. Blocks. */
    void adapt(Map<MonitoredNode, NodeId> nodes) throws UaException {
        wanted = nodes;
        OpcUaClient here = client;
        UInteger subscription = id;
        if (here != null && subscription != null && items.adapt(here, subscription, nodes)) {
            file.write(
                    new SubscriptionFile.Known(config.endpoint(), serverStart, subscription.longValue(), items.all()));
        }
    }

    /** Whether nothing comes although there is a session: no subscription was made, or the server owes an answer for long. */
    boolean isStuck() {
        boolean isSilent = requests > 0
                && nanos.getAsLong() - heard > KEEP_ALIVE.multipliedBy(4).toNanos();
        return session != null && (id == null || isSilent);
    }

    private void takeOver(OpcUaClient here, UInteger subscription) {
        SubscriptionCalls.HandedOver answer = SubscriptionCalls.transfer(here, subscription);
        if (answer.status().isBad()) {
            lost("The server did not hand over the subscription (" + NodeValue.name(answer.status())
                    + "). A new one was made; what changed in between is missing.");
        } else {
            LOG.infof("server %s hands over subscription %s", name, subscription);
            isOfThisSession = true;
            sequence.catchUp(answer.sent().stream().mapToLong(UInteger::longValue));
        }
    }

    private void create(OpcUaClient here) throws UaException {
        id = SubscriptionCalls.create(here, config, KEEP_ALIVE);
        sequence.begin();
        LOG.infof("server %s made subscription %s", name, id);
    }

    /** Sends publish requests until enough of them wait at the server. */
    void fill() {
        OpcUaClient here = client;
        OpcUaSession now = session;
        while (here != null && now != null && id != null && requests < mostRequests && !isFull.getAsBoolean()) {
            request(here, now, id);
        }
    }

    private void request(OpcUaClient here, OpcUaSession now, UInteger subscription) {
        List<Long> acknowledged = new ArrayList<>();
        for (Long number = done.pollFirst(); number != null; number = done.pollFirst()) acknowledged.add(number);
        int of = generation;
        requests++;
        long timeoutMs = KEEP_ALIVE.toMillis() * (2 + mostRequests)
                + config.requestTimeout().toMillis();
        var _ = SubscriptionCalls.publish(here, now, subscription, acknowledged, timeoutMs)
                .whenComplete((response, failure) -> onThread(() -> {
                    if (failure == null) {
                        take(response, of);
                        return;
                    }
                    boolean isOfThis = subscription.equals(id);
                    if (isOfThis) done.addAll(acknowledged);
                    if (of == generation) {
                        requests--;
                        if (isOfThis) {
                            failed(UaException.extractStatusCode(failure).orElse(StatusCode.BAD), of);
                        } else {
                            // It waited for a subscription that has ended meanwhile.
                            fill();
                        }
                    }
                }));
    }

    private void onThread(Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("the service stops", e);
        }
    }

    private void take(PublishResponse response, int of) {
        if (response.getSubscriptionId().equals(id)) {
            heard = nanos.getAsLong();
            isOfThisSession = of == generation;
            sequence.take(response.getNotificationMessage());
        }
        if (of == generation) {
            requests--;
            fill();
        }
    }

    private NotificationMessage again(long number) throws UaException {
        OpcUaClient here = client;
        UInteger subscription = id;
        if (here == null || subscription == null) {
            throw new UaException(StatusCodes.Bad_SubscriptionIdInvalid, "the subscription has ended");
        }
        return here.republish(subscription, uint(number)).getNotificationMessage();
    }

    private void deliver(NotificationMessage message) {
        OpcUaClient here = client;
        UInteger subscription = id;
        if (here == null || subscription == null) return;
        long number = message.getSequenceNumber().longValue();
        Optional<StatusCode> ended = reader.read(
                message,
                here.getStaticEncodingContext(),
                items::node,
                () -> onThread(() -> confirmed(subscription, number)));
        if (ended.isPresent() && isOfThisSession) {
            anew("The server ended the subscription (" + NodeValue.name(ended.orElseThrow())
                    + "): either nothing asked for it for longer than its lifetime, or another service took it over."
                    + " A new one was made; what changed in between is missing.");
        }
    }

    private void confirmed(UInteger subscription, long number) {
        if (subscription.equals(id)) done.add(number);
        fill();
    }

    private void failed(StatusCode status, int of) {
        long code = status.value();
        if (code == StatusCodes.Bad_NoSubscription || code == StatusCodes.Bad_SubscriptionIdInvalid) {
            anew("The server no longer has the subscription (" + NodeValue.name(status)
                    + "). A new one was made; what changed in between is missing.");
        } else if (code == StatusCodes.Bad_TooManyPublishRequests) {
            mostRequests = Math.max(1, requests);
        } else {
            // If the session is gone, attach is called with the next one and this call finds another generation.
            LOG.debugf("server %s answers %s", name, status);
            try {
                var _ = executor.schedule(
                        () -> {
                            if (of == generation) fill();
                        },
                        RETRY_MS,
                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("the service stops", e);
            }
        }
    }

    private void anew(String detail) {
        OpcUaClient here = client;
        if (here == null || session == null) return;
        lost(detail);
        try {
            create(here);
            adapt(wanted);
            fill();
        } catch (UaException e) {
            LOG.warnf("server %s makes no new subscription: %s; a new session may help", name, e.getMessage());
        }
    }

    /** The known state of the subscription is no longer valid. */
    private void lost(String detail) {
        LOG.warnf("server %s: %s", name, detail);
        note(QualityReason.SUBSCRIPTION_LOST, 1, detail);
        id = null;
        done.clear();
        items.forget();
    }

    private void note(QualityReason reason, long occurrences, String detail) {
        notes.note(tenant, OpcUaIntake.source(name), reason, occurrences, detail, null);
    }
}
