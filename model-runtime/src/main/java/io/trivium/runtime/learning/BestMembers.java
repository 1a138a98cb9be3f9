package io.trivium.runtime.learning;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers, for every member of an ensemble, the weights of its best epoch and when it stopped improving. */
final class BestMembers {
    private final int patience;
    private final double[] best;
    private final int[] epochs;
    private final Map<String, float[]> weights = new LinkedHashMap<>();
    private int epoch;

    /** @param initial parameters by name, stacked by member along their first axis */
    BestMembers(int members, int patience, Map<String, float[]> initial) {
        this.patience = patience;
        this.best = new double[members];
        Arrays.fill(best, -1);
        this.epochs = new int[members];
        initial.forEach((name, values) -> weights.put(name, values.clone()));
    }

    void offer(int now, float[][] scores, float[] labels, Map<String, float[]> current) {
        epoch = now;
        for (int member = 0; member < best.length; member++) {
            double precision = BinaryMetrics.of(scores[member], labels).averagePrecision();
            if (precision <= best[member] || isFinished(member)) continue;
            best[member] = precision;
            epochs[member] = now;
            for (Map.Entry<String, float[]> parameter : current.entrySet()) {
                float[] target = weights.get(parameter.getKey());
                if (target == null) continue;
                int size = target.length / best.length;
                System.arraycopy(parameter.getValue(), member * size, target, member * size, size);
            }
        }
    }

    private boolean isFinished(int member) {
        return epoch - epochs[member] > patience;
    }

    boolean isFinished() {
        for (int member = 0; member < best.length; member++) {
            if (epoch - epochs[member] < patience) return false;
        }
        return true;
    }

    double meanAveragePrecision() {
        return Arrays.stream(best).average().orElse(0);
    }

    int[] epochs() {
        return epochs.clone();
    }

    Map<String, float[]> weights() {
        return weights;
    }
}
