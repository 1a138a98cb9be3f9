package io.trivium.industrial.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The errors of estimates of remaining useful life, in cycles.
 *
 * @param rmse root mean square error
 * @param nasaScore sum over assets of exp(−d/13) − 1 for an early and exp(d/10) − 1 for a late estimate, with d = estimate
 *     − truth (Saxena et al., PHM 2008, equation 17)
 */
public record RulFigures(double rmse, double nasaScore) {
    /** The cap that published results apply to the true values: engines that will run for longer show no wear. */
    public static final double CAP = 125;

    private static final double EARLY = 13;
    private static final double LATE = 10;

    /** Measures one estimate an asset. */
    public static RulFigures of(double[] estimates, double[] truth) {
        if (estimates.length != truth.length || truth.length == 0) {
            throw new IllegalArgumentException(estimates.length + " estimates for " + truth.length + " assets");
        }
        double squares = 0;
        double score = 0;
        for (int i = 0; i < truth.length; i++) {
            double off = estimates[i] - truth[i];
            squares += off * off;
            score += off < 0 ? Math.exp(-off / EARLY) - 1 : Math.exp(off / LATE) - 1;
        }
        return new RulFigures(Math.sqrt(squares / truth.length), score);
    }

    /**
     * The root mean square error of some rows, in cycles, with the truth limited to the cap.
     *
     * @param answers shares of the horizon
     */
    public static double rmse(float[][] answers, double horizon, double[] truth, int[] rows) {
        double squares = 0;
        for (int row : rows) squares += Math.pow(answers[row][0] * horizon - Math.min(CAP, truth[row]), 2);
        return Math.sqrt(squares / rows.length);
    }

    /** Truth limited to the cap. */
    public static double[] capped(double[] truth) {
        return java.util.Arrays.stream(truth).map(each -> Math.min(CAP, each)).toArray();
    }

    /** Returns the share of true values that are in their interval, both ends included. */
    public static double coverage(double[] lower, double[] upper, double[] truth) {
        int within = 0;
        for (int i = 0; i < truth.length; i++) if (truth[i] >= lower[i] && truth[i] <= upper[i]) within++;
        return within / (double) truth.length;
    }

    /** Both ways of counting that are found in papers, by the names of {@code evaluate industrial}. */
    public static Map<String, Object> byCap(double[] estimates, double[] truth) {
        RulFigures capped = of(estimates, capped(truth));
        RulFigures uncapped = of(estimates, truth);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("rmse_capped_125", capped.rmse);
        figures.put("rmse_uncapped", uncapped.rmse);
        figures.put("nasa_score_capped_125", capped.nasaScore);
        figures.put("nasa_score_uncapped", uncapped.nasaScore);
        return figures;
    }
}
