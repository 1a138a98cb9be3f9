package io.trivium.deploy.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The observations of the demo, and the results that a newcomer should see. Pure.
 *
 * @param counts at the beginning and after each window, in order
 * @param openCases likewise
 * @param queues of the desk at the end
 * @param month Monitoring's last 30 days at the end
 * @param releases states of finished releases, and {@code refused} for each challenger that the gates refused
 * @param workOrders closed ones
 * @param studies processed ones
 */
public record DemoFindings(
        List<Counts> counts,
        List<Long> openCases,
        JsonNode queues,
        JsonNode month,
        List<String> releases,
        int workOrders,
        int studies) {

    private static final double LEAST_SHARE = 0.01;
    private static final double MOST_SHARE = 0.04;
    private static final double MOST_DEGRADED = 0.005;
    /** All queues with the cases that the simulated desk keeps in them, and twice as many that wait for it. */
    private static final int MOST_OPEN_CASES = 300;

    private static final int LEAST_POINTS = 14;
    private static final int LEAST_RELEASES = 3;
    private static final int LEAST_WORK_ORDERS = 5;
    private static final int LEAST_STUDIES = 4;

    /** Decisions since some time; alerts are referred or declined, degraded ones were decided without a score. */
    public record Counts(long decisions, long alerts, long degraded) {

        public static Counts of(JsonNode series) {
            long approved = 0;
            long alerts = 0;
            long degraded = 0;
            for (JsonNode point : series) {
                approved += point.path("approved").asLong();
                alerts +=
                        point.path("referred").asLong() + point.path("declined").asLong();
                degraded += point.path("degraded").asLong();
            }
            return new Counts(approved + alerts, alerts, degraded);
        }

        Counts minus(Counts before) {
            return new Counts(decisions - before.decisions, alerts - before.alerts, degraded - before.degraded);
        }

        /** Of scored payments: a degraded decision is a referral without a score. */
        double alertShare() {
            long scored = decisions - degraded;
            return scored == 0 ? Double.NaN : (double) Math.max(0, alerts - degraded) / scored;
        }
    }

    /** A number of the demo: NaN where it could not be found out, target and verdict null where it is only reported. */
    public record Target(
            String name,
            double value,
            String unit,
            @Nullable Double target,
            @Nullable Boolean met) {
        static Target atMost(String name, double value, String unit, double target) {
            return new Target(name, value, unit, target, value <= target);
        }

        static Target atLeast(String name, double value, String unit, double target) {
            return new Target(name, value, unit, target, value >= target);
        }

        static Target reported(String name, double value, String unit) {
            return new Target(name, value, unit, null, null);
        }
    }

    public List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 1; i < counts.size(); i++) {
            double share = counts.get(i).minus(counts.get(i - 1)).alertShare();
            least = Math.min(least, share);
            most = Math.max(most, share);
        }
        Counts all = counts.getLast().minus(counts.getFirst());
        targets.add(Target.reported("demo-decisions", (double) all.decisions(), "1"));
        targets.add(Target.reported("demo-alert-share", all.alertShare(), "share"));
        targets.add(Target.atLeast("demo-alert-share-least", least, "share", LEAST_SHARE));
        targets.add(Target.atMost("demo-alert-share-most", most, "share", MOST_SHARE));
        double degraded = all.decisions() == 0 ? Double.NaN : (double) all.degraded() / all.decisions();
        targets.add(Target.atMost("demo-degraded-share", degraded, "share", MOST_DEGRADED));
        long openMost = openCases.stream().mapToLong(Long::longValue).max().orElse(0);
        targets.add(Target.atMost("demo-open-cases-most", (double) openMost, "1", MOST_OPEN_CASES));
        int empty = 0;
        for (JsonNode queue : queues) empty += queue.path("open").asLong() == 0 ? 1 : 0;
        targets.add(Target.atMost("demo-empty-queues", queues.isEmpty() ? Double.NaN : empty, "1", 0));
        targets.add(Target.atLeast("demo-chart-points-least", leastPoints(), "1", LEAST_POINTS));
        targets.add(Target.atLeast("demo-releases", releases.size(), "1", LEAST_RELEASES));
        targets.add(Target.atLeast("demo-release-kinds", new LinkedHashSet<>(releases).size(), "1", LEAST_RELEASES));
        targets.add(Target.atLeast("demo-work-orders-closed", workOrders, "1", LEAST_WORK_ORDERS));
        targets.add(Target.atLeast("demo-studies-processed", studies, "1", LEAST_STUDIES));
        return targets;
    }

    /** Of the chart that has the fewest: decisions, latency, alerts against capacity. */
    private int leastPoints() {
        int latencies = 0;
        for (JsonNode point : month.path("series")) latencies += point.hasNonNull("p99") ? 1 : 0;
        return Math.min(month.path("days").size(), Math.min(month.path("series").size(), latencies));
    }
}
