package io.trivium.industrial.model;

import io.trivium.core.statistics.Quantiles;

/**
 * Watches one tag without knowing when it was normal. A value is the more anomalous the farther it is off its forecast, in
 * robust deviations of all forecasts so far and up to a number of them, and the farther it leaves the range of all values
 * so far. A score is reported only if it exceeds all others within the hold before it, so that one event gives one alarm;
 * the hold grows with the number of values. Belongs to one thread.
 */
public final class ValueMonitor {
    private static final int LEAST_ROWS = 40;
    private static final int EVERY_ROW_UNTIL = 200;
    private static final int RENEWED_EVERY = 8;
    private static final int SAMPLE = 500;
    private static final double NORMAL_PER_MAD = 1.4826;

    /** Share of the usual deviation that is added to the robust one: a series with rare peaks is not quiet. */
    private static final double PEAKS = 0.3;

    /** Leaving the range of all values by half a percent of it counts as one deviation. */
    private static final double PER_RANGE = 200;

    /** More deviations than these are not more anomalous: what is off by far is so, whatever the series. */
    private static final double MOST_DEVIATIONS = 7;

    /** Share of the values so far that the hold is, at the least. */
    private static final double HOLD = 0.12;

    private final int leastHold;
    private final SeasonalForecast forecast;
    private final Values off = new Values();
    private final Values scores = new Values();
    private int highestAt;
    private double middle;
    private double deviation = 1;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    /**
     * A monitor without history.
     *
     * @param rowsPerDay rows in a day; fewer than 1 count as 1
     * @param leastHold least number of rows within which only a larger score is reported again; it grows with the number
     *     of values
     * @throws IllegalArgumentException when the hold is less than 1 row
     */
    public ValueMonitor(int rowsPerDay, int leastHold) {
        if (leastHold < 1) throw new IllegalArgumentException("the hold must be at least 1 row: " + leastHold);
        this.leastHold = leastHold;
        this.forecast = new SeasonalForecast(rowsPerDay);
    }

    /** Judges the next value: 0, or in deviations how anomalous it is.
     * @throws IllegalArgumentException when it is not finite; it is not counted then */
    public double next(double value) {
        if (!Double.isFinite(value)) throw new IllegalArgumentException("a value is not finite: " + value);
        int at = off.count();
        off.add(forecast.next(value));
        double score = Math.min(novelty(at), MOST_DEVIATIONS) + PER_RANGE * beyond(value);
        least = Math.min(least, value);
        most = Math.max(most, value);
        double before = highestSince(at - (int) Math.max(leastHold, HOLD * at), at);
        scores.add(score);
        if (score < before) return 0;
        highestAt = at;
        return score > before ? score : 0;
    }

    /** The highest score from a row on, 0 before the first; rows are asked for in their order. */
    private double highestSince(int from, int at) {
        if (at == 0) return 0;
        if (highestAt < from) {
            highestAt = from;
            for (int i = from + 1; i < at; i++) if (scores.get(i) >= scores.get(highestAt)) highestAt = i;
        }
        return scores.get(highestAt);
    }

    private double novelty(int at) {
        if (at < LEAST_ROWS) return 0;
        if (at < EVERY_ROW_UNTIL || at % RENEWED_EVERY == 0) {
            double[] known = off.sample(at - 1, SAMPLE);
            double mean = 0;
            for (double each : known) mean += each / known.length;
            double squares = 0;
            for (double each : known) squares += (each - mean) * (each - mean) / known.length;
            middle = Quantiles.median(known);
            for (int i = 0; i < known.length; i++) known[i] = Math.abs(known[i] - middle);
            deviation = NORMAL_PER_MAD * Quantiles.median(known) + PEAKS * Math.sqrt(squares) + 1e-9;
        }
        return Math.abs(off.get(at) - middle) / deviation;
    }

    /** Returns the distance of a value from the range of all earlier ones, as a share of that range. */
    private double beyond(double value) {
        double range = most - least;
        if (!(range > 0)) return 0;
        return Math.max(0, Math.max(value - most, least - value)) / range;
    }
}
