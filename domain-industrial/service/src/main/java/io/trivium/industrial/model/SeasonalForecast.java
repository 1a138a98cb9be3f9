package io.trivium.industrial.model;

import io.trivium.core.statistics.Quantiles;

/**
 * Forecasts the next value of a series from its recent level, the same time of the last three days or of the last three
 * weeks, whichever has had the smallest error so far. Belongs to one thread.
 */
final class SeasonalForecast {
    private static final double LEVEL_RATE = 0.1;
    private static final double LEAST_ERROR_RATE = 0.002;
    private static final double CLEARLY = 0.9;
    private static final int WEEK = 7;
    private static final int PERIODS = 3;

    private final Values values = new Values();
    private final int day;
    private final Candidate[] candidates;
    private double level;

    /** @param rowsPerDay rows in a day; fewer than 1 count as 1 */
    SeasonalForecast(int rowsPerDay) {
        this.day = Math.max(1, rowsPerDay);
        this.candidates =
                new Candidate[] {new Candidate(0, 0), new Candidate(day, 2 * day), new Candidate(WEEK * day, WEEK * day)
                };
    }

    /** One way to forecast and its running error. */
    private static final class Candidate {
        private final int lag;
        private final int from;
        private double error;
        private long seen;

        /** @param lag of a period; 0 for the level */
        Candidate(int lag, int from) {
            this.lag = lag;
            this.from = from;
        }

        void learn(double off) {
            seen++;
            error += Math.max(1.0 / seen, LEAST_ERROR_RATE) * (Math.abs(off) - error);
        }
    }

    /** Returns the distance of a value from its forecast, then learns the value. The distance of the first is 0. */
    double next(double value) {
        int at = values.count();
        if (at == 0) level = value;
        double[] forecasts = new double[candidates.length];
        int best = 0;
        for (int k = 0; k < forecasts.length; k++) {
            if (at < candidates[k].from) continue;
            forecasts[k] = candidates[k].lag == 0 ? level : middle(at, candidates[k].lag);
            boolean tried = k > 0 && candidates[k].seen >= day;
            if (tried && candidates[k].error < CLEARLY * candidates[best].error) best = k;
        }
        for (int k = 0; k < forecasts.length; k++) {
            if (at >= candidates[k].from) candidates[k].learn(value - forecasts[k]);
        }
        level += LEVEL_RATE * (value - level);
        values.add(value);
        return value - forecasts[best];
    }

    private double middle(int at, int lag) {
        int count = Math.min(PERIODS, at / lag);
        double[] before = new double[count];
        for (int p = 0; p < count; p++) before[p] = values.get(at - (p + 1) * lag);
        return Quantiles.median(before);
    }
}
