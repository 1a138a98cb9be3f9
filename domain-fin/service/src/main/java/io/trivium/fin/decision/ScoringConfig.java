package io.trivium.fin.decision;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings for scoring authorizations and for the outcomes of a score. */
@ConfigMapping(prefix = "platform.fin.scoring")
public interface ScoringConfig {

    /** Model to call, by the name of its task. */
    @WithDefault("fin-authorization-risk")
    String modelName();

    /** Score at or above which an authorization is declined. */
    @WithDefault("0.9")
    @DecimalMin("0")
    @DecimalMax("1")
    double declineThreshold();

    /** Score at or above which an authorization is referred. */
    @WithDefault("0.5")
    @DecimalMin("0")
    @DecimalMax("1")
    double referThreshold();

    /** Longest wait for a score; then the fallback refers the authorization. */
    @WithDefault("25ms")
    @DurationMin(millis = 1)
    @DurationMax(seconds = 60)
    Duration deadline();

    /**
     * Longest warm-up: after a start, and after the runtime answers again, scores are waited for longer until answers come
     * within the deadline. 0 for none.
     */
    @WithDefault("60s")
    @DurationMin(seconds = 0)
    @DurationMax(hours = 1)
    Duration warmUp();

    /** Longest wait for a score during the warm-up. */
    @WithDefault("500ms")
    @DurationMin(millis = 1)
    @DurationMax(seconds = 60)
    Duration warmUpDeadline();

    /**
     * Age from which an authorization is late: its sender has already received the answer that it is not decided yet. A
     * score is then more important than a fast decision, so a backlog after an outage or a replay is not decided by the
     * fallback.
     */
    @WithDefault("1s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration lateAfter();

    /**
     * Age of a payment from which it is history when it comes in: no caller waits for its decision, so it is late from the
     * start. Well above the difference between clocks.
     */
    @WithDefault("15m")
    @DurationMin(millis = 1)
    @DurationMax(days = 3650)
    Duration historyAfter();

    /** Longest wait for the scores of late authorizations. */
    @WithDefault("1s")
    @DurationMin(millis = 1)
    @DurationMax(seconds = 60)
    Duration lateDeadline();

    /** Authorizations in one model call at most. */
    @WithDefault("64")
    @Min(1)
    @Max(1024)
    int maxBatch();

    /**
     * Model calls in progress at once: a slow one does not delay the next, and requests that arrive meanwhile form one.
     */
    @WithDefault("2")
    @Min(1)
    @Max(64)
    int maxInFlight();

    /** How long a start waits for the model to be ready before it decides without. */
    @WithDefault("15s")
    @DurationMin(seconds = 0)
    @DurationMax(hours = 1)
    Duration startPatience();

    /** Authorizations of one model call whose score is explained at most; 0 for none. Each costs up to ten more rows. */
    @WithDefault("4")
    @Min(0)
    @Max(64)
    int explainedPerBatch();

    /** Time that must remain until the deadline for an explanation to be requested. */
    @WithDefault("8ms")
    @DurationMin(seconds = 0)
    @DurationMax(seconds = 60)
    Duration explanationTime();
}
