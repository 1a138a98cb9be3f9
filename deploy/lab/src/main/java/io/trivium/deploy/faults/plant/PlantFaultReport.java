package io.trivium.deploy.faults.plant;

import io.trivium.deploy.faults.ReportJson;
import io.trivium.deploy.faults.Sabotage;
import io.trivium.deploy.faults.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The findings of a run of the factory's faults, in words and in the format that every {@code bench} prints.
 *
 * @param recoveries by victim, from each kill until readings sent after it over JSON and Sparkplug were stored
 * @param broken promises that the platform did not keep
 * @param sabotaged the findings after the plan's sabotage
 */
public record PlantFaultReport(
        PlantFaultPlan plan,
        Instant started,
        Duration length,
        Map<String, List<Duration>> recoveries,
        Map<String, Integer> kills,
        Measures measures,
        List<Violation> broken,
        List<Violation> sabotaged) {
    private static final int SHOWN = 25;

    /** The number of items compared with the promises. */
    record Measures(int acknowledged, int rollUps, int alarms, int events) {}

    /** Broken promises, each with its id and what differs; empty when all were kept. */
    public List<String> violations() {
        return broken.stream().map(Violation::toString).toList();
    }

    /** Whether no promise was broken, and exactly the sabotage was found. */
    public boolean asExpected() {
        return broken.isEmpty() && Sabotage.isFound(plan.sabotage(), sabotaged);
    }

    /** A summary for people, and the first of the broken promises. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "seed %d: %d kills in %.0f s; %d readings acknowledged, %d roll-ups recomputed, %d alarms expected,"
                        + " %d changes of alarms published",
                plan.seed(),
                allKills(),
                length.toMillis() / 1000.0,
                measures.acknowledged(),
                measures.rollUps(),
                measures.alarms(),
                measures.events()));
        kills.forEach((victim, count) -> lines.add(String.format(
                Locale.ROOT,
                "%-17s %d kills, stored again after %s s",
                victim,
                count,
                recoveries.getOrDefault(victim, List.of()).stream()
                        .map(time -> String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0))
                        .toList())));
        lines.add(broken.isEmpty() ? "every promise kept" : broken.size() + " promises broken:");
        broken.stream().limit(SHOWN).forEach(violation -> lines.add("  " + violation));
        lines.addAll(Sabotage.lines(plan.sabotage(), sabotaged));
        return lines;
    }

    private int allKills() {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The report as indented JSON, with the violations in words under {@code violations}. */
    public String toJson() {
        ReportJson report = new ReportJson(
                started,
                String.format(
                        Locale.ROOT,
                        "6 machines and 3 devices that send now, %d with an hour of backlog, 4 over limits and back, for"
                                + " %d s; %d kills in %d rounds, seed %d, sabotage %s",
                        plan.rounds(),
                        length.toSeconds(),
                        allKills(),
                        plan.rounds(),
                        plan.seed(),
                        plan.sabotage()));
        report.promises(List.of(PlantPromise.values()), broken);
        report.promises(List.of(Violation.Kind.STALLED), broken);
        report.count("readings-acknowledged", measures.acknowledged());
        report.count("rollups-recomputed", measures.rollUps());
        report.count("alarms-expected", measures.alarms());
        report.count("alarm-events", measures.events());
        report.count("kills", allKills());
        kills.forEach((victim, count) -> {
            report.count(victim + "-kills", count);
            report.longest(victim + "-stored-again-longest", recoveries.getOrDefault(victim, List.of()));
        });
        report.texts("violations", violations());
        report.texts("sabotage-found", Sabotage.texts(sabotaged));
        return report.text();
    }
}
