package io.trivium.industrial.reading;

import java.time.Instant;

/**
 * One tag over time, as columns of equal length, the earliest first: for each stretch that a pixel shows and that has readings,
 * its begin and what its readings span.
 *
 * @param level what the figures were made from
 * @param widthMs what one pixel shows, in milliseconds
 * @param at begins of the stretches, in milliseconds since 1970; of the readings themselves where each has a stretch of its own
 * @param lowest least value of each, in the tag's unit
 * @param highest greatest value of each
 * @param mean mean of the readings of each
 * @param points readings of each
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record TrendView(
        String tag,
        String unit,
        Instant from,
        Instant to,
        RollUpLevel level,
        double widthMs,
        double[] at,
        double[] lowest,
        double[] highest,
        double[] mean,
        long[] points) {}
