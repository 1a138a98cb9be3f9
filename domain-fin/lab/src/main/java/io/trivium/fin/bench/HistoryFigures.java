package io.trivium.fin.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The cost of an authorization and of a list of decisions at one size of history.
 *
 * @param rows in the table of decisions when the measurement began
 * @param cpuMs processor time of an authorization by process, milliseconds
 * @param listMs median of each kind of list, milliseconds
 */
public record HistoryFigures(
        long rows,
        double perSecond,
        int seconds,
        int sent,
        int lost,
        int degraded,
        double p50Ms,
        double p99Ms,
        Map<String, Double> cpuMs,
        Map<String, Double> listMs) {

    /** The maximum factor by which the cost may grow with the large history. */
    static final double MOST = 1.2;

    /** Reads what {@link #write} wrote. */
    public static HistoryFigures read(Path file) throws IOException {
        return new JsonMapper().readValue(Files.readString(file), HistoryFigures.class);
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, new JsonMapper().writeValueAsString(this));
    }

    /** The larger history against the smaller one. */
    public static Measured compare(HistoryFigures small, HistoryFigures large) {
        List<Target> targets = new ArrayList<>();
        targets.add(Target.reported("fin-history-rows-small", (double) small.rows, "1", null));
        targets.add(Target.reported("fin-history-rows-large", (double) large.rows, "1", null));
        targets.add(Target.of(
                "fin-history-cost-ratio",
                Measured.round(Measured.total(large.cpuMs) / Measured.total(small.cpuMs)),
                "1",
                MOST,
                Better.LOWER,
                null));
        targets.addAll(Measured.cpu("fin-history-small-cpu-", small.cpuMs));
        targets.addAll(Measured.cpu("fin-history-large-cpu-", large.cpuMs));
        small.listMs.forEach((name, before) -> {
            double after = large.listMs.getOrDefault(name, Double.NaN);
            targets.add(Target.reported("fin-history-small-list-" + name, Measured.round(before), "ms", null));
            targets.add(Target.reported("fin-history-large-list-" + name, Measured.round(after), "ms", null));
            targets.add(Target.of(
                    "fin-history-list-" + name + "-ratio",
                    Measured.round(after / before),
                    "1",
                    MOST,
                    Better.LOWER,
                    null));
        });
        targets.addAll(small.service("fin-history-small-"));
        targets.addAll(large.service("fin-history-large-"));
        String load = String.format(
                Locale.ROOT,
                "%.0f authorizations/s for %d s after %d and after %d rows of history, feature state grown alike; processor"
                        + " time of all processes of the platform; medians of %d requests of each kind of list",
                large.perSecond,
                large.seconds,
                small.rows,
                large.rows,
                HistoryBench.LISTS);
        return new Measured(load, targets);
    }

    private List<Target> service(String prefix) {
        return List.of(
                Target.reported(prefix + "latency-p50", Measured.round(p50Ms), "ms", null),
                Target.reported(prefix + "latency-p99", Measured.round(p99Ms), "ms", null),
                Target.of(prefix + "lost", lost, "1", 0, Better.LOWER, null),
                Target.reported(prefix + "degraded", degraded, "1", null));
    }
}
