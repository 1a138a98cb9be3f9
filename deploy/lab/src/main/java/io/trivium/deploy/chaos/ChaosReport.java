package io.trivium.deploy.chaos;

import io.trivium.deploy.faults.Flow;
import io.trivium.deploy.faults.Promise;
import io.trivium.deploy.faults.ReportJson;
import io.trivium.deploy.faults.Sabotage;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** The findings of a run, in words and in the format that every {@code bench} prints. */
public final class ChaosReport {
    private static final int SHOWN = 25;

    private final ChaosPlan plan;
    private final Instant started;
    private final Duration length;
    private final List<Flow> flows;
    private final List<Outcome> outcomes;
    private final List<Violation> broken;
    private final List<Violation> sabotaged;

    ChaosReport(
            ChaosPlan plan,
            Instant started,
            Duration length,
            List<Flow> flows,
            List<Outcome> outcomes,
            List<Violation> broken,
            List<Violation> sabotaged) {
        this.plan = plan;
        this.started = started;
        this.length = length;
        this.flows = flows;
        this.outcomes = outcomes;
        this.broken = broken;
        this.sabotaged = sabotaged;
    }

    /** Faults of one kind, with the times of those that no other fault met. */
    private record Line(FaultKind kind, int count, List<Duration> times, int met, int timed) {
        String median() {
            return times.isEmpty() ? "-" : Waits.seconds(times.get(times.size() / 2));
        }

        String longest() {
            return times.isEmpty() ? "-" : Waits.seconds(times.getLast());
        }
    }

    private List<Line> table() {
        List<Line> table = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            List<Outcome> own = outcomes.stream()
                    .filter(each -> each.fault().kind() == kind)
                    .toList();
            if (own.isEmpty()) continue;
            List<Outcome> timed =
                    own.stream().filter(each -> !each.overlapped()).toList();
            table.add(new Line(
                    kind,
                    own.size(),
                    timed.stream()
                            .map(each -> each.slowest(flows.size()))
                            .filter(Objects::nonNull)
                            .sorted()
                            .toList(),
                    (int) timed.stream()
                            .filter(each -> each.isMet(flows.size()))
                            .count(),
                    timed.size()));
        }
        return table;
    }

    /** Broken promises, each with its id and what differs; empty when all were kept. */
    public List<String> violations() {
        return broken.stream().map(Violation::toString).toList();
    }

    /** Faults so far, of all kinds. */
    public int faults() {
        return outcomes.size();
    }

    /** Whether no promise was broken, and exactly the sabotage was found. */
    public boolean asExpected() {
        return broken.isEmpty() && Sabotage.isFound(sabotage(), sabotaged);
    }

    private List<Sabotage> sabotage() {
        List<Sabotage> all = new ArrayList<>(plan.sabotage());
        all.addAll(plan.plantSabotage());
        all.addAll(plan.medSabotage());
        return all;
    }

    /** In words. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "seed %d: %d faults in %.0f s", plan.seed(), outcomes.size(), length.toMillis() / 1000.0));
        flows.forEach(flow -> lines.add(flow.name() + ": " + flow.counts()));
        lines.add(String.format(
                Locale.ROOT, "%-13s %4s %9s %9s  %-20s %s", "fault", "n", "median", "longest", "criterion", "met"));
        for (Line line : table()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-13s %4d %9s %9s  %-20s %d of %d",
                    line.kind(),
                    line.count(),
                    line.median(),
                    line.longest(),
                    line.kind().criterion(),
                    line.met(),
                    line.timed()));
        }
        lines.add(broken.isEmpty() ? "every promise kept: " + bound() : broken.size() + " promises broken:");
        violations().stream().limit(SHOWN).forEach(violation -> lines.add("  " + violation));
        lines.addAll(Sabotage.lines(sabotage(), sabotaged));
        return lines;
    }

    private String bound() {
        int faults = outcomes.size();
        return faults == 0
                ? "without a fault, which says nothing"
                : String.format(
                        Locale.ROOT,
                        "0 of %d faults broke one, so at most %.1f %% of such faults do, at 95 %% confidence",
                        faults,
                        Math.min(100, 300.0 / faults));
    }

    /** The report as indented JSON, with each fault under {@code faults}. */
    public String toJson() {
        ReportJson report = new ReportJson(
                started,
                String.format(
                        Locale.ROOT,
                        "flows %s at once for %d s, %d authorizations/s, studies of %d slices; faults for %d minutes, seed %d,"
                                + " sabotage %s",
                        flows.stream().map(Flow::name).toList(),
                        length.toSeconds(),
                        plan.rate(),
                        plan.slices(),
                        plan.length().toMinutes(),
                        plan.seed(),
                        sabotage()));
        Set<Promise> promises = new LinkedHashSet<>();
        flows.forEach(flow -> promises.addAll(flow.promises()));
        promises.add(Violation.Kind.STALLED);
        promises.add(AuditPromise.INTACT);
        report.promises(promises, broken);
        flows.forEach(flow -> flow.counts().forEach(report::count));
        report.count("faults", outcomes.size());
        for (Line line : table()) {
            report.count(line.kind() + "-faults", line.count());
            report.count(line.kind() + "-within-criterion", line.met());
            report.count(line.kind() + "-timed", line.timed());
            if (!line.times().isEmpty()) {
                report.longest(
                        line.kind() + "-recovery-median",
                        List.of(line.times().get(line.times().size() / 2)));
            }
            report.longest(line.kind() + "-recovery-longest", line.times());
        }
        report.texts("faults", outcomes.stream().map(ChaosReport::text).toList());
        report.texts("violations", violations());
        report.texts(
                "sabotage-found", sabotaged.stream().map(Violation::toString).toList());
        return report.text();
    }

    private static String text(Outcome outcome) {
        return outcome.ended() + " " + outcome.fault() + ": back after " + outcome.recovered()
                + (outcome.overlapped() ? ", overlapped" : "");
    }
}
