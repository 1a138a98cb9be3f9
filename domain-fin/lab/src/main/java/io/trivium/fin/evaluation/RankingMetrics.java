package io.trivium.fin.evaluation;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Threshold-free quality of scores against a binary truth; equal scores are one threshold.
 *
 * @param auc area under the ROC curve, trapezoids
 * @param averagePrecision Σ (Rₙ − Rₙ₋₁) Pₙ over falling thresholds, without interpolation
 * @param recallAtAlertShare share of the positives among the highest-scored {@link #ALERT_SHARE} of the rows, ties at the
 *     boundary counted proportionally
 */
public record RankingMetrics(double auc, double averagePrecision, double recallAtAlertShare, int rows, int positives) {
    /** One alert for every 200 authorizations. */
    public static final double ALERT_SHARE = 0.005;

    /**
     * Ranks the rows by falling score.
     *
     * @param scores higher means more suspicious; finite
     * @throws IllegalArgumentException unless both classes occur
     */
    public static RankingMetrics of(float[] scores, boolean[] positive) {
        if (scores.length != positive.length) {
            throw new IllegalArgumentException(scores.length + " scores for " + positive.length + " rows");
        }
        int rows = scores.length;
        int positives = 0;
        for (int i = 0; i < rows; i++) {
            if (!Float.isFinite(scores[i])) throw new IllegalArgumentException("score of row " + i + ": " + scores[i]);
            if (positive[i]) positives++;
        }
        int negatives = rows - positives;
        if (positives == 0 || negatives == 0) {
            throw new IllegalArgumentException("nothing to rank: " + positives + " frauds in " + rows + " rows");
        }
        Integer[] order = descending(scores);
        double alerts = ALERT_SHARE * rows;
        double area = 0;
        double averagePrecision = 0;
        double caught = 0;
        long above = 0;
        long truePositives = 0;
        for (int start = 0; start < rows; ) {
            int end = start;
            int hits = 0;
            while (end < rows && scores[order[end]] == scores[order[start]]) {
                if (positive[order[end]]) hits++;
                end++;
            }
            int size = end - start;
            int misses = size - hits;
            // A trapezoid: the misses of one threshold are paired with all hits above them and half of their own.
            area += misses * (truePositives + hits / 2.0);
            truePositives += hits;
            averagePrecision += (double) hits / positives * ((double) truePositives / end);
            caught += hits * Math.clamp((alerts - above) / size, 0, 1);
            above = end;
            start = end;
        }
        return new RankingMetrics(
                area / ((double) positives * negatives), averagePrecision, caught / positives, rows, positives);
    }

    private static Integer[] descending(float[] scores) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> scores[i]).reversed());
        return order;
    }
}
