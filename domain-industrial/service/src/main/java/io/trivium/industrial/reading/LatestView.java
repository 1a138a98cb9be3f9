package io.trivium.industrial.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The reading of a tag that is latest by the time at the sensor.
 *
 * @param at null for a tag without readings
 * @param value in the unit
 * @param quality null where single readings are over and the value is the last of an hour
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LatestView(
        String tag,
        String unit,
        @Nullable Instant at,
        @Nullable Double value,
        @Nullable ReadingQuality quality) {}
