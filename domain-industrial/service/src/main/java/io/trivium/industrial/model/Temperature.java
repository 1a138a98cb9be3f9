package io.trivium.industrial.model;

import java.util.List;

/**
 * Fits the divisor of the logits under which probabilities are calibrated (Guo et al., "On Calibration of Modern Neural
 * Networks", ICML 2017): the one that maximises the likelihood of the observed outcomes.
 */
public final class Temperature {
    private static final double LEAST = 0.25;
    private static final double MOST = 8;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final int STEPS = 40;

    private Temperature() {}

    /**
     * Probabilities whose logits are divided; they sum to 1.
     *
     * @param answer the network's probabilities, those of unused classes last
     * @param classes that are used
     */
    static double[] applied(float[] answer, int classes, double divisor) {
        double[] calibrated = new double[classes];
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            calibrated[c] = Math.pow(Math.max(answer[c], Float.MIN_NORMAL), 1 / divisor);
            sum += calibrated[c];
        }
        for (int c = 0; c < classes; c++) calibrated[c] /= sum;
        return calibrated;
    }

    /**
     * Fits the temperature to answers with known truth, by golden section; the loss has one minimum.
     *
     * @param classes that are used
     * @param answers the network's probabilities
     * @param truth the class of each
     */
    public static double of(int classes, List<float[]> answers, int[] truth) {
        double low = Math.log(LEAST);
        double high = Math.log(MOST);
        for (int step = 0; step < STEPS; step++) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (loss(classes, Math.exp(left), answers, truth) < loss(classes, Math.exp(right), answers, truth)) {
                high = right;
            } else {
                low = left;
            }
        }
        return Math.exp((low + high) / 2);
    }

    private static double loss(int classes, double divisor, List<float[]> answers, int[] truth) {
        double loss = 0;
        for (int r = 0; r < truth.length; r++) {
            loss -= Math.log(Math.max(1e-12, applied(answers.get(r), classes, divisor)[truth[r]]));
        }
        return loss;
    }
}
