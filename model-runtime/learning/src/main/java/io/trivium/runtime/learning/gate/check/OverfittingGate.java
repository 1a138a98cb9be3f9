package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.learning.gate.ChallengerGate;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.learning.gate.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks how much better the challenger is on rows it has learned from than on others, beyond the champion's difference
 * on the same rows, which shows how much easier they are.
 */
final class OverfittingGate implements ChallengerGate {
    @Override
    public String name() {
        return "over-fitting";
    }

    @Override
    public List<GateResult> ask(Examination examination) throws ExecutionException {
        GateRows held = examination.held();
        GateRows trained = examination.material().trained();
        if (trained.rows() < examination.spec().leastRows()) {
            throw new IllegalArgumentException("only " + trained.rows()
                    + " rows that the challenger learned from are known, fewer than "
                    + examination.spec().leastRows());
        }
        List<GateResult> found = new ArrayList<>();
        for (Target target : examination.ratedTargets()) {
            double own = examination.challengerOn(target, trained).metric();
            double ownHeld = examination.challengerOn(target, held).metric();
            double champions = examination.championOn(target, trained).metric();
            double championsHeld = examination.championOn(target, held).metric();
            found.add(Found.atMost(
                    name() + ":" + target.metric(),
                    own - ownHeld - (champions - championsHeld),
                    examination.spec().overfitting(),
                    "challenger " + Found.number(own) + " on seen rows and " + Found.number(ownHeld)
                            + " on held-out ones, champion " + Found.number(champions) + " and "
                            + Found.number(championsHeld)));
        }
        return found;
    }
}
