package io.trivium.runtime.statistics;

import io.trivium.core.statistics.RankingQuality;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Quality of scores against 0/1 labels.
 *
 * @param auc area under the ROC curve; tied scores count one half
 * @param averagePrecision Σ (Rₙ − Rₙ₋₁)·Pₙ over distinct scores from the highest, without interpolation
 *     (scikit-learn's {@code average_precision_score})
 * @param logLoss mean natural-log loss, scores kept 1e-7 away from 0 and 1
 * @param brier mean squared distance of score and label
 */
public record BinaryMetrics(
        long rows, long positives, double auc, double averagePrecision, double logLoss, double brier) {
    private static final double EDGE = 1e-7;

    /**
     * Compares scores with labels.
     *
     * @throws IllegalArgumentException unless both classes are present and every score is finite
     */
    public static BinaryMetrics of(float[] scores, float[] labels) {
        if (scores.length != labels.length) {
            throw new IllegalArgumentException(scores.length + " scores for " + labels.length + " labels");
        }
        long positives = 0;
        double[] ranked = new double[scores.length];
        boolean[] positive = new boolean[scores.length];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != 0f && labels[i] != 1f) {
                throw new IllegalArgumentException("label of row " + i + " is neither 0 nor 1: " + labels[i]);
            }
            if (!Float.isFinite(scores[i])) throw new IllegalArgumentException("score of row " + i + " is not finite");
            ranked[i] = scores[i];
            positive[i] = labels[i] == 1f;
            if (positive[i]) positives++;
        }
        if (positives == 0 || positives == labels.length) {
            throw new IllegalArgumentException(
                    "metrics need both classes; there are " + positives + " positives in " + labels.length + " rows");
        }
        RankingQuality ranking = RankingQuality.of(ranked, positive);
        double loss = 0;
        double squares = 0;
        for (int i = 0; i < labels.length; i++) {
            double score = Math.clamp(scores[i], EDGE, 1 - EDGE);
            loss -= labels[i] == 1f ? Math.log(score) : Math.log1p(-score);
            squares += (scores[i] - labels[i]) * (scores[i] - labels[i]);
        }
        return new BinaryMetrics(
                labels.length,
                positives,
                ranking.auc(),
                ranking.averagePrecision(),
                loss / labels.length,
                squares / labels.length);
    }

    /** The metrics by the names used in manifests and reports. */
    public Map<String, Double> asMap() {
        Map<String, Double> map = new LinkedHashMap<>();
        map.put("auc", auc);
        map.put("average_precision", averagePrecision);
        map.put("log_loss", logLoss);
        map.put("brier", brier);
        return map;
    }
}
