package io.trivium.fin.decision.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.kafka.ConsumerLoop;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.decision.DecisionRecords;
import io.trivium.fin.stream.FinMetrics;
import io.trivium.fin.stream.KafkaSettings;
import io.trivium.fin.stream.PipelineReady;
import io.trivium.fin.stream.StreamConfig;
import io.trivium.fin.stream.WrittenEvents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Distributes new decisions to the components of this process that wait for one or observe all of them. Reads every
 * partition of the decision topic from its end, so each instance of the service sees every decision, and drops
 * repetitions by id. Thread-safe.
 */
@ApplicationScoped
public class DecisionFeed {

    private static final Logger LOG = Logger.getLogger(DecisionFeed.class);
    private static final Duration POLL = Duration.ofMillis(500);
    /** More than come in while the projection lags: what a resuming stream finds neither in PostgreSQL nor ahead. */
    private static final int RECENT = 5_000;

    private final StreamConfig config;
    private final WrittenEvents events;
    private final DecisionRecords recent = new DecisionRecords(RECENT);
    private final Map<DecisionRecords.Key, List<CompletableFuture<AuthorizationDecided>>> waiting =
            new ConcurrentHashMap<>();
    private final Map<TenantId, Set<DecisionSubscription>> subscriptions = new ConcurrentHashMap<>();
    private final CountDownLatch following = new CountDownLatch(1);
    private final ConsumerLoop loop;

    DecisionFeed(StreamConfig config, WrittenEvents events, MeterRegistry meters) {
        this.config = config;
        this.events = events;
        meters.gauge(FinMetrics.SUBSCRIBERS, subscriptions, DecisionFeed::count);
        this.loop = new ConsumerLoop(
                "fin-decision-feed", () -> KafkaSettings.consumer(config, "feed-" + config.instanceId()), this::follow);
    }

    private static double count(Map<TenantId, Set<DecisionSubscription>> subscriptions) {
        return subscriptions.values().stream().mapToInt(Set::size).sum();
    }

    void start(@Observes PipelineReady ready) throws InterruptedException {
        loop.start();
        // Decisions made from now on are seen; without this a caller could wait for one that came before.
        if (!following.await(10, TimeUnit.SECONDS)) LOG.warn("the decision feed does not follow the log yet");
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
        subscriptions.values().forEach(all -> all.forEach(DecisionSubscription::close));
    }

    /** Completes with the decision on this id; {@link #forget} it when it is no longer waited for. */
    public CompletableFuture<AuthorizationDecided> await(TenantId tenant, String authorizationId) {
        DecisionRecords.Key key = new DecisionRecords.Key(tenant, authorizationId);
        CompletableFuture<AuthorizationDecided> future = new CompletableFuture<>();
        waiting.compute(key, (name, before) -> {
            List<CompletableFuture<AuthorizationDecided>> all =
                    before == null ? new ArrayList<>(1) : new ArrayList<>(before);
            all.add(future);
            return all;
        });
        // It may have come between the caller's look into the table and now.
        AuthorizationDecided known = recent.get(key);
        if (known != null) future.complete(known);
        return future;
    }

    /** Ends a wait that {@link #await} began, whether the decision came or not. */
    @SuppressWarnings("ReferenceEquality") // this very future, not one that looks like it
    public void forget(TenantId tenant, String authorizationId, CompletableFuture<AuthorizationDecided> future) {
        waiting.computeIfPresent(new DecisionRecords.Key(tenant, authorizationId), (name, before) -> {
            List<CompletableFuture<AuthorizationDecided>> left =
                    before.stream().filter(other -> other != future).toList();
            return left.isEmpty() ? null : left;
        });
    }

    /** The decision when it was made lately. */
    public Optional<AuthorizationDecided> recent(TenantId tenant, String authorizationId) {
        return Optional.ofNullable(recent.get(new DecisionRecords.Key(tenant, authorizationId)));
    }

    /** Decisions of the tenant made lately, oldest first: covers what PostgreSQL does not have yet. */
    public List<AuthorizationDecided> recent(TenantId tenant) {
        return recent.of(tenant);
    }

    /** Every decision of the tenant from now on, until the subscription is closed. */
    public DecisionSubscription subscribe(TenantId tenant, int capacity) {
        Set<DecisionSubscription> all = subscriptions.computeIfAbsent(tenant, name -> ConcurrentHashMap.newKeySet());
        DecisionSubscription subscription = new DecisionSubscription(capacity, all::remove);
        all.add(subscription);
        return subscription;
    }

    private void follow(KafkaConsumer<byte[], byte[]> polling) {
        List<TopicPartition> partitions = polling.partitionsFor(config.topics().decision()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        polling.assign(partitions);
        polling.seekToEnd(partitions);
        partitions.forEach(polling::position);
        following.countDown();
        while (!loop.isStopping()) {
            for (ConsumerRecord<byte[], byte[]> message : polling.poll(POLL)) accept(message);
        }
    }

    private void accept(ConsumerRecord<byte[], byte[]> message) {
        EventEnvelope<AuthorizationDecided> event;
        try {
            event = events.decode(message, AuthorizationDecided.class);
        } catch (InvalidEventException e) {
            // The projection puts it with the dead letters.
            LOG.debugf("a decision at offset %d of partition %d is broken", message.offset(), message.partition());
            return;
        }
        DecisionRecords.Key key =
                new DecisionRecords.Key(event.tenantId(), event.data().authorizationId());
        if (!recent.add(key, event.data())) return;
        List<CompletableFuture<AuthorizationDecided>> waiters = waiting.remove(key);
        if (waiters != null) waiters.forEach(waiter -> waiter.complete(event.data()));
        Set<DecisionSubscription> watching = subscriptions.get(event.tenantId());
        if (watching != null) watching.forEach(subscription -> subscription.offer(event.data()));
    }
}
