package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.learning.gate.Answers;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateMaterial;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerParameters;
import io.trivium.runtime.pack.ModelPack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** No number of the challenger may be NaN or infinite, neither among its weights nor in an answer. */
final class FiniteGate {
    static final String NAME = "finite";
    private static final String NONE = "none";

    private FiniteGate() {}

    /** Checks the weights, where the pack has them as the trainer had; needs no model in memory. */
    static List<GateResult> askWeights(ModelPack challenger) throws IOException {
        String gate = NAME + ":weights";
        if (challenger.manifest().file(ModelPack.WEIGHTS).isEmpty()) {
            return List.of(new GateResult(gate, true, null, NONE, "the pack has one graph and no separate weights"));
        }
        Parameters weights = Parameters.read(challenger.directory().resolve(ModelPack.WEIGHTS));
        long wrong = 0;
        String where = "";
        for (String name : weights.names()) {
            // A column with fewer cuts than others has the rest at infinity.
            boolean open = name.endsWith("." + TokenizerParameters.CUTS);
            for (float value : weights.get(name)) {
                if (Float.isFinite(value) || (open && value == Float.POSITIVE_INFINITY)) continue;
                if (wrong++ == 0) where = ", the first in " + name;
            }
        }
        return List.of(new GateResult(
                gate,
                wrong == 0,
                (double) wrong,
                NONE,
                "of " + weights.count() + " weights not finite: " + wrong + where));
    }

    /** Checks the answers to all rows. */
    static List<GateResult> askAnswers(Examination examination) throws ExecutionException {
        String gate = NAME + ":answers";
        GateMaterial material = examination.material();
        List<GateRows> all = new ArrayList<>(List.of(material.held(), material.trained(), material.recent()));
        all.removeIf(rows -> rows.rows() == 0);
        if (all.isEmpty()) return List.of(Found.unasked(gate, NONE, "there are no rows that it could answer"));
        int wrong = 0;
        int rows = 0;
        boolean degraded = false;
        for (GateRows each : all) {
            Answers answers = examination.challenger().answers(each);
            wrong += answers.notFinite();
            degraded |= answers.degraded();
            rows += each.rows();
        }
        String detail = "of " + rows + " answers not finite: " + wrong
                + (degraded ? "; an expert failed while it answered" : "");
        return List.of(new GateResult(gate, wrong == 0 && !degraded, (double) wrong, NONE, detail));
    }
}
