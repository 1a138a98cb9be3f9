package io.trivium.core.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How well scores tell positive rows from others, over all thresholds; equal scores are one threshold.
 *
 * @param auc area under the ROC curve, trapezoids; NaN unless there are rows of both kinds
 * @param averagePrecision Σ (Rₙ − Rₙ₋₁)·Pₙ over distinct scores from the highest, without interpolation
 *     (scikit-learn's {@code average_precision_score}); 0 without positive rows
 */
public record RankingQuality(double auc, double averagePrecision) {

    /** Takes the rows of one distinct score. */
    @FunctionalInterface
    public interface Threshold {
        void take(int positives, int others);
    }

    /**
     * Ranks rows by falling score.
     *
     * @throws IllegalArgumentException if a score is not a number
     */
    public static RankingQuality of(double[] scores, boolean[] positive) {
        Sums sums = new Sums(scores(scores, positive, true).length);
        thresholds(scores, positive, sums);
        return new RankingQuality(sums.area / ((double) sums.positives * sums.falseSoFar), sums.precision);
    }

    /**
     * Passes on the rows of each distinct score, from the highest.
     *
     * @throws IllegalArgumentException if a score is not a number
     */
    public static void thresholds(double[] scores, boolean[] positive, Threshold threshold) {
        double[] positives = scores(scores, positive, true);
        double[] others = scores(scores, positive, false);
        int p = positives.length;
        int o = others.length;
        while (p > 0 || o > 0) {
            double score = Math.max(
                    p > 0 ? positives[p - 1] : Double.NEGATIVE_INFINITY,
                    o > 0 ? others[o - 1] : Double.NEGATIVE_INFINITY);
            if (Double.isNaN(score)) throw new IllegalArgumentException("a score is not a number");
            int positivesBefore = p;
            int othersBefore = o;
            while (p > 0 && positives[p - 1] == score) p--;
            while (o > 0 && others[o - 1] == score) o--;
            threshold.take(positivesBefore - p, othersBefore - o);
        }
    }

    /** Those of one kind of rows, ascending. */
    private static double[] scores(double[] scores, boolean[] positive, boolean kind) {
        double[] found = IntStream.range(0, scores.length)
                .filter(row -> positive[row] == kind)
                .mapToDouble(row -> scores[row])
                .toArray();
        Arrays.sort(found);
        return found;
    }

    private static final class Sums implements Threshold {
        private final int positives;
        private double area;
        private double precision;
        private long trueSoFar;
        private long falseSoFar;

        private Sums(int positives) {
            this.positives = positives;
        }

        @Override
        public void take(int trueHere, int falseHere) {
            // A trapezoid: others of one threshold are paired with all positives above them and half of their own.
            area += falseHere * (trueSoFar + trueHere / 2.0);
            trueSoFar += trueHere;
            falseSoFar += falseHere;
            if (trueHere > 0) precision += (double) trueHere / positives * trueSoFar / (trueSoFar + falseSoFar);
        }
    }
}
