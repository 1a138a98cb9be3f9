package io.trivium.deploy.soak;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Slope of a series by Theil and Sen: the median of the slopes between all pairs, which single leaps do not move. Its
 * interval is of a moving-block bootstrap of the residuals of the line (Künsch 1989), since samples of one process
 * resemble their neighbours; independent ones would give an interval that is far too narrow.
 *
 * @param perHour slope
 * @param low lower end of the interval that holds the slope with 99 %
 * @param high upper end of it
 * @param mean of the series
 * @param hours from the first to the last value
 */
record Trend(double perHour, double low, double high, double mean, double hours, int values) {
    /** With fewer there is no result. */
    static final int LEAST = 8;

    private static final int MOST_POINTS = 120;
    private static final int DRAWS = 500;
    private static final double TAIL = 0.005;
    private static final double SECONDS = 3_600;

    /** The trend of at least {@link #LEAST} samples in order of time; the same ones always have the same. */
    static Trend of(List<Sample> series) {
        if (series.size() < LEAST) throw new IllegalArgumentException(series.size() + " samples are too few");
        int points = Math.min(MOST_POINTS, series.size());
        double[] hours = new double[points];
        double[] values = new double[points];
        for (int i = 0; i < points; i++) {
            List<Sample> part = series.subList(
                    (int) ((long) i * series.size() / points), (int) ((long) (i + 1) * series.size() / points));
            hours[i] = median(part.stream().mapToDouble(Sample::second).toArray()) / SECONDS;
            values[i] = median(part.stream().mapToDouble(Sample::value).toArray());
        }
        double slope = slope(hours, values);
        double[] slopes = resampled(hours, values, slope);
        return new Trend(
                slope,
                slopes[(int) (TAIL * DRAWS)],
                slopes[DRAWS - 1 - (int) (TAIL * DRAWS)],
                series.stream().mapToDouble(Sample::value).average().orElseThrow(),
                (series.getLast().second() - series.getFirst().second()) / SECONDS,
                series.size());
    }

    /** The interval is above 0. */
    boolean isRising() {
        return low > 0;
    }

    double perDay() {
        return perHour * 24;
    }

    /** Growth in 24 hours as a share of the mean. */
    double shareOfDay() {
        return mean == 0 ? 0 : perDay() / mean;
    }

    private static double[] resampled(double[] hours, double[] values, double slope) {
        int points = values.length;
        double[] left = new double[points];
        for (int i = 0; i < points; i++) left[i] = values[i] - slope * hours[i];
        double[] line = new double[points];
        double middle = median(left);
        for (int i = 0; i < points; i++) {
            left[i] -= middle;
            line[i] = slope * hours[i];
        }
        int block = Math.max(2, (int) Math.ceil(Math.sqrt(points)));
        Random random = new Random(points);
        double[] slopes = new double[DRAWS];
        double[] drawn = new double[points];
        for (int draw = 0; draw < DRAWS; draw++) {
            int from = 0;
            for (int i = 0; i < points; i++) {
                if (i % block == 0) from = random.nextInt(points - block + 1);
                drawn[i] = line[i] + left[from + i % block];
            }
            slopes[draw] = slope(hours, drawn);
        }
        Arrays.sort(slopes);
        return slopes;
    }

    private static double slope(double[] hours, double[] values) {
        int points = values.length;
        double[] slopes = new double[points * (points - 1) / 2];
        int count = 0;
        for (int i = 0; i < points; i++) {
            for (int j = i + 1; j < points; j++) {
                if (hours[j] > hours[i]) slopes[count++] = (values[j] - values[i]) / (hours[j] - hours[i]);
            }
        }
        return median(Arrays.copyOf(slopes, count));
    }

    private static double median(double[] values) {
        if (values.length == 0) return 0;
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }
}
