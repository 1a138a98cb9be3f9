package io.trivium.fin.decision;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.inference.InferenceError;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.inference.InferenceResult;
import io.trivium.core.inference.InferenceTensor;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.stream.ConsumerLoop;
import io.trivium.fin.stream.DeadLetterRecords;
import io.trivium.fin.stream.FinMetrics;
import io.trivium.fin.stream.KafkaSettings;
import io.trivium.fin.stream.PipelineReady;
import io.trivium.fin.stream.StreamConfig;
import io.trivium.fin.stream.WrittenEvents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Features to decisions: takes what a poll brings as one batch, asks the model once per tenant in it, and publishes the
 * decisions. Some batches are under way at a time; offsets are committed in order, after the decisions were acknowledged.
 * When the model does not answer in time the fallback refers the authorization and says so.
 */
@ApplicationScoped
public class Scorer {

    static final String SOURCE = "/fin/scorer";
    private static final Logger LOG = Logger.getLogger(Scorer.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
    private static final Duration LAST_BATCHES = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofMillis(500);

    private final StreamConfig streams;
    private final ScoringConfig config;
    private final DecisionRules rules;
    private final Explanations explanations;
    private final RiskModel model;
    private final ModelRehearsal rehearsal;
    private final WarmUp warmUp;
    private final WrittenEvents events;
    private final DecisionStatistics statistics;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Timer scoringLatency;
    private final Timer decisionLatency;
    private final DistributionSummary batchSize;
    private final Semaphore permits;
    private final ExecutorService calls = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("fin-score-", 0).factory());
    private final CountDownLatch stopSignal = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile @Nullable Thread loop;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

    Scorer(
            StreamConfig streams,
            ScoringConfig config,
            DecisionRules rules,
            Explanations explanations,
            RiskModel model,
            ModelRehearsal rehearsal,
            WrittenEvents events,
            DecisionStatistics statistics,
            InstantSource clock,
            MeterRegistry meters) {
        this.streams = streams;
        this.config = config;
        this.rules = rules;
        this.explanations = explanations;
        this.model = model;
        this.rehearsal = rehearsal;
        this.warmUp = rehearsal.warmUp();
        this.events = events;
        this.statistics = statistics;
        this.clock = clock;
        this.meters = meters;
        this.permits = new Semaphore(config.maxInFlight());
        this.scoringLatency = Timer.builder(FinMetrics.SCORING_LATENCY)
                .description("Time from features to decision")
                .publishPercentileHistogram()
                .register(meters);
        this.decisionLatency = Timer.builder(FinMetrics.DECISION_LATENCY)
                .description("Time from the broker taking an authorization to the decision being published")
                .publishPercentileHistogram()
                .register(meters);
        this.batchSize = meters.summary(FinMetrics.SCORING_BATCH);
    }

    void start(@Observes PipelineReady ready) {
        loop = Thread.ofPlatform().name("fin-scorer").daemon().start(this::run);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        stopSignal.countDown();
        KafkaConsumer<byte[], byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        Thread running = loop;
        if (running != null) {
            running.join(Duration.ofSeconds(5));
        }
        calls.shutdownNow();
    }

    private void run() {
        rehearsal.await(config.startPatience());
        while (!stopping) {
            try (KafkaProducer<byte[], byte[]> producer =
                            new KafkaProducer<>(KafkaSettings.producer(streams, "scorer-" + streams.instanceId()));
                    KafkaConsumer<byte[], byte[]> polling = new KafkaConsumer<>(settings())) {
                consumer = polling;
                polling.subscribe(List.of(streams.topics().feature()));
                new Session(polling, producer).run();
            } catch (WakeupException e) {
                // Only stop() wakes the consumer.
            } catch (KafkaException e) {
                LOG.warn("the scorer lost the broker and starts again", e);
                pause(RETRY_AFTER);
            } finally {
                consumer = null;
            }
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = KafkaSettings.groupConsumer(streams, "scorer");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.maxBatch());
        return settings;
    }

