package io.trivium.industrial.cycle;

import io.trivium.industrial.asset.CyclePlan;
import io.trivium.industrial.model.CycleShape;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Readings of one asset's tags in some time, as a cycle's samples are taken from them: an even step apart, each the last
 * value by then, since a tag that does not change may not be sent. Not thread-safe.
 */
final class CycleSamples {
    /** Minimum share of the samples that the tag by which the cycle is detected must have sent. */
    private static final double ENOUGH = 0.7;

    private final Map<String, TreeMap<Instant, Double>> values = new HashMap<>();
    private final TreeMap<Instant, List<String>> heard = new TreeMap<>();

    /** Adds the last value before the time. */
    void before(String tag, Instant at, double value) {
        values.computeIfAbsent(tag, name -> new TreeMap<>()).put(at, value);
    }

    /** Adds a reading within the time. */
    void add(String tag, Instant at, double value) {
        before(tag, at, value);
        heard.computeIfAbsent(at, time -> new ArrayList<>(4)).add(tag);
    }

    /** Passes all readings within the time to a detector, in order. */
    void feed(CycleDetector detector, CyclePlan plan) {
        heard.forEach((at, tags) -> {
            if (tags.contains(plan.tag())) detector.follow(at, value(plan.tag(), at, 0));
            else detector.hear(at);
        });
    }

    /** The last reading of a tag before a moment; null if there is none. */
    CycleDetector.@Nullable Reading lastBefore(String tag, Instant at) {
        Map.Entry<Instant, Double> entry =
                values.getOrDefault(tag, new TreeMap<>()).lowerEntry(at);
        return entry == null ? null : new CycleDetector.Reading(entry.getKey(), entry.getValue());
    }

    /** The number of the job in the middle of a cycle; null if it is unknown. */
    @Nullable
    Integer job(CyclePlan plan, Instant begin, Instant end) {
        if (plan.job() == null) return null;
        Instant middle = begin.plus(Duration.between(begin, end).dividedBy(2));
        double number = value(plan.job(), middle, Double.NaN);
        return Double.isNaN(number) ? null : (int) Math.round(number);
    }

    /**
     * A detected cycle with the shape computed from its readings.
     *
     * @param flaw why it cannot be judged; null if it can
     * @param shape null if it cannot be judged
     */
    record Sampled(@Nullable String flaw, @Nullable CycleShape shape) {}

    /** The shape of a whole cycle. */
    Sampled shape(CyclePlan plan, Instant begin, Instant end) {
        int samples = Math.toIntExact(Math.round(Duration.between(begin, end).toMillis() / (double) plan.stepMs()));
        int read = values.getOrDefault(plan.tag(), new TreeMap<>())
                .subMap(begin, end)
                .size();
        if (samples < CycleShape.LEAST_SAMPLES || read < ENOUGH * samples) {
            int expected = Math.max(samples, CycleShape.LEAST_SAMPLES);
            return new Sampled(
                    "it has " + read + " readings of " + plan.tag() + " where " + expected + " are due", null);
        }
        double[][] taken = new double[samples][plan.tags().size()];
        for (int s = 0; s < samples; s++) {
            // Half a step on: sensors are seldom punctual to the millisecond.
            Instant at = begin.plusMillis((long) s * plan.stepMs() + plan.stepMs() / 2);
            for (int tag = 0; tag < taken[s].length; tag++) {
                taken[s][tag] = value(plan.tags().get(tag), at, Double.NaN);
                if (Double.isNaN(taken[s][tag])) {
                    return new Sampled(
                            "there was never a reading of " + plan.tags().get(tag), null);
                }
            }
        }
        return new Sampled(null, CycleShape.of(taken));
    }

    private double value(String tag, Instant at, double otherwise) {
        Map.Entry<Instant, Double> entry =
                values.getOrDefault(tag, new TreeMap<>()).floorEntry(at);
        return entry == null ? otherwise : entry.getValue();
    }
}
