package io.trivium.fin.decision;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.inference.InferenceResult;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.stream.DeadLetterRecords;
import io.trivium.fin.stream.FinMetrics;
import io.trivium.fin.stream.StreamConfig;
import io.trivium.fin.stream.WrittenEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides batches of authorizations whose features are known: calls the model once per tenant, explains decisions that
 * are not approvals, applies the rules. When the model does not answer in time, the fallback refers the authorization
 * and marks the decision as degraded. Thread-safe.
 */
@ApplicationScoped
class DecisionMaker {

    static final String SOURCE = "/fin/scorer";
    private static final Logger LOG = Logger.getLogger(DecisionMaker.class);

    private final String topic;
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

    DecisionMaker(
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
        this.topic = streams.topics().decision();
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

    private record Task(ConsumerRecord<byte[], byte[]> source, EventEnvelope<FeaturesComputed> event) {}

    /** Records to publish: a decision each, or a dead letter of what cannot be read. */
    List<ProducerRecord<byte[], byte[]>> decide(List<ConsumerRecord<byte[], byte[]>> batch) {
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
            scores = RiskModel.scores(answer, tasks.size());
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
            out.add(events.encode(topic, event));
            measure(tenant, task, decision, decidedAt);
        }
    }

    /** Late only when all are: a caller may wait for one of a batch. */
    private boolean late(List<Task> tasks) {
        long now = clock.millis();
        return tasks.stream()
                .allMatch(task -> late(
                        config,
                        Duration.ofMillis(now - task.source().timestamp()),
                        Duration.ofMillis(now
                                - task.event()
                                        .data()
                                        .authorization()
                                        .occurredAt()
                                        .toEpochMilli())));
    }

    /**
     * Whether no caller waits for the decision.
     *
     * @param sinceIntake time since the authorization came in
     * @param sincePayment time since it happened
     */
    static boolean late(ScoringConfig config, Duration sinceIntake, Duration sincePayment) {
        return sinceIntake.compareTo(config.lateAfter()) > 0 || sincePayment.compareTo(config.historyAfter()) > 0;
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
        if (score == null || score < rules.policy().referAt() || contributions != null) return verdict.reasonCodes();
        List<String> reasons = new ArrayList<>(verdict.reasonCodes());
        reasons.add(Explanations.NOT_COMPUTED);
        return reasons;
    }

    private static String version(@Nullable Double score, @Nullable InferenceResult answer) {
        if (score == null || answer == null || answer.modelVersion().isEmpty()) return AuthorizationDecided.NO_MODEL;
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
}
