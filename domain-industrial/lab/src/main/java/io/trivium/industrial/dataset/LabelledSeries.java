package io.trivium.industrial.dataset;

import java.time.LocalDateTime;
import java.util.List;

/**
 * A recorded run of one asset with the times of its faults.
 *
 * @param times of the rows, without a time zone, as published
 * @param values {@code [rows][tags]}
 * @param anomalous whether a row is in a fault
 * @param changes whether the behaviour changes at a row
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record LabelledSeries(
        String name,
        List<String> tags,
        List<LocalDateTime> times,
        double[][] values,
        boolean[] anomalous,
        boolean[] changes) {
    public LabelledSeries {
        tags = List.copyOf(tags);
        times = List.copyOf(times);
        if (times.size() != values.length || anomalous.length != values.length || changes.length != values.length) {
            throw new IllegalArgumentException(name + " has columns of different lengths");
        }
    }

    public int rows() {
        return values.length;
    }
}
