package io.trivium.industrial.quality;

import io.trivium.core.tenancy.TenantId;
import org.jspecify.annotations.Nullable;

/** Records issues of the data. */
@FunctionalInterface
public interface QualityNotes {

    /**
     * Counts occurrences of one reason.
     *
     * @param source what the data came under
     * @param detail one sentence about the last of them, saying what to do
     * @param example the last of them as text, or null; cut at 2,000 characters
     */
    void note(
            TenantId tenant,
            String source,
            QualityReason reason,
            long occurrences,
            String detail,
            @Nullable String example);
}
