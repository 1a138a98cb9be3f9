package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.learning.gate.ChallengerGate;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.learning.gate.NumberTable;
import io.trivium.runtime.pack.GateSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checks, where the specification requires it, whether positive rows of all groups are found alike ("equal
 * opportunity", Hardt et al., arXiv 1610.02413). Found are as many rows as are positive, those of the highest answers.
 */
final class FairnessGate implements ChallengerGate {
    private static final int LEAST_POSITIVES = 10;

    @Override
    public String name() {
        return "fairness";
    }

    @Override
    public List<GateResult> ask(Examination examination) throws ExecutionException {
        if (examination.spec().fairness().isEmpty()) return List.of();
        GateSpec.Fairness fairness = examination.spec().fairness().orElseThrow();
        GateRows held = examination.held();
        NumberTable table = NumberTable.of(held, examination.model().inputs());
        int place = table.place(fairness.column());
        if (place < 0) {
            throw new IllegalArgumentException("the column " + fairness.column() + " is not among the inputs");
        }
        float[] scores = examination.challenger().answers(held).values();
        float threshold = threshold(scores, held.labels());
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        List<String> words = new ArrayList<>();
        for (GateSpec.Group group : fairness.groups()) {
            int positives = 0;
            int found = 0;
            for (int row = 0; row < held.rows(); row++) {
                if (held.labels()[row] != 1f || table.at(row, place) != (float) group.value()) continue;
                positives++;
                if (scores[row] >= threshold) found++;
            }
            if (positives < LEAST_POSITIVES) {
                throw new IllegalArgumentException("the group " + group.name() + " has " + positives
                        + " positive rows for tests, and " + LEAST_POSITIVES + " are needed");
            }
            double rate = (double) found / positives;
            least = Math.min(least, rate);
            most = Math.max(most, rate);
            words.add(group.name() + " " + Found.number(rate) + " of " + positives);
        }
        return List.of(Found.atMost(
                name(), most - least, fairness.difference(), "positive rows found: " + String.join(", ", words)));
    }

    private static float threshold(float[] scores, float[] labels) {
        int positives = 0;
        for (float label : labels) if (label == 1f) positives++;
        float[] sorted = scores.clone();
        Arrays.sort(sorted);
        return sorted[Math.clamp(sorted.length - positives, 0, sorted.length - 1)];
    }
}
