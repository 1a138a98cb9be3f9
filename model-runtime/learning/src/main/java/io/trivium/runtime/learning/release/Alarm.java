package io.trivium.runtime.learning.release;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a challenger on live traffic.
 *
 * @param code such as {@code errors}
 * @param figure what was measured; {@code limit} what it had to keep
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Alarm(
        String code,
        Instant raisedAt,
        @Nullable Double figure,
        @Nullable Double limit,
        String message) {
    static final String ERRORS = "errors";
    static final String NOT_FINITE = "not-finite";
    static final String LATE = "late";
    static final String DEGRADED = "degraded";
    static final String LATENCY = "latency";
    static final String HUNG = "hung";
    static final String SCORE_SHIFT = "score-shift";
    static final String QUALITY = "quality";
    static final String NOT_LOADABLE = "not-loadable";
}
