package io.trivium.industrial.reading;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.quality.QualityNotes;
import io.trivium.industrial.quality.QualityReason;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Readings of one asset as JSON.
 *
 * @param source what the asset's readings come under, or {@code asset:} and its id
 */
public record ReadingDocument(
        @NotNull @Size(min = 1, max = 300) String source,

        @NotNull @Valid @Size(max = ReadingBatch.MOST_READINGS)
        List<@NotNull @Valid Reading> readings) {

    /**
     * One reading.
     *
     * @param at time at the sensor
     * @param value a number in the tag's unit; true and false count as 1 and 0. Anything else is counted as wrong and left out
     * @param quality null meaning good
     */
    public record Reading(
            @NotNull @Size(min = 1, max = 200) String tag,
            @NotNull Instant at,
            @NotNull JsonNode value,
            @Nullable ReadingQuality quality) {

        /** What is wrong with the value: {@code NOT_A_NUMBER} or {@code WRONG_TYPE}; null for a number. */
        public @Nullable QualityReason wrongValue() {
            if ((value.isNumber() && Double.isFinite(value.doubleValue())) || value.isBoolean()) return null;
            return value.isNumber() || value.asText().equalsIgnoreCase("NaN")
                    ? QualityReason.NOT_A_NUMBER
                    : QualityReason.WRONG_TYPE;
        }

        /** The value as a number, where {@link #wrongValue} finds nothing wrong. */
        public double number() {
            return value.isBoolean() ? (value.booleanValue() ? 1 : 0) : value.doubleValue();
        }

        /** The quality, good unless another is given. */
        public ReadingQuality qualityOrGood() {
            return quality == null ? ReadingQuality.GOOD : quality;
        }
    }

    /** The batch that this is; what is no number is counted in the log. */
    public ReadingBatch toBatch(TenantId tenant, QualityNotes log) {
        ReadingBatch.Builder batch = ReadingBatch.of(tenant, source);
        for (Reading reading : readings) {
            Series series = new Series(source, reading.tag());
            QualityReason wrong = reading.wrongValue();
            if (wrong == null) {
                batch.add(series, EpochMicros.of(reading.at()), reading.number(), reading.qualityOrGood());
            } else {
                log.note(
                        tenant,
                        source,
                        wrong,
                        1,
                        ReadingLimits.detail(wrong, series, reading.at()),
                        reading.value().toString());
            }
        }
        return batch.build();
    }
}
