package io.trivium.fin.evaluation;

import io.trivium.core.statistics.RankingQuality;

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
        double[] ranked = new double[rows];
        for (int i = 0; i < rows; i++) ranked[i] = scores[i];
        RankingQuality quality = RankingQuality.of(ranked, positive);
        Caught caught = new Caught(ALERT_SHARE * rows);
        RankingQuality.thresholds(ranked, positive, caught);
        return new RankingMetrics(quality.auc(), quality.averagePrecision(), caught.hits / positives, rows, positives);
    }

    /** Positive rows among the highest-scored ones. */
    private static final class Caught implements RankingQuality.Threshold {
        private final double alerts;
        private double hits;
        private long above;

        private Caught(double alerts) {
            this.alerts = alerts;
        }

        @Override
        public void take(int positives, int others) {
            int size = positives + others;
            hits += positives * Math.clamp((alerts - above) / size, 0, 1);
            above += size;
        }
    }
}
