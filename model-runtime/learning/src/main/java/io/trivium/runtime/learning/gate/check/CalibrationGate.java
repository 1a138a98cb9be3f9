package io.trivium.runtime.learning.gate.check;

import io.trivium.core.statistics.Quantiles;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.learning.gate.Answers;
import io.trivium.runtime.learning.gate.ChallengerGate;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.learning.gate.PairedBootstrap;
import io.trivium.runtime.learning.gate.Target;
import io.trivium.runtime.pack.Head;
import java.util.Arrays;
import java.util.List;

/**
 * Checks whether probabilities are calibrated: the expected calibration error over ten parts of equally many rows, and
 * the mean loss, compared with the champion's. For heads that answer probabilities.
 */
final class CalibrationGate implements ChallengerGate {
    private static final int PARTS = 10;

    @Override
    public String name() {
        return "calibration";
    }

    @Override
    public List<GateResult> ask(Examination examination) throws ExecutionException {
        Head head = examination.model().head();
        if (head != Head.BINARY && head != Head.MULTICLASS) return List.of();
        GateRows rows = examination.held();
        Answers own = examination.challenger().answers(rows);
        Answers champions = examination.champion().answers(rows);
        double ownError = error(own, rows.labels(), head);
        double championsError = error(champions, rows.labels(), head);
        return List.of(
                Found.atMost(
                        name() + ":error",
                        ownError - championsError,
                        examination.spec().calibration(),
                        "challenger " + Found.number(ownError) + ", champion " + Found.number(championsError)),
                loss(examination, rows));
    }

    private GateResult loss(Examination examination, GateRows rows) throws ExecutionException {
        Target target = examination.ratedTargets().getFirst();
        double[] own = examination.challengerOn(target, rows).losses();
        double[] champions = examination.championOn(target, rows).losses();
        double whole = Arrays.stream(champions).average().orElse(Double.NaN);
        double[] ratios = examination.bootstrap(rows).of(weights -> mean(own, weights) / mean(champions, weights) - 1);
        return Found.atMost(
                name() + ":loss",
                Quantiles.linear(ratios, 1 - PairedBootstrap.TAIL),
                examination.spec().sliceLoss(),
                "upper bound of how much larger the log loss is, as a share; challenger "
                        + Found.number(Arrays.stream(own).average().orElse(Double.NaN)) + ", champion "
                        + Found.number(whole));
    }

    private static double mean(double[] values, int[] weights) {
        double sum = 0;
        long rows = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * weights[i];
            rows += weights[i];
        }
        return sum / rows;
    }

    /** Mean distance of predictions and labels, over parts of equally many rows by prediction. */
    static double error(Answers answers, float[] labels, Head head) {
        int rows = answers.rows();
        double[] said = new double[rows];
        boolean[] right = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            int best = 0;
            for (int c = 1; c < answers.width(); c++) {
                if (answers.values()[row * answers.width() + c] > answers.values()[row * answers.width() + best]) {
                    best = c;
                }
            }
            said[row] = answers.values()[row * answers.width() + best];
            right[row] = labels[row] == (head == Head.BINARY ? 1f : best);
        }
        Integer[] order = new Integer[rows];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(said[a], said[b]));
        double error = 0;
        for (int part = 0; part < PARTS; part++) {
            double sum = 0;
            for (int i = part * rows / PARTS; i < (part + 1) * rows / PARTS; i++) {
                sum += said[order[i]] - (right[order[i]] ? 1 : 0);
            }
            error += Math.abs(sum) / rows;
        }
        return error;
    }
}
