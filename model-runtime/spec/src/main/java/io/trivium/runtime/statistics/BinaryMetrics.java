package io.trivium.runtime.statistics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

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
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != 0f && labels[i] != 1f)
                throw new IllegalArgumentException("label of row " + i + " is neither 0 nor 1: " + labels[i]);
            if (!Float.isFinite(scores[i])) throw new IllegalArgumentException("score of row " + i + " is not finite");
            if (labels[i] == 1f) positives++;
        }
        long negatives = labels.length - positives;
        if (positives == 0 || negatives == 0) {
            throw new IllegalArgumentException(
                    "metrics need both classes; there are " + positives + " positives in " + labels.length + " rows");
        }
        int[] order = descending(scores);
        double area = 0;
        double precision = 0;
        long trueSoFar = 0;
        long falseSoFar = 0;
        for (int start = 0; start < order.length; ) {
            long trueHere = 0;
            int end = start;
            while (end < order.length && scores[order[end]] == scores[order[start]]) {
                if (labels[order[end]] == 1f) trueHere++;
                end++;
            }
            long falseHere = end - start - trueHere;
            area += falseHere * (trueSoFar + trueHere / 2.0);
            trueSoFar += trueHere;
            falseSoFar += falseHere;
            precision += (double) trueHere / positives * trueSoFar / (trueSoFar + falseSoFar);
            start = end;
        }
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
                area / ((double) positives * negatives),
                precision,
                loss / labels.length,
                squares / labels.length);
    }

    private static int[] descending(float[] scores) {
        long[] keys = new long[scores.length];
        for (int i = 0; i < scores.length; i++) {
            int bits = Float.floatToIntBits(scores[i] == 0f ? 0f : scores[i]);
            int ordered = bits ^ (bits >> 31 | Integer.MIN_VALUE);
            keys[i] = (0xFFFF_FFFFL - (ordered & 0xFFFF_FFFFL)) << 31 | i;
        }
        java.util.Arrays.sort(keys);
        return IntStream.range(0, keys.length)
                .map(i -> (int) (keys[i] & 0x7FFF_FFFFL))
                .toArray();
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
