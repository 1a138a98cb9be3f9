package io.trivium.deploy.faults.fin;

import io.trivium.deploy.faults.Kill;
import io.trivium.deploy.faults.ReportJson;
import io.trivium.deploy.faults.Victim;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Violation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The findings of a run, in words and in the format that every {@code bench} prints. */
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
                .map(time -> String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0))
                .toList()
                .toString();
    }

    private List<Duration> durations(Victim victim, Function<Kill, @Nullable Duration> which) {
        return kills.stream()
                .filter(kill -> kill.victim() == victim)
                .map(which)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The report as indented JSON: {@code date}, {@code machine}, {@code load}, {@code targets}. */
    public String toJson() {
        ReportJson report = new ReportJson(
                started,
                String.format(
                        Locale.ROOT,
                        "%d authorizations/s over Kafka and two HTTP callers for %d s, %d kills in %d rounds, seed %d",
                        plan.rate(),
                        length.toSeconds(),
                        kills.size(),
                        plan.rounds(),
                        plan.seed()));
        report.promises(List.of(Kind.values()), violations);
        report.count("kills", kills.size());
        report.count("authorizations-acknowledged", acknowledged());
        report.count("authorizations-of-unknown-outcome", evidence.sent().size() - acknowledged());
        report.count("decisions-repeated-in-log", verdict.repeated());
        report.count("features-compared-with-oracle", verdict.compared());
        Recheck recheck = evidence.recheck();
        report.count("features-computed-once-more", recheck.features());
        report.count("decisions-equal-in-order", recheck.inOrder());
        report.count("decisions-equal-with-labels-interleaved", recheck.interleaved());
        report.count("decisions-equal-in-second-reading", recheck.readAgain());
        report.count("decisions-by-fallback", verdict.fallbacks());
        for (Victim victim : Victim.values()) {
            report.count(victim.component() + "-kills", kills(victim.component()));
            report.longest(victim.component() + "-decided-again-longest", durations(victim, Kill::decided));
            report.longest(victim.component() + "-stored-again-longest", durations(victim, Kill::stored));
        }
        return report.text();
    }
}
