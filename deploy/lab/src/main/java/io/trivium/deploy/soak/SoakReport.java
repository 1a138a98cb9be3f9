package io.trivium.deploy.soak;

import io.trivium.deploy.faults.ReportJson;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.soak.Finding.Outcome;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The findings from samples, in lines for people and as JSON.
 *
 * @param load the load on the platform, in words
 * @param stalls the work that did not end in time
 */
public record SoakReport(
        Instant started,
        String load,
        Path file,
        List<Finding> findings,
        List<DayEquivalent> days,
        List<Violation> stalls,
        double warmUpSeconds,
        double seconds,
        double eventsJudged) {
    public SoakReport {
        findings = List.copyOf(findings);
        days = List.copyOf(days);
        stalls = List.copyOf(stalls);
    }

    static SoakReport of(Instant started, String load, Path file, List<Sample> samples, List<Violation> stalls) {
        double warmUp = SoakJudge.warmUp(samples);
        List<Sample> judged =
                samples.stream().filter(sample -> sample.second() >= warmUp).toList();
        double events = judged.stream()
                .filter(sample -> sample.measure() == Measure.EVENTS)
                .map(Sample::subject)
                .distinct()
                .mapToDouble(subject -> DayEquivalent.made(judged, subject))
                .sum();
        return new SoakReport(
                started,
                load,
                file,
                SoakJudge.judge(samples),
                DayEquivalent.of(samples),
                stalls,
                warmUp,
                samples.stream().mapToDouble(Sample::second).max().orElse(0),
                events);
    }

    /** The verdict of samples that were taken before. */
    public static SoakReport of(Path file) {
        return of(Instant.now(), "samples of " + file, file, SampleFile.read(file), List.of());
    }

    /** All measures were sampled, nothing grows that should not, and every flow continued to the end. */
    public boolean isFlat() {
        return stalls.isEmpty() && unseen().isEmpty() && findings.stream().noneMatch(Finding::grows);
    }

    /** Measures to be judged that have no series with enough samples: there is no finding about them. */
    List<Measure> unseen() {
        return Stream.of(Measure.values())
                .filter(measure -> measure.growth() != Growth.LISTED)
                .filter(measure -> findings.stream()
                        .noneMatch(found -> found.measure() == measure && found.outcome() != Outcome.UNDECIDED))
                .toList();
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%.1f minutes, of which the first %.1f are left out; samples in %s",
                seconds / 60,
                warmUpSeconds / 60,
                file));
        findings.stream()
                .filter(found -> found.outcome() != Outcome.LISTED)
                .map(Finding::line)
                .forEach(lines::add);
        lines.add("By design");
        findings.stream()
                .filter(found -> found.measure() == Measure.DISK)
                .map(this::size)
                .forEach(lines::add);
        findings.stream()
                .filter(found -> found.outcome() == Outcome.LISTED && found.measure() == Measure.MEMORY)
                .map(Finding::line)
                .forEach(lines::add);
        lines.add("Events");
        days.stream().map(DayEquivalent::line).forEach(lines::add);
        lines.add(String.format(Locale.ROOT, "  24-hour equivalents of the least of them: %.2f", leastDays()));
        stalls.forEach(stall -> lines.add("  stalled: " + stall.detail()));
        unseen().forEach(measure -> lines.add("  too few samples of any " + measure + ": nothing is known of it"));
        if (findings.stream().anyMatch(Finding::grows)) lines.add("Growing: " + growing());
        if (isFlat()) lines.add("Nothing grows that should not.");
        return lines;
    }

    private double leastDays() {
        return days.stream().mapToDouble(DayEquivalent::days).min().orElse(0);
    }

    private List<String> growing() {
        return findings.stream()
                .filter(Finding::grows)
                .map(found -> found.measure() + " of " + found.subject())
                .toList();
    }

    private String size(Finding disk) {
        double grown = disk.last() - disk.first();
        return String.format(
                Locale.ROOT,
                "  disk      %-24s %.1f MiB, grown by %.1f MiB: %.1f bytes an event",
                disk.subject(),
                disk.last() / (1 << 20),
                grown / (1 << 20),
                eventsJudged == 0 ? 0 : grown / eventsJudged);
    }

    /** In the shape of every {@code bench}. */
    public String toJson() {
        ReportJson json = new ReportJson(started, load);
        json.target("soak.length", seconds, "s", null);
        json.target("soak.warm-up", warmUpSeconds, "s", null);
        for (Measure measure : Measure.values()) {
            Stream<Finding> of = findings.stream().filter(found -> found.measure() == measure);
            if (measure.growth() != Growth.LISTED) {
                json.target(
                        "soak." + measure + ".growing",
                        (double) of.filter(Finding::grows).count(),
                        "1",
                        0.0);
            }
        }
        json.target("soak.measures.unseen", (double) unseen().size(), "1", 0.0);
        json.target("soak.flows.stalled", (double) stalls.size(), "1", 0.0);
        json.count(
                "soak.series.undecided",
                findings.stream()
                        .filter(found -> found.outcome() == Outcome.UNDECIDED)
                        .count());
        for (DayEquivalent day : days) {
            json.target("soak.events." + day.subject(), day.events(), "1", null);
            json.target("soak.days." + day.subject(), day.days(), "d", null);
        }
        for (Finding found : findings) {
            Trend trend = found.trend();
            if (trend == null) continue;
            String name =
                    "soak.series." + found.measure() + '.' + found.subject().replace(' ', '.');
            json.target(name + ".mean", trend.mean(), found.measure().unit(), null);
            json.target(name + ".hourly", trend.perHour(), found.measure().unit(), null);
            json.target(name + ".hourly-low", trend.low(), found.measure().unit(), null);
            json.target(name + ".hourly-high", trend.high(), found.measure().unit(), null);
        }
        json.texts("lines", lines());
        return json.text();
    }
}
