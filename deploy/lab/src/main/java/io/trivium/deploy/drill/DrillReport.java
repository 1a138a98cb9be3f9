package io.trivium.deploy.drill;

import io.trivium.deploy.faults.ReportJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The findings of a drill, in words and in the format that every {@code bench} prints. */
public final class DrillReport {
    private static final int SHOWN = 300;

    private final Instant started;
    private final Duration length;
    private final List<Raised> raised;
    private final Set<String> others;

    /** @param others alerts that were raised and that no cause was to raise */
    DrillReport(Instant started, Duration length, List<Raised> raised, Set<String> others) {
        this.started = started;
        this.length = length;
        this.raised = raised;
        this.others = new TreeSet<>(others);
    }

    /** Whether each alert was raised, matched its runbook, and was resolved. */
    public boolean isAsSaid() {
        return raised.stream().allMatch(Raised::isAsSaid);
    }

    /** In words. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%-18s %-24s %-13s %9s %9s  %s", "cause", "alert", "runbook", "raised", "over", "signs"));
        for (Raised each : raised) {
            long asSaid = each.signs().stream().filter(Sign.Seen::asSaid).count();
            lines.add(String.format(
                    Locale.ROOT,
                    "%-18s %-24s %-13s %9s %9s  %d of %d as said",
                    each.cause().name(),
                    each.expected().alert(),
                    each.expected().page(),
                    each.afterCause(),
                    each.afterRemedy(),
                    asSaid,
                    each.expected().signs().size()));
            each.signs().stream()
                    .filter(seen -> !seen.asSaid())
                    .forEach(seen -> lines.add("    " + seen.sign().check() + " does not say \""
                            + seen.sign().says() + "\": " + shortened(seen.text())));
        }
        lines.add("raised as well: " + (others.isEmpty() ? "nothing" : String.join(", ", others)));
        return lines;
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + " ...";
    }

    /** The report as indented JSON, with the observations under {@code signs}. */
    public String toJson() {
        ReportJson report = new ReportJson(
                started,
                String.format(
                        Locale.ROOT,
                        "drill of %d s: %s",
                        length.toSeconds(),
                        raised.stream()
                                .map(each -> each.cause().name())
                                .distinct()
                                .toList()));
        report.target(
                "alerts-not-as-their-runbook-says",
                (double) raised.stream().filter(each -> !each.isAsSaid()).count(),
                "1",
                0.0);
        report.count("alerts", raised.size());
        report.texts(
                "alerts",
                raised.stream()
                        .map(each -> each.cause().name() + ": " + each + ", over " + each.afterRemedy()
                                + " after the remedy (" + each.cause().remedy() + ")")
                        .toList());
        report.texts(
                "signs",
                raised.stream()
                        .flatMap(each -> each.signs().stream()
                                .map(seen -> each.expected().alert() + ", "
                                        + seen.sign().check() + (seen.asSaid() ? ": " : " is NOT as said: ")
                                        + shortened(seen.text())))
                        .toList());
        report.texts("raised-as-well", List.copyOf(others));
        return report.text();
    }
}
