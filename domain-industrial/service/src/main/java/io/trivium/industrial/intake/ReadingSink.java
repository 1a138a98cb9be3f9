package io.trivium.industrial.intake;

import io.trivium.industrial.reading.ReadingQuality;
import io.trivium.industrial.reading.Series;

/** Receives the readings of a protocol's reader. */
@FunctionalInterface
public interface ReadingSink {

    /**
     * Takes one reading.
     *
     * @param key what the reading travels with
     * @param atMicros time at the sensor, microseconds since 1970
     * @param value finite
     * @param receipt of the message that it came in
     */
    void add(String key, Series series, long atMicros, double value, ReadingQuality quality, Receipt receipt);
}
