package io.trivium.deploy.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.deploy.faults.Violation.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a run found, in words and in the shape that every {@code bench} prints. */
public final class FaultReport {
    private static final int SHOWN = 25;

    private final FaultPlan plan;
    private final Instant started;
    private final Duration length;
    private final List<Kill> kills;
    private final Evidence evidence;
    private final Verdict verdict;
    private final List<Violation> violations;

    FaultReport(
            FaultPlan plan,
            Instant started,
            Duration length,
            List<Kill> kills,
            Evidence evidence,
            Verdict verdict,
            List<Violation> violations) {
        this.plan = plan;
        this.started = started;
        this.length = length;
        this.kills = kills;
        this.evidence = evidence;
        this.verdict = verdict;
        this.violations = violations;
    }

    /** Broken promises, each with its id and what differs; empty when all were kept. */
    public List<String> violations() {
        return violations.stream().map(Violation::toString).toList();
    }

    /** Processes killed, a database and all its children counted once. */
    public int kills() {
        return kills.size();
    }

    /** Kills of one component, by its name. */
    public int kills(String component) {
        return Math.toIntExact(kills.stream()
                .filter(kill -> kill.victim().component().equals(component))
                .count());
    }

    public int acknowledged() {
        return evidence.acknowledged().size();
    }

    /** Feature values compared with the oracle. */
    public int featuresCompared() {
        return verdict.compared();
    }

    /** Decisions whose features were computed once more from the logs. */
    public int decisionsRechecked() {
        return evidence.recheck().decisions();
    }

    /** Probes whose terminal has a fraud in a window, so that labels are tested too. */
    public int probesWithRisk() {
        return verdict.risky();
    }

    private long acknowledgedOverHttp() {
        return evidence.acknowledged().stream()
                .map(evidence.sent()::get)
                .filter(payment -> payment != null && HttpLoad.isOwn(payment))
                .count();
    }

