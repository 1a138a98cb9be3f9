package io.trivium.runtime.serving;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.pack.LatencyClass;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The waiting, computing and total times of requests over the last six hours of this process, minute by minute, for
 * each latency class and model; and the latest missed deadlines one by one. In memory only. Thread-safe.
 */
public final class LatencyHistory {
    /** The length of the history. */
    public static final Duration KEPT = Duration.ofHours(6);

    /** Most missed deadlines that are kept one by one. */
    public static final int MOST_MISSES = 500;

    private static final long MINUTE_MS = 60_000;

    private final InstantSource clock;
    private final Instant since;
    private final Map<Source, Series> series = new ConcurrentHashMap<>();
    private final Deque<Miss> misses = new ArrayDeque<>();

    /** @param clock gives the minutes */
    LatencyHistory(InstantSource clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    /** Requests to one model in one latency class. */
    public record Source(LatencyClass latencyClass, ModelName model) {}

    /** Quantiles of a duration, in ms. */
    public record Quantiles(double p50, double p95, double p99) {
        private static final double NANOS_PER_MS = 1e6;

        private static Quantiles of(LatencyBuckets buckets) {
            return new Quantiles(
                    buckets.quantile(0.5) / NANOS_PER_MS,
                    buckets.quantile(0.95) / NANOS_PER_MS,
                    buckets.quantile(0.99) / NANOS_PER_MS);
        }
    }

    /**
     * The outcome of the requests of a period.
     *
     * @param total from acceptance to answer
     * @param waiting from acceptance to the start of the batch
     * @param computing time that the model computed the batch
     */
    public record Figures(
            long answered, long missed, long refused, Quantiles total, Quantiles waiting, Quantiles computing) {}

    /** Figures of a step of the time; there is none for a step without requests. */
    public record Point(Instant at, Figures figures) {}

    /** A time as a whole and its steps, the earliest first. */
    public record Course(Figures whole, List<Point> points) {}

    /**
     * A request whose deadline passed before it was answered.
     *
     * @param began whether the model had begun to compute it
     * @param allowed time it had from its acceptance
     * @param after time from its acceptance to its end
     */
    public record Miss(
            Instant at,
            LatencyClass latencyClass,
            ModelName model,
            VersionNumber version,
            boolean began,
            Duration allowed,
            Duration after) {}

    /** Since when this process counts. */
    public Instant since() {
        return since;
    }

    void answered(Source source, long waitedNanos, long computedNanos, long tookNanos) {
        Series of = of(source);
        synchronized (of) {
            Minute minute = of.minute(now());
            minute.answered++;
            minute.total.add(tookNanos);
            minute.waiting.add(waitedNanos);
            minute.computing.add(computedNanos);
        }
    }

    void refused(Source source) {
        Series of = of(source);
        synchronized (of) {
            of.minute(now()).refused++;
        }
    }

    void missed(Source source, VersionNumber version, boolean began, Duration allowed, Duration after) {
        Series of = of(source);
        synchronized (of) {
            of.minute(now()).missed++;
        }
        Miss miss = new Miss(clock.instant(), source.latencyClass(), source.model(), version, began, allowed, after);
        synchronized (misses) {
            if (misses.size() == MOST_MISSES) misses.removeLast();
            misses.addFirst(miss);
        }
    }

    /** The latest missed deadlines, the last one first. */
    public List<Miss> misses(int limit) {
        synchronized (misses) {
            return misses.stream().limit(limit).toList();
        }
    }

    /**
     * The outcome of requests from a time up to now, for each class and model that had any.
     *
     * @param step a whole number of minutes
     */
    public Map<Source, Course> courses(Instant from, Duration step) {
        long first = from.toEpochMilli() / MINUTE_MS;
        Map<Source, Course> courses = new HashMap<>();
        series.forEach((source, each) -> {
            synchronized (each) {
                Sum whole = each.sum(first);
                if (whole.isEmpty()) return;
                courses.put(source, new Course(whole.figures(), each.points(first, step.toMinutes())));
            }
        });
        return courses;
    }

    /** The same for all requests of each class, whatever their model. */
    public Map<LatencyClass, Course> classes(Instant from, Duration step) {
        long first = from.toEpochMilli() / MINUTE_MS;
        Map<LatencyClass, Series> merged = new HashMap<>();
        series.forEach((source, each) -> {
            synchronized (each) {
                each.addTo(merged.computeIfAbsent(source.latencyClass(), ignored -> new Series()), first);
            }
        });
        Map<LatencyClass, Course> courses = new HashMap<>();
        merged.forEach((latencyClass, each) -> {
            Sum whole = each.sum(first);
            if (!whole.isEmpty()) {
                courses.put(latencyClass, new Course(whole.figures(), each.points(first, step.toMinutes())));
            }
        });
        return courses;
    }

    private Series of(Source source) {
        return series.computeIfAbsent(source, ignored -> new Series());
    }

    private long now() {
        return clock.millis() / MINUTE_MS;
    }

    /** Counts and durations of a time. */
    private static final class Sum {
        private long answered;
        private long missed;
        private long refused;
        private final LatencyBuckets total = new LatencyBuckets();
        private final LatencyBuckets waiting = new LatencyBuckets();
        private final LatencyBuckets computing = new LatencyBuckets();

        boolean isEmpty() {
            return answered + missed + refused == 0;
        }

        void add(PackedMinute minute) {
            answered += minute.answered;
            missed += minute.missed;
            refused += minute.refused;
            total.add(minute.total);
            waiting.add(minute.waiting);
            computing.add(minute.computing);
        }

        Figures figures() {
            return new Figures(
                    answered, missed, refused, Quantiles.of(total), Quantiles.of(waiting), Quantiles.of(computing));
        }
    }

    /** The minute that is being counted. */
    private static final class Minute {
        private final long minute;
        private int answered;
        private int missed;
        private int refused;
        private final LatencyBuckets total = new LatencyBuckets();
        private final LatencyBuckets waiting = new LatencyBuckets();
        private final LatencyBuckets computing = new LatencyBuckets();

        Minute(long minute) {
            this.minute = minute;
        }

        PackedMinute packed() {
            return new PackedMinute(
                    minute, answered, missed, refused, total.packed(), waiting.packed(), computing.packed());
        }
    }

    /** A minute that is over. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record PackedMinute(
            long minute, int answered, int missed, int refused, int[] total, int[] waiting, int[] computing) {}

    /** Guarded by its own monitor. */
    private static final class Series {
        private final Deque<PackedMinute> over = new ArrayDeque<>();
        private Minute open = new Minute(0);

        Minute minute(long now) {
            if (open.minute != now) {
                if (open.minute != 0) over.addLast(open.packed());
                while (!over.isEmpty() && over.getFirst().minute <= now - KEPT.toMinutes()) over.removeFirst();
                open = new Minute(now);
            }
            return open;
        }

        private List<PackedMinute> minutes(long first) {
            List<PackedMinute> minutes = new ArrayList<>();
            for (PackedMinute each : over) if (each.minute >= first) minutes.add(each);
            if (open.minute >= first) minutes.add(open.packed());
            return minutes;
        }

        void addTo(Series other, long first) {
            other.over.addAll(minutes(first));
        }

        Sum sum(long first) {
            Sum sum = new Sum();
            minutes(first).forEach(sum::add);
            return sum;
        }

        List<Point> points(long first, long step) {
            Map<Long, Sum> steps = new TreeMap<>();
            for (PackedMinute each : minutes(first)) {
                steps.computeIfAbsent(each.minute - each.minute % step, at -> new Sum())
                        .add(each);
            }
            List<Point> points = new ArrayList<>();
            steps.forEach((at, sum) -> points.add(new Point(Instant.ofEpochMilli(at * MINUTE_MS), sum.figures())));
            return points;
        }
    }
}
