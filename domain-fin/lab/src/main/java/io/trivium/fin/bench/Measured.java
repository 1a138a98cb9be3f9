package io.trivium.fin.bench;

import io.trivium.core.bench.BenchReport;
import io.trivium.core.bench.BenchReport.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The result of one part of the benchmark.
 *
 * @param load what ran, in words
 */
public record Measured(String load, List<Target> targets) {
    public Measured {
        targets = List.copyOf(targets);
    }

    /** One report of all parts, made now. */
    public static BenchReport report(List<Measured> parts) {
        List<Target> targets = new ArrayList<>();
        parts.forEach(part -> targets.addAll(part.targets()));
        String load = String.join("; ", parts.stream().map(Measured::load).toList());
        return new BenchReport(Instant.now(), BenchReport.Machine.current(), load, targets);
    }

    /** Processor time of an authorization by process and in all, as figures that are only reported. */
    static List<Target> cpu(String prefix, Map<String, Double> perAuthorization) {
        List<Target> targets = new ArrayList<>();
        perAuthorization.forEach(
                (name, millis) -> targets.add(Target.reported(prefix + name, round(millis), "ms", null)));
        if (!perAuthorization.isEmpty()) {
            targets.add(Target.reported(prefix + "total", round(total(perAuthorization)), "ms", null));
        }
        return targets;
    }

    static double total(Map<String, Double> perAuthorization) {
        return perAuthorization.values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** To a thousandth; what is no number stays so. */
    static double round(double value) {
        return Double.isFinite(value) ? Math.round(value * 1000) / 1000.0 : value;
    }
}
