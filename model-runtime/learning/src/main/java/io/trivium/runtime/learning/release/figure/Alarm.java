package io.trivium.runtime.learning.release.figure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A fault of a challenger on live traffic.
 *
 * @param code such as {@code errors}
 * @param figure the measured value; {@code limit} its limit
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Alarm(
        String code,
        Instant raisedAt,
        @Nullable Double figure,
        @Nullable Double limit,
        String message) {
    public static final String ERRORS = "errors";
    public static final String NOT_FINITE = "not-finite";
    public static final String LATE = "late";
    public static final String DEGRADED = "degraded";
    public static final String LATENCY = "latency";
    public static final String HUNG = "hung";
    public static final String SCORE_SHIFT = "score-shift";
    public static final String QUALITY = "quality";
    public static final String NOT_LOADABLE = "not-loadable";
}
