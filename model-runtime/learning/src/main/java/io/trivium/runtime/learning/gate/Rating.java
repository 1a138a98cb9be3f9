package io.trivium.runtime.learning.gate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The quality of one model's answers to labelled rows. Rows have weights, so that a drawn sample with repetitions is
 * rated without being copied. Immutable.
 */
public sealed interface Rating permits Rating.OfChance, Rating.OfClass, Rating.OfNumber {
    /** Keeps the logarithm of a probability finite. */
    double EDGE = 1e-7;

    /** Larger is better, at most 1; NaN where the rows of weight have one class only. */
    double metric(int[] weights);

    /** The loss of each row: smaller is better. */
    double[] losses();

    default int rows() {
        return losses().length;
    }

    /** The metric of all rows once. */
    default double metric() {
        int[] once = new int[rows()];
        Arrays.fill(once, 1);
        return metric(once);
    }

    /** Average precision of probabilities, and their log loss. Tied scores count as one threshold. */
    @SuppressWarnings("ArrayRecordComponent") // read only, never compared
    record OfChance(float[] scores, float[] labels, int[] order, double[] losses) implements Rating {
        static OfChance of(float[] scores, float[] labels) {
            Integer[] order = new Integer[scores.length];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> Float.compare(scores[b], scores[a]));
            double[] losses = new double[scores.length];
            for (int i = 0; i < losses.length; i++) {
                double score = Math.clamp(scores[i], EDGE, 1 - EDGE);
                losses[i] = labels[i] == 1f ? -Math.log(score) : -Math.log1p(-score);
            }
            return new OfChance(
                    scores, labels, Arrays.stream(order).mapToInt(i -> i).toArray(), losses);
        }

        @Override
        public double metric(int[] weights) {
            long positives = 0;
            long rows = 0;
            for (int i = 0; i < labels.length; i++) {
                rows += weights[i];
                if (labels[i] == 1f) positives += weights[i];
            }
            if (positives == 0 || positives == rows) return Double.NaN;
            double precision = 0;
            long found = 0;
            long asked = 0;
            for (int start = 0; start < order.length; ) {
                long foundHere = 0;
                int end = start;
                while (end < order.length && scores[order[end]] == scores[order[start]]) {
                    int row = order[end++];
                    asked += weights[row];
                    if (labels[row] == 1f) foundHere += weights[row];
                }
                found += foundHere;
                if (foundHere > 0) precision += (double) foundHere / positives * found / asked;
                start = end;
            }
            return precision;
        }
    }

    /** Accuracy of the likeliest class, and the log loss. */
    @SuppressWarnings("ArrayRecordComponent") // read only, never compared
    record OfClass(boolean[] right, double[] losses) implements Rating {
        static OfClass of(float[] answers, int width, float[] labels) {
            boolean[] right = new boolean[labels.length];
            double[] losses = new double[labels.length];
            for (int i = 0; i < labels.length; i++) {
                int label = (int) labels[i];
                int best = 0;
                for (int c = 1; c < width; c++) if (answers[i * width + c] > answers[i * width + best]) best = c;
                right[i] = best == label;
                losses[i] = -Math.log(Math.max(EDGE, answers[i * width + label]));
            }
            return new OfClass(right, losses);
        }

        @Override
        public double metric(int[] weights) {
            long rows = 0;
            long found = 0;
            for (int i = 0; i < right.length; i++) {
                rows += weights[i];
                if (right[i]) found += weights[i];
            }
            return (double) found / rows;
        }
    }

    /**
     * Explained share of the variance, and the squared error in units of the labels' variance. The error of an interval is
     * the distance to it; the variance is that of exact labels. A row of whose label nothing is known has the loss 0 and
     * does not count in the metric.
     *
     * @param low the least number that each label can be, {@code high} the largest; equal where it is exact
     */
    @SuppressWarnings("ArrayRecordComponent") // read only, never compared
    record OfNumber(double[] low, double[] high, double[] losses) implements Rating {
        static OfNumber of(double[] answers, double[] low, double[] high) {
            double unit = Math.max(variance(low, high), 1e-12);
            double[] losses = new double[low.length];
            for (int i = 0; i < losses.length; i++) {
                double distance = Math.max(0, Math.max(low[i] - answers[i], answers[i] - high[i]));
                losses[i] = distance * distance / unit;
            }
            return new OfNumber(low, high, losses);
        }

        private static double variance(double[] low, double[] high) {
            double[] exact = IntStream.range(0, low.length)
                    .filter(i -> low[i] == high[i])
                    .mapToDouble(i -> low[i])
                    .toArray();
            double mean = Arrays.stream(exact).average().orElse(0);
            return Arrays.stream(exact)
                    .map(label -> (label - mean) * (label - mean))
                    .average()
                    .orElse(0);
        }

        @Override
        public double metric(int[] weights) {
            double rows = 0;
            double exact = 0;
            double sum = 0;
            double squares = 0;
            double loss = 0;
            for (int i = 0; i < low.length; i++) {
                if (low[i] == Double.NEGATIVE_INFINITY && high[i] == Double.POSITIVE_INFINITY) continue;
                rows += weights[i];
                loss += weights[i] * losses[i];
                if (low[i] < high[i]) continue;
                exact += weights[i];
                sum += weights[i] * low[i];
                squares += weights[i] * low[i] * low[i];
            }
            double own = squares / exact - sum / exact * sum / exact;
            return own > 0 ? 1 - loss / rows * variance(low, high) / own : Double.NaN;
        }
    }
}
