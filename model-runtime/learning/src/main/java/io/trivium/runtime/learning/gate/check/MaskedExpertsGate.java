package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.expert.ExpertModelView;
import io.trivium.runtime.expert.ExpertView;
import io.trivium.runtime.learning.gate.Answers;
import io.trivium.runtime.learning.gate.ChallengerGate;
import io.trivium.runtime.learning.gate.Contender;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.learning.gate.Target;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.pack.Head;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Checks the cost of losing a routed expert: each of the busiest is taken out of use in turn, and the metric must not
 * fall by more than a share; or, where the champion is as sensitive, not by more than the champion's.
 */
final class MaskedExpertsGate implements ChallengerGate {
    private static final int MOST_EXPERTS = 32;
    private static final int MOST_ROWS = 1_000;
    /** The factor by which a challenger may be more sensitive than a sensitive champion. */
    private static final double MORE = 0.05;

    @Override
    public String name() {
        return "masked-experts";
    }

    /** The worst loss, and of which expert. */
    private record Worst(double loss, String expert, int experts) {}

    @Override
    public List<GateResult> ask(Examination examination) throws ExecutionException {
        if (view(examination, examination.challenger()).isEmpty()) {
            return List.of(new GateResult(
                    name(), true, null, "share of the metric lost", "the model has no experts that could be masked"));
        }
        Worst own = worst(examination, examination.challenger());
        double most = examination.spec().maskedLoss();
        String detail = "share of the metric lost without " + own.expert() + ", the worst of " + own.experts();
        if (own.loss() > most && view(examination, examination.champion()).isPresent()) {
            Worst champions = worst(examination, examination.champion());
            most = Math.max(most, champions.loss() + MORE);
            detail += "; the champion loses " + Found.number(champions.loss());
        }
        return List.of(Found.atMost(name(), own.loss(), most, detail));
    }

    private static Optional<ExpertModelView> view(Examination examination, Contender contender) {
        return examination.experts().model(contender.name(), contender.version());
    }

    private static Worst worst(Examination examination, Contender contender) throws ExecutionException {
        GateRows rows = examination.held().first(MOST_ROWS);
        Target target = examination.ratedTargets().getFirst();
        double whole = metric(target, contender, rows);
        List<ExpertId> busiest = view(examination, contender).orElseThrow().experts().stream()
                .sorted(Comparator.comparingLong(ExpertView::tokens).reversed())
                .limit(MOST_EXPERTS)
                .map(ExpertView::id)
                .toList();
        double worst = 0;
        String expert = "any";
        for (ExpertId id : busiest) {
            examination.experts().mask(contender.name(), contender.version(), id, true);
            try {
                double loss = (whole - metric(target, contender, rows)) / Math.abs(whole);
                // A metric that is no number is the worst of all.
                if (loss > worst || Double.isNaN(loss)) {
                    worst = loss;
                    expert = id.toString();
                }
                if (Double.isNaN(loss)) break;
            } finally {
                examination.experts().mask(contender.name(), contender.version(), id, false);
            }
        }
        return new Worst(worst, expert, busiest.size());
    }

    private static double metric(Target target, Contender contender, GateRows rows) throws ExecutionException {
        Answers answers = contender.answerAnew(rows, Integer.MAX_VALUE);
        if (answers.notFinite() > 0) return Double.NaN;
        double metric = target.rate(answers, rows.boundedLabels()).metric();
        // An explained variance below 0 is as worthless as 0.
        return target.head() == Head.REGRESSION ? Math.max(1e-9, metric) : metric;
    }
}
