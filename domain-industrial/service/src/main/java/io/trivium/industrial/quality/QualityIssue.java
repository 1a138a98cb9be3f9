package io.trivium.industrial.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with the data of one source.
 *
 * @param occurrences readings, or messages where the reason is one of messages
 * @param lastDetail one sentence about the last occurrence
 * @param lastExample the last occurrence as text, cut
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QualityIssue(
        String source,
        QualityReason reason,
        long occurrences,
        Instant firstAt,
        Instant lastAt,
        String lastDetail,
        @Nullable String lastExample) {}