    /** A summary for people, and the first of the broken promises. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "seed %d: %d kills in %.0f s; %d acknowledged (%d over HTTP), %d of unknown outcome, %d decided;"
                        + " %d records repeated; %d labels; %d features of %d probes compared, %d with risk",
                plan.seed(),
                kills.size(),
                length.toMillis() / 1000.0,
                acknowledged(),
                acknowledgedOverHttp(),
                evidence.sent().size() - acknowledged(),
                verdict.decided(),
                verdict.repeated(),
                evidence.labels().size(),
                verdict.compared(),
                evidence.probes().size(),
                verdict.risky()));
        Recheck recheck = evidence.recheck();
        lines.add(String.format(
                Locale.ROOT,
                "%d features of %d decisions computed once more: %d decisions equal in order of arrival, %d with labels of"
                        + " about the same time taken earlier or later, %d in a second reading, %d different; %d fallbacks",
                recheck.features(),
                recheck.decisions(),
                recheck.inOrder(),
                recheck.interleaved(),
                recheck.readAgain(),
                recheck.differences().size(),
                verdict.fallbacks()));
        for (Victim victim : Victim.values()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-13s %d kills, decided again after %s s, stored after %s s",
                    victim.component(),
                    kills(victim.component()),
                    seconds(victim, Kill::decided),
                    seconds(victim, Kill::stored)));
        }
        lines.add(violations.isEmpty() ? "every promise kept" : violations.size() + " promises broken:");
        violations.stream().limit(SHOWN).forEach(violation -> lines.add("  " + violation));
        return lines;
    }

    private String seconds(Victim victim, Function<Kill, @Nullable Duration> which) {
        return durations(victim, which).stream()
                .map(time -> String.format(Locale.ROOT, "%.1f", time / 1000.0))
                .toList()
                .toString();
    }

    private List<Long> durations(Victim victim, Function<Kill, @Nullable Duration> which) {
        return kills.stream()
                .filter(kill -> kill.victim() == victim)
                .map(which)
                .filter(Objects::nonNull)
                .map(Duration::toMillis)
                .toList();
    }

    /** The report as indented JSON: {@code date}, {@code machine}, {@code load}, {@code targets}. */
    public String toJson() {
        ObjectMapper json = new ObjectMapper();
        ObjectNode report = json.createObjectNode();
        report.put("date", started.toString());
        report.set("machine", machine(json));
        report.put(
                "load",
                String.format(
                        Locale.ROOT,
                        "%d authorizations/s over Kafka and two HTTP callers for %d s, %d kills in %d rounds, seed %d",
                        plan.rate(),
                        length.toSeconds(),
                        kills.size(),
                        plan.rounds(),
                        plan.seed()));
        ArrayNode targets = report.putArray("targets");
        for (Kind kind : Kind.values()) {
            double count = (double) violations.stream()
                    .filter(violation -> violation.kind() == kind)
                    .count();
            target(targets, kind.measure(), count, "1", 0.0);
        }
        target(targets, "kills", kills.size(), "1", null);
        target(targets, "authorizations-acknowledged", acknowledged(), "1", null);
        target(targets, "authorizations-of-unknown-outcome", evidence.sent().size() - acknowledged(), "1", null);
        target(targets, "decisions-repeated-in-log", verdict.repeated(), "1", null);
        target(targets, "features-compared-with-oracle", verdict.compared(), "1", null);
        Recheck recheck = evidence.recheck();
        target(targets, "features-computed-once-more", (double) recheck.features(), "1", null);
        target(targets, "decisions-equal-in-order", recheck.inOrder(), "1", null);
        target(targets, "decisions-equal-with-labels-interleaved", recheck.interleaved(), "1", null);
        target(targets, "decisions-equal-in-second-reading", recheck.readAgain(), "1", null);
        target(targets, "decisions-by-fallback", verdict.fallbacks(), "1", null);
        for (Victim victim : Victim.values()) {
            target(targets, victim.component() + "-kills", kills(victim.component()), "1", null);
            longest(targets, victim.component() + "-decided-again-longest", durations(victim, Kill::decided));
            longest(targets, victim.component() + "-stored-again-longest", durations(victim, Kill::stored));
        }
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void longest(ArrayNode targets, String name, List<Long> times) {
        times.stream().max(Long::compare).ifPresent(time -> target(targets, name, (double) time, "ms", null));
    }

    private static void target(ArrayNode targets, String name, double value, String unit, @Nullable Double target) {
        ObjectNode node = targets.addObject();
        node.put("name", name);
        node.put("value", value);
        node.put("unit", unit);
        node.put("target", target);
        node.putNull("peer");
        node.put("met", target == null ? null : Boolean.valueOf(value <= target));
    }

    private static ObjectNode machine(ObjectMapper json) {
        var system = ManagementFactory.getOperatingSystemMXBean();
        double bytes = system instanceof com.sun.management.OperatingSystemMXBean os ? os.getTotalMemorySize() : 0;
        ObjectNode machine = json.createObjectNode();
        machine.put("cpus", Runtime.getRuntime().availableProcessors());
        machine.put("memoryGib", Math.round(bytes / (1L << 30) * 10) / 10.0);
        machine.put("os", osName() + ' ' + System.getProperty("os.arch"));
        machine.put("jvm", System.getProperty("java.vm.name") + ' ' + Runtime.version());
        machine.put("load1", Math.round(system.getSystemLoadAverage() * 100) / 100.0);
        return machine;
    }

    private static String osName() {
        try {
            for (String line : Files.readAllLines(Path.of("/etc/os-release"))) {
                if (line.startsWith("PRETTY_NAME=")) {
                    return line.substring("PRETTY_NAME=".length()).replace("\"", "");
                }
            }
        } catch (IOException _) {
            // Not a Linux that says what it is: the kernel's name will do.
        }
        return System.getProperty("os.name") + ' ' + System.getProperty("os.version");
    }
}
