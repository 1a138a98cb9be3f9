package io.trivium.industrial.reading;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.StrictJson;
import io.trivium.industrial.quality.QualityNotes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Values of records on the topic of readings: compact ones, which the platform writes, and JSON, for producers of others.
 * Thread-safe.
 */
final class ReadingRecords {
    private static final ObjectMapper JSON = StrictJson.mapper();

    /** Readings sent by another producer. */
    record TenantReadings(TenantId tenantId, ReadingDocument document) {}

    private ReadingRecords() {}

    /**
     * Reads either form.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static ReadingBatch decode(byte @Nullable [] value, QualityNotes log) {
        if (value == null || value.length == 0) throw new IllegalArgumentException("the record is empty");
        if (value[0] == ReadingCodec.MAGIC) return ReadingCodec.decode(value);
        try {
            TenantReadings readings = JSON.readValue(value, TenantReadings.class);
            if (readings.tenantId() == null
                    || readings.document() == null
                    || readings.document().source() == null
                    || readings.document().readings() == null) {
                throw new IllegalArgumentException("tenantId and document with source and readings are needed");
            }
            for (ReadingDocument.Reading reading : readings.document().readings()) {
                if (reading == null || reading.tag() == null || reading.at() == null || reading.value() == null) {
                    throw new IllegalArgumentException("every reading needs tag, at and value");
                }
            }
            return readings.document().toBatch(readings.tenantId(), log);
        } catch (IOException e) {
            throw new IllegalArgumentException("neither a batch of readings nor readings as JSON", e);
        }
    }
}
