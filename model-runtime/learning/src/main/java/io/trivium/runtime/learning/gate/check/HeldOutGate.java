package io.trivium.runtime.learning.gate.check;

import io.trivium.core.statistics.Quantiles;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.learning.gate.ChallengerGate;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.learning.gate.PairedBootstrap;
import io.trivium.runtime.learning.gate.Rating;
import io.trivium.runtime.learning.gate.Target;
import io.trivium.runtime.pack.Head;
import java.util.ArrayList;
import java.util.List;

/**
 * The metric of each target on rows that neither model has learned from, challenger less champion: the lower bound of its
 * interval must show that not more than the margin is lost.
 */
final class HeldOutGate implements ChallengerGate {
    @Override
    public String name() {
        return "held-out";
    }

    @Override
    public List<GateResult> ask(Examination examination) throws ExecutionException {
        GateRows rows = examination.held();
        List<GateResult> found = new ArrayList<>();
        for (Target target : examination.ratedTargets()) {
            requireClasses(target, rows, examination.spec().leastPositives());
            Rating own = examination.challengerOn(target, rows);
            Rating champions = examination.championOn(target, rows);
            double[] differences =
                    examination.bootstrap(rows).of(weights -> own.metric(weights) - champions.metric(weights));
            double low = Quantiles.linear(differences, PairedBootstrap.TAIL);
            double high = Quantiles.linear(differences, 1 - PairedBootstrap.TAIL);
            found.add(Found.atLeast(
                    name() + ":" + target.metric(),
                    low,
                    -examination.spec().margin(),
                    "lower bound of challenger less champion; challenger " + Found.number(own.metric()) + ", champion "
                            + Found.number(champions.metric()) + ", 90 % interval of the difference "
                            + Found.number(low) + " to " + Found.number(high) + ", " + rows.rows() + " rows"));
        }
        return found;
    }

    /** @throws IllegalArgumentException when the rows have too few of a class */
    static void requireClasses(Target target, GateRows rows, int least) {
        if (target.head() != Head.BINARY) return;
        int positives = 0;
        for (float label : rows.labels()) if (label == 1f) positives++;
        if (positives < least || rows.rows() - positives < least) {
            throw new IllegalArgumentException("the rows for tests hold " + positives + " positives of " + rows.rows()
                    + ", and " + least + " of each class are needed: give the tests more days");
        }
    }
}
