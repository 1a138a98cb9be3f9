package io.trivium.industrial.evaluation;

import java.util.Arrays;

/**
 * VUS-PR, a measure of scores without a threshold that does not depend on the exact ends of labelled anomalies
 * (Paparrizos et al., "Volume Under the Surface", PVLDB 15:2774, 2022): the area under the curve of precision and recall
 * in steps, averaged over the widths of the margin around an anomaly in which a mark counts in part, here 0 to 100 rows
 * by tens. The curve has 250 thresholds at even ranks, from the highest score to the lowest, where recall is 1.
 */
final class VolumeUnderSurface {
    private static final int WIDEST = 100;
    private static final int WIDER_BY = 10;
    private static final int THRESHOLDS = 250;

    private VolumeUnderSurface() {}

    /**
     * The measure of one series.
     *
     * @param scores larger being more anomalous
     * @return in [0, 1]; NaN for a series without an anomaly
     */
    static double precisionRecall(double[] scores, boolean[] anomalous) {
        double sum = 0;
        int widths = 0;
        for (int width = 0; width <= WIDEST; width += WIDER_BY, widths++) sum += area(scores, anomalous, width);
        return sum / widths;
    }

    /** The area under the curve with one width of the margin, in rows; the same shapes and result. */
    static double area(double[] scores, boolean[] anomalous, int width) {
        double[] weights = weights(anomalous, width);
        int[] part = new int[weights.length];
        int parts = 0;
        double hard = 0;
        double soft = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0 && (i == 0 || weights[i - 1] == 0)) parts++;
            part[i] = parts;
            hard += anomalous[i] ? 1 : 0;
            soft += weights[i];
        }
        if (hard == 0) return Double.NaN;
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double area = 0;
        double recallBefore = 0;
        for (int t = 0; t < THRESHOLDS; t++) {
            int rank = (int) ((long) t * (sorted.length - 1) / (THRESHOLDS - 1));
            double threshold = sorted[sorted.length - 1 - rank];
            double hits = 0;
            int marked = 0;
            int lastFound = 0;
            int found = 0;
            for (int i = 0; i < scores.length; i++) {
                if (scores[i] < threshold) continue;
                marked++;
                hits += weights[i];
                if (weights[i] > 0 && part[i] != lastFound) {
                    lastFound = part[i];
                    found++;
                }
            }
            double recall = Math.min(1, hits / ((hard + soft) / 2)) * found / parts;
            if (recall > recallBefore) {
                area += (recall - recallBefore) * hits / marked;
                recallBefore = recall;
            }
        }
        return area;
    }

    /** 1 within anomalies, and less the farther a row is from them, up to half the width. */
    private static double[] weights(boolean[] anomalous, int width) {
        double[] weights = new double[anomalous.length];
        for (int i = 0; i < weights.length; i++) {
            if (!anomalous[i]) continue;
            weights[i] = 1;
            boolean edge = i == 0 || i == weights.length - 1 || !anomalous[i - 1] || !anomalous[i + 1];
            for (int d = 1; edge && d <= width / 2; d++) {
                double less = Math.sqrt(1 - (double) d / width);
                if (i >= d) weights[i - d] = Math.max(weights[i - d], less);
                if (i + d < weights.length) weights[i + d] = Math.max(weights[i + d], less);
            }
        }
        return weights;
    }
}
