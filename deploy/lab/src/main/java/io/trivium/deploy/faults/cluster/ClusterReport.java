package io.trivium.deploy.faults.cluster;

import io.trivium.deploy.faults.Flow;
import io.trivium.deploy.faults.Promise;
import io.trivium.deploy.faults.ReportJson;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Violation.Kind;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.faults.fin.Evidence;
import io.trivium.deploy.faults.fin.Verdict;
import io.trivium.deploy.standalone.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The findings of a run on a cluster, in words and in the format that every {@code bench} prints. */
public final class ClusterReport {
    private static final int SHOWN = 25;
    static final String WARM_UP = "warm-up";
    static final String CALM = "calm";
    /** A restart may make the slowest hundredth twice as slow. */
    private static final double SLOWER = 2.0;

    private final ClusterPlan plan;
    private final Profile profile;
    private final Instant started;
    private final Duration length;
    private final List<Step> steps;
    private final List<Flow> others;
    private final List<ClusterCalls.Answer> answers;
    private final Evidence evidence;
    private final Verdict verdict;
    private final List<Violation> violations;

    /**
     * Something done to the cluster, or the beginning of a phase, which has no component.
     *
     * @param decided until all authorizations of the second after it were decided
     * @param ready until the process was back
     */
    record Step(
            String what,
            String component,
            Instant at,
            @Nullable Duration decided,
            @Nullable Duration ready) {
        boolean isPhase() {
            return component.isEmpty();
        }
    }

    /** Answers that were due in one phase. */
    record Phase(String name, int calls, int late, int again, long p50, long p99, long longest) {
        static Phase of(String name, List<ClusterCalls.Answer> answers) {
            long[] millis = answers.stream()
                    .mapToLong(ClusterCalls.Answer::millis)
                    .sorted()
                    .toArray();
            int late = Math.toIntExact(
                    answers.stream().filter(answer -> !answer.decided()).count());
            int again = Math.toIntExact(
                    answers.stream().filter(answer -> answer.attempts() > 1).count());
            return new Phase(name, millis.length, late, again, at(millis, 0.5), at(millis, 0.99), at(millis, 1.0));
        }

        private static long at(long[] sorted, double quantile) {
            return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(quantile * sorted.length) - 1];
        }
    }

    @SuppressWarnings("TooManyParameters") // one report
    ClusterReport(
            ClusterPlan plan,
            Profile profile,
            Instant started,
            Duration length,
            List<Step> steps,
            List<Flow> others,
            List<ClusterCalls.Answer> answers,
            Evidence evidence,
            Verdict verdict,
            List<Violation> violations) {
        this.plan = plan;
        this.profile = profile;
        this.started = started;
        this.length = length;
        this.steps = steps;
        this.others = others;
        this.answers = answers;
        this.evidence = evidence;
        this.verdict = verdict;
        this.violations = violations;
    }

    /** Broken promises, each with its id and what differs; empty when all were kept. */
    public List<String> violations() {
        return violations.stream().map(Violation::toString).toList();
    }

    private Map<String, Phase> phases() {
        Map<String, Phase> phases = new LinkedHashMap<>();
        List<Step> begins = steps.stream().filter(Step::isPhase).toList();
        for (int i = 0; i < begins.size(); i++) {
            Instant from = begins.get(i).at();
            Instant to = i + 1 < begins.size() ? begins.get(i + 1).at() : Instant.MAX;
            String name = begins.get(i).what();
            phases.put(
                    name,
                    Phase.of(
                            name,
                            answers.stream()
                                    .filter(answer -> !answer.due().isBefore(from)
                                            && answer.due().isBefore(to))
                                    .toList()));
        }
        return phases;
    }

    /** A summary for people, and the first of the broken promises. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "profile %s, seed %d, %.0f s: %d acknowledged, %d of unknown outcome, %d decided, %d records repeated,"
                        + " %d fallbacks; %d features of %d probes equal to the oracle's or below",
                profile,
                plan.seed(),
                length.toMillis() / 1000.0,
                evidence.acknowledged().size(),
                evidence.sent().size() - evidence.acknowledged().size(),
                verdict.decided(),
                verdict.repeated(),
                verdict.fallbacks(),
                verdict.compared(),
                evidence.probes().size()));
        others.forEach(other -> lines.add(other.name() + ": " + other.counts()));
        for (Step step : steps) {
            Duration decided = step.decided();
            Duration ready = step.ready();
            if (decided != null && ready != null) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%-8s %-19s decided again after %s, ready again after %s",
                        step.what(),
                        step.component(),
                        Waits.seconds(decided),
                        Waits.seconds(ready)));
            }
        }
        for (Phase phase : phases().values()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-10s %6d calls: p50 %d ms, p99 %d ms, longest %d ms; %d decided after their answer, %d asked of"
                            + " another instance",
                    phase.name(),
                    phase.calls(),
                    phase.p50(),
                    phase.p99(),
                    phase.longest(),
                    phase.late(),
                    phase.again()));
        }
        lines.add(violations.isEmpty() ? "every promise kept" : violations.size() + " promises broken:");
        violations.stream().limit(SHOWN).forEach(violation -> lines.add("  " + violation));
        return lines;
    }

    /** The report as indented JSON: {@code date}, {@code machine}, {@code load}, {@code targets}. */
    public String toJson() {
        ReportJson report = new ReportJson(
                started,
                String.format(
                        Locale.ROOT,
                        "profile %s, %d authorizations/s, two fifths over HTTP, for %d s, seed %d",
                        profile,
                        plan.rate(),
                        length.toSeconds(),
                        plan.seed()));
        Set<Promise> promises = new LinkedHashSet<>(List.of(Kind.values()));
        others.forEach(other -> promises.addAll(other.promises()));
        report.promises(promises, violations);
        others.forEach(other -> other.counts().forEach(report::count));
        report.count("authorizations-acknowledged", evidence.acknowledged().size());
        report.count("decisions-repeated-in-log", verdict.repeated());
        report.count("decisions-by-fallback", verdict.fallbacks());
        report.count("features-compared-with-oracle", verdict.compared());
        Map<String, Phase> phases = phases();
        Phase calm = phases.get(CALM);
        for (Phase phase : phases.values()) {
            boolean compared = calm != null && !Set.of(WARM_UP, CALM).contains(phase.name());
            report.target(
                    phase.name() + "-p99",
                    (double) phase.p99(),
                    "ms",
                    compared && calm != null ? SLOWER * calm.p99() : null);
            report.count(phase.name() + "-calls", phase.calls());
            report.count(phase.name() + "-decided-after-answer", phase.late());
            report.count(phase.name() + "-asked-of-another-instance", phase.again());
        }
        for (Step step : steps) {
            Duration decided = step.decided();
            if (decided != null) {
                String name = step.what().equals("restart") ? "restart" : "kill";
                report.target(
                        name + "-" + step.component() + "-decided-again", (double) decided.toMillis(), "ms", null);
            }
        }
        return report.text();
    }
}