    private void pause(Duration time) {
        try {
            if (stopSignal.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("woken to stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One life of consumer and producer. The consumer belongs to the loop's thread alone. */
    private final class Session {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final KafkaProducer<byte[], byte[]> producer;
        private final BatchesUnderWay underWay = new BatchesUnderWay();
        private final Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>();
        private long committedAtNanos = System.nanoTime();

        Session(KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
            this.consumer = consumer;
            this.producer = producer;
        }

        void run() {
            try {
                while (!stopping) {
                    if (!permits.tryAcquire()) {
                        waitForPermit();
                    }
                    boolean handedOn = false;
                    try {
                        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                        if (!records.isEmpty()) {
                            submit(records);
                            handedOn = true;
                        }
                    } finally {
                        if (!handedOn) {
                            permits.release();
                        }
                    }
                    commitFinished(false);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                finish();
            }
        }

        /** Keeps the group membership alive while the broker or the model holds every batch. */
        private void waitForPermit() throws InterruptedException {
            while (!permits.tryAcquire(1, TimeUnit.SECONDS)) {
                ConsumerLoop.keepMembership(consumer);
            }
        }

        private void submit(ConsumerRecords<byte[], byte[]> records) {
            Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
            List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(records.count());
            for (ConsumerRecord<byte[], byte[]> feature : records) {
                batch.add(feature);
                next.put(
                        new TopicPartition(feature.topic(), feature.partition()),
                        new OffsetAndMetadata(feature.offset() + 1));
            }
            Future<?> done = calls.submit(() -> {
                try {
                    publish(decide(batch));
                } finally {
                    permits.release();
                }
            });
            underWay.add(next, done);
        }

        /** Sends until every record is acknowledged: nothing read is left without a decision. */
        private void publish(List<ProducerRecord<byte[], byte[]>> decisions) {
            List<ProducerRecord<byte[], byte[]>> open = decisions;
            while (!open.isEmpty()) {
                List<Future<?>> sent = new ArrayList<>(open.size());
                for (ProducerRecord<byte[], byte[]> decision : open) {
                    sent.add(producer.send(decision));
                }
                List<ProducerRecord<byte[], byte[]>> failed = new ArrayList<>();
                for (int i = 0; i < sent.size(); i++) {
                    try {
                        sent.get(i).get();
                    } catch (ExecutionException e) {
                        LOG.warn("a decision was not acknowledged and is sent again", e.getCause());
                        failed.add(open.get(i));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("stopped before its decisions were acknowledged", e);
                    }
                }
                if (!failed.isEmpty()) {
                    pause(RETRY_AFTER);
                }
                open = failed;
            }
        }

        private void commitFinished(boolean last) {
            committable.putAll(underWay.finished());
            if (!last) {
                underWay.requireNoFailure();
            }
            long now = System.nanoTime();
            if (committable.isEmpty() || (!last && now - committedAtNanos < COMMIT_EVERY.toNanos())) {
                return;
            }
            committedAtNanos = now;
            if (last) {
                consumer.commitSync(committable, Duration.ofSeconds(2));
            } else {
                consumer.commitAsync(Map.copyOf(committable), (offsets, failure) -> {
                    if (failure != null) {
                        LOG.warn("offsets of the scorer were not committed; the next commit includes them", failure);
                    }
                });
            }
        }

        private void finish() {
            underWay.await(LAST_BATCHES);
            try {
                commitFinished(true);
            } catch (KafkaException e) {
                LOG.debug("the last offsets were not committed; their records are read again", e);
            }
        }
    }

    private record Task(ConsumerRecord<byte[], byte[]> source, EventEnvelope<FeaturesComputed> event) {}

    private List<ProducerRecord<byte[], byte[]>> decide(List<ConsumerRecord<byte[], byte[]>> batch) {
        batchSize.record(batch.size());
        List<ProducerRecord<byte[], byte[]>> out = new ArrayList<>(batch.size());
        Map<TenantId, List<Task>> byTenant = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> source : batch) {
            try {
                EventEnvelope<FeaturesComputed> event = events.decode(source, FeaturesComputed.class);
                byTenant.computeIfAbsent(event.tenantId(), tenant -> new ArrayList<>())
                        .add(new Task(source, event));
            } catch (InvalidEventException e) {
                LOG.errorf(
                        "features at offset %d of partition %d are broken: %s", source.offset(), source.partition(), e);
                out.add(DeadLetterRecords.of(
                        source, e.reason().code(), e.detail(), e.tenantId().orElse(null), clock.instant()));
            }
        }
        byTenant.forEach((tenant, tasks) -> decide(tenant, tasks, out));
        return out;
    }

    private void decide(TenantId tenant, List<Task> tasks, List<ProducerRecord<byte[], byte[]>> out) {
        List<FeaturesComputed> inputs =
                tasks.stream().map(task -> task.event().data()).toList();
        Duration deadline = warmUp.deadline();
        if (late(tasks)) {
            deadline = config.lateDeadline();
            rehearsal.awaitWarm(deadline);
        }
        InferenceResult answer = null;
        float[] scores = null;
        Map<Integer, List<Contribution>> contributions = Map.of();
        long asked = System.nanoTime();
        try {
            answer = model.score(tenant, deadline, inputs);
            scores = scores(answer, tasks.size());
            Duration taken = Duration.ofNanos(System.nanoTime() - asked);
            warmUp.answered(taken);
            contributions = explanations.explain(tenant, inputs, scores, deadline.minus(taken));
        } catch (InferenceException e) {
            warmUp.failed();
            meters.counter(FinMetrics.FALLBACKS, "reason", e.error().code()).increment();
            rehearsal.request();
            LOG.debugf("no score for %d authorizations of %s: %s", tasks.size(), tenant, e.getMessage());
        }
        Instant decidedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (int i = 0; i < tasks.size(); i++) {
            Task task = tasks.get(i);
            Double score = scores == null ? null : Double.valueOf(Float.toString(scores[i]));
            AuthorizationDecided decision = decision(tenant, task, score, answer, contributions.get(i), decidedAt);
            EventEnvelope<AuthorizationDecided> event = EventEnvelope.of(
                            EventIds.of(tenant, AuthorizationDecided.TYPE, decision.authorizationId())
                                    .toString(),
                            SOURCE,
                            decision.authorizationId(),
                            decidedAt,
                            tenant,
                            decision)
                    .withTraceparent(task.event().traceparent());
            out.add(events.encode(streams.topics().decision(), event));
            measure(tenant, task, decision, decidedAt);
        }
    }

    /** Late only when all are: the newest of a batch may have somebody waiting. */
    private boolean late(List<Task> tasks) {
        long newest = tasks.stream()
                .mapToLong(task -> task.source().timestamp())
                .max()
                .orElseThrow();
        return late(config, Duration.ofMillis(clock.millis() - newest));
    }

    /** Whether authorizations that came in {@code age} ago have nobody waiting any more. */
    static boolean late(ScoringConfig config, Duration age) {
        return age.compareTo(config.lateAfter()) > 0;
    }

    private AuthorizationDecided decision(
            TenantId tenant,
            Task task,
            @Nullable Double score,
            @Nullable InferenceResult answer,
            @Nullable List<Contribution> contributions,
            Instant decidedAt) {
        FeaturesComputed computed = task.event().data();
        Verdict verdict = rules.decide(tenant, computed.authorization(), computed.features(), score, decidedAt);
        return new AuthorizationDecided(
                computed.authorization().authorizationId(),
                verdict.outcome(),
                score,
                rules.policy().declineAt(),
                rules.policy().referAt(),
                config.modelName(),
                version(score, answer),
                score == null || answer == null || answer.degraded(),
                reasons(verdict, score, contributions),
                computed.features(),
                computed.featureSetVersion(),
                computed.contentHash(),
                computed.authorization().occurredAt(),
                decidedAt,
                Math.max(0, decidedAt.toEpochMilli() - task.source().timestamp()),
                computed.authorization(),
                computed.events(),
                verdict.ruleHits(),
                verdict.shadowHits(),
                contributions == null ? List.of() : contributions);
    }

    private List<String> reasons(Verdict verdict, @Nullable Double score, @Nullable List<Contribution> contributions) {
        if (score == null || score < rules.policy().referAt() || contributions != null) {
            return verdict.reasonCodes();
        }
        List<String> reasons = new ArrayList<>(verdict.reasonCodes());
        reasons.add(Explanations.NOT_COMPUTED);
        return reasons;
    }

    private static String version(@Nullable Double score, @Nullable InferenceResult answer) {
        if (score == null || answer == null || answer.modelVersion().isEmpty()) {
            return AuthorizationDecided.NO_MODEL;
        }
        return answer.modelVersion();
    }

    private void measure(TenantId tenant, Task task, AuthorizationDecided decision, Instant decidedAt) {
        long total = Math.max(0, decidedAt.toEpochMilli() - task.source().timestamp());
        long scoring =
                Math.max(0, Duration.between(task.event().time(), decidedAt).toMillis());
        decisionLatency.record(total, TimeUnit.MILLISECONDS);
        scoringLatency.record(scoring, TimeUnit.MILLISECONDS);
        meters.counter(
                        FinMetrics.DECISIONS,
                        "outcome",
                        decision.outcome().wireName(),
                        "degraded",
                        Boolean.toString(decision.degraded()))
                .increment();
        statistics.record(tenant, decision, Math.max(0, total - scoring), scoring, total, decidedAt);
    }

    /** One score per authorization, each in [0, 1]; an answer of another shape is no answer. */
    static float[] scores(InferenceResult answer, int count) {
        InferenceTensor tensor = answer.output("score");
        float[] scores;
        try {
            scores = tensor.toFloats();
        } catch (IllegalStateException e) {
            throw badAnswer("score is not float32", e);
        }
        if (scores.length != count) {
            throw badAnswer(scores.length + " scores for " + count + " authorizations", null);
        }
        for (float score : scores) {
            if (!(score >= 0 && score <= 1)) {
                throw badAnswer("a score lies outside [0, 1]", null);
            }
        }
        return scores;
    }

    private static InferenceException badAnswer(String what, @Nullable Throwable cause) {
        return new InferenceException(InferenceError.BAD_RESPONSE, what, cause);
    }
}
