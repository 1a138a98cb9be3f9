package io.trivium.runtime.learning.gate.check;

import io.trivium.core.statistics.Quantiles;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.learning.gate.ChallengerGate;
import io.trivium.runtime.learning.gate.Contender;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.learning.gate.PairedBootstrap;
import io.trivium.runtime.learning.gate.Rating;
import io.trivium.runtime.learning.gate.Target;
import io.trivium.runtime.pack.ModelPack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The metric of each target on held-out rows, challenger less the best simple model of the same data set: a challenger
 * that is worse with the whole interval does not pass.
 */
final class BaselineGate implements ChallengerGate {
    private static final String NAME = GateResult.BASELINE;
    private static final String LIMIT = "not worse than a simple model";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<GateResult> ask(Examination examination) throws ExecutionException {
        Optional<ModelPack> rival = examination.material().rival();
        if (rival.isEmpty()) {
            boolean itself = examination.material().challenger().isRival();
            return List.of(Found.notApplicable(
                    NAME,
                    LIMIT,
                    itself ? "it is a simple model itself" : "no simple model was trained on its data set"));
        }
        try (Contender other = examination.loader().apply(rival.orElseThrow())) {
            return compared(examination, other);
        }
    }

    private static List<GateResult> compared(Examination examination, Contender rival) throws ExecutionException {
        GateRows rows = examination.held();
        List<GateResult> found = new ArrayList<>();
        for (Target target : examination.ratedTargets()) {
            HeldOutGate.requireClasses(target, rows, examination.spec().leastPositives());
            Rating own = examination.challengerOn(target, rows);
            Rating rivals = target.rate(rival.answers(rows), rows.boundedLabels());
            double[] differences =
                    examination.bootstrap(rows).of(weights -> own.metric(weights) - rivals.metric(weights));
            double low = Quantiles.linear(differences, PairedBootstrap.TAIL);
            double high = Quantiles.linear(differences, 1 - PairedBootstrap.TAIL);
            found.add(Found.atLeast(
                    NAME + ":" + target.metric(),
                    high,
                    0,
                    "upper bound of challenger less the best simple model; challenger " + Found.number(own.metric())
                            + ", version " + rival.version() + " " + Found.number(rivals.metric())
                            + ", 90 % interval of the difference " + Found.number(low) + " to " + Found.number(high)
                            + ", " + rows.rows() + " rows"
                            + (high < 0 ? "; version " + rival.version() + " is examined in its place" : "")));
        }
        return found;
    }
}
