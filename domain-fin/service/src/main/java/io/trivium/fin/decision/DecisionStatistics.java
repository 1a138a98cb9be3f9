package io.trivium.fin.decision;

import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The last fifteen minutes of this process's decisions per tenant, in buckets of ten seconds. Latencies are kept in
 * classes about 9 % apart, so that memory does not grow with the rate. Thread-safe.
 */
@ApplicationScoped
public class DecisionStatistics {

    static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int BUCKET_SECONDS = 10;
    private static final int BUCKETS = (int) WINDOW.toSeconds() / BUCKET_SECONDS;

    private final Map<TenantId, Ring> rings = new ConcurrentHashMap<>();

    /** Stages of the way from intake to decision. */
    public enum Stage {
        /** From the broker taking the authorization to its features. */
        FEATURES,
        /** From features to decision, the model call included. */
        SCORING,
        /** The whole way. */
        TOTAL
    }

    /**
     * Latency of a stage in milliseconds.
     *
     * @param p50 null when nothing was decided
     */
    public record StageLatency(
            @Nullable Double p50, @Nullable Double p99) {}

    /**
     * The totals of the window.
     *
     * @param seconds covered: the window, or less shortly after a start
     * @param modelVersion of the newest decision a model made
     */
    public record Summary(
            long seconds,
            Map<Outcome, Long> outcomes,
            long degraded,
            Map<Stage, StageLatency> latencyMs,
            @Nullable String modelName,
            @Nullable String modelVersion) {

        public long count() {
            return outcomes.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    void record(
            TenantId tenant,
            AuthorizationDecided decision,
            long featuresMs,
            long scoringMs,
            long totalMs,
            Instant decidedAt) {
        rings.computeIfAbsent(tenant, name -> new Ring(decidedAt))
                .add(
                        decision,
                        Map.of(Stage.FEATURES, featuresMs, Stage.SCORING, scoringMs, Stage.TOTAL, totalMs),
                        decidedAt.getEpochSecond());
    }

    /** The window that ends now. */
    public Summary summary(TenantId tenant, Instant now) {
        return rings.computeIfAbsent(tenant, name -> new Ring(now)).summary(now.getEpochSecond());
    }

    private static final class Bucket {
        private long slot = -1;
        private final EnumMap<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        private long degraded;
        private final EnumMap<Stage, LatencyClasses> stages = new EnumMap<>(Stage.class);

        Bucket() {
            for (Stage stage : Stage.values()) stages.put(stage, new LatencyClasses());
        }

        void reset(long newSlot) {
            slot = newSlot;
            outcomes.clear();
            degraded = 0;
            stages.values().forEach(LatencyClasses::clear);
        }
    }

    private static final class Ring {
        private final long startedAtSecond;
        private final Bucket[] buckets = new Bucket[BUCKETS];
        private @Nullable String modelName;
        private @Nullable String modelVersion;

        Ring(Instant startedAt) {
            this.startedAtSecond = startedAt.getEpochSecond();
            for (int i = 0; i < BUCKETS; i++) buckets[i] = new Bucket();
        }

        synchronized void add(AuthorizationDecided decision, Map<Stage, Long> latenciesMs, long second) {
            long slot = second / BUCKET_SECONDS;
            Bucket bucket = buckets[(int) (slot % BUCKETS)];
            if (bucket.slot != slot) bucket.reset(slot);
            bucket.outcomes.merge(decision.outcome(), 1L, Long::sum);
            if (decision.degraded()) bucket.degraded++;
            if (decision.score() != null || modelName == null) {
                modelName = decision.modelName();
                modelVersion = decision.modelVersion();
            }
            latenciesMs.forEach((stage, latency) -> bucket.stages
                    .computeIfAbsent(stage, s -> new LatencyClasses())
                    .add(latency));
        }

        synchronized Summary summary(long second) {
            long newest = second / BUCKET_SECONDS;
            Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) outcomes.put(outcome, 0L);
            long degraded = 0;
            Map<Stage, LatencyClasses> stages = new EnumMap<>(Stage.class);
            for (Stage stage : Stage.values()) stages.put(stage, new LatencyClasses());
            for (Bucket bucket : buckets) {
                if (bucket.slot <= newest - BUCKETS || bucket.slot > newest) continue;
                bucket.outcomes.forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
                degraded += bucket.degraded;
                bucket.stages.forEach((stage, classes) ->
                        stages.computeIfAbsent(stage, s -> new LatencyClasses()).addAll(classes));
            }
            Map<Stage, StageLatency> latencies = new EnumMap<>(Stage.class);
            stages.forEach((stage, classes) ->
                    latencies.put(stage, new StageLatency(classes.quantile(0.5), classes.quantile(0.99))));
            long covered = Math.clamp(second - startedAtSecond, 1, WINDOW.toSeconds());
            return new Summary(covered, outcomes, degraded, latencies, modelName, modelVersion);
        }
    }

    /** Counts by latency: class k begins at 2^(k/8) − 1 ms. */
    static final class LatencyClasses {
        private static final int CLASSES = 160;
        private final long[] counts = new long[CLASSES];
        private long count;

        void add(long latencyMs) {
            counts[classOf(latencyMs)]++;
            count++;
        }

        void addAll(LatencyClasses other) {
            for (int i = 0; i < CLASSES; i++) counts[i] += other.counts[i];
            count += other.count;
        }

        void clear() {
            Arrays.fill(counts, 0);
            count = 0;
        }

        /** Upper end of the class that holds the quantile, ms; null when empty. */
        @Nullable
        Double quantile(double q) {
            if (count == 0) return null;
            long rank = Math.max(1, (long) Math.ceil(q * count));
            long seen = 0;
            for (int i = 0; i < CLASSES; i++) {
                seen += counts[i];
                if (seen >= rank) return Math.rint((Math.pow(2, (i + 1) / 8.0) - 1) * 100) / 100;
            }
            throw new IllegalStateException("counts do not add up");
        }

        private static int classOf(long latencyMs) {
            double position = 8 * Math.log1p((double) Math.max(0, latencyMs)) / Math.log(2);
            return Math.min(CLASSES - 1, (int) position);
        }
    }
}
