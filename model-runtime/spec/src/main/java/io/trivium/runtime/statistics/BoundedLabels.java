package io.trivium.runtime.statistics;

import java.util.List;

/**
 * Labels of rows, of which some may be intervals: numbers that are known to be at least, at most or between others, such
 * as the life of a part that was replaced before it failed.
 *
 * @param numbers equally many of each row; NaN where one is not exactly known
 * @param bounds two for each of the numbers, the least and the largest that it can be: both are the number where it is
 *     known, and an infinite one bounds nothing; empty when no label is an interval
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record BoundedLabels(float[] numbers, float[] bounds) {
    public static final BoundedLabels NONE = new BoundedLabels(new float[0]);

    /** @throws IllegalArgumentException when there are not two bounds for each number, or they do not fit it */
    public BoundedLabels {
        if (bounds.length != 0 && bounds.length != 2 * numbers.length) {
            throw new IllegalArgumentException(bounds.length + " bounds for " + numbers.length + " labels");
        }
        for (int i = 0; i < bounds.length; i += 2) {
            float number = numbers[i / 2];
            boolean fits =
                    Float.isNaN(number) ? bounds[i] < bounds[i + 1] : bounds[i] == number && bounds[i + 1] == number;
            if (!fits) {
                throw new IllegalArgumentException(
                        "a label of " + number + " has the bounds " + bounds[i] + " and " + bounds[i + 1]);
            }
        }
    }

    /** Labels that are known or not, none an interval. */
    public BoundedLabels(float... numbers) {
        this(numbers, new float[0]);
    }

    /**
     * Labels by their bounds, two for each.
     *
     * @throws IllegalArgumentException when the first of two is above the second, or one is NaN
     */
    public static BoundedLabels between(float... bounds) {
        float[] numbers = new float[bounds.length / 2];
        boolean intervals = false;
        for (int i = 0; i < numbers.length; i++) {
            float low = bounds[2 * i];
            float high = bounds[2 * i + 1];
            numbers[i] = low == high ? low : Float.NaN;
            intervals |= low != high && (Float.isFinite(low) || Float.isFinite(high));
        }
        BoundedLabels labels = new BoundedLabels(numbers, bounds);
        return intervals ? labels : new BoundedLabels(numbers);
    }

    /** The labels of several data sets, one after the other. */
    public static BoundedLabels joined(List<BoundedLabels> all) {
        float[] bounds =
                new float[2 * all.stream().mapToInt(BoundedLabels::count).sum()];
        int at = 0;
        for (BoundedLabels labels : all) {
            for (int i = 0; i < labels.count(); i++) {
                bounds[at++] = labels.low(i);
                bounds[at++] = labels.high(i);
            }
        }
        return between(bounds);
    }

    public int count() {
        return numbers.length;
    }

    /** Whether anything is known of a label. */
    public boolean isKnown(int label) {
        return low(label) > Float.NEGATIVE_INFINITY || high(label) < Float.POSITIVE_INFINITY;
    }

    /** The least number that a label can be. */
    public float low(int label) {
        if (bounds.length > 0) return bounds[2 * label];
        return Float.isNaN(numbers[label]) ? Float.NEGATIVE_INFINITY : numbers[label];
    }

    /** The largest number that a label can be. */
    public float high(int label) {
        if (bounds.length > 0) return bounds[2 * label + 1];
        return Float.isNaN(numbers[label]) ? Float.POSITIVE_INFINITY : numbers[label];
    }

    /** How far an answer is from the nearest number that a label can be; 0 within the bounds. */
    public double distance(int label, double answer) {
        return Math.max(0, Math.max(low(label) - answer, answer - high(label)));
    }

    /** Those of some rows.
     * @param each labels of a row */
    public BoundedLabels some(int[] rows, int each) {
        return new BoundedLabels(some(numbers, rows, each), bounds.length == 0 ? bounds : some(bounds, rows, 2 * each));
    }

    private static float[] some(float[] all, int[] rows, int each) {
        float[] some = new float[rows.length * each];
        for (int i = 0; i < rows.length; i++) System.arraycopy(all, rows[i] * each, some, i * each, each);
        return some;
    }
}
