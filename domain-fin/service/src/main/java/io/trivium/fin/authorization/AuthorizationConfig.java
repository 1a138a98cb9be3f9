package io.trivium.fin.authorization;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Which authorizations are taken in, and how long a caller waits for the decision. */
@ConfigMapping(prefix = "platform.fin.authorization")
public interface AuthorizationConfig {

    /** Tenants that may send authorizations of any age since 2000: replays of the past. */
    Optional<Set<String>> historicalTenants();

    /** Largest age of an authorization of any other tenant when it comes in. */
    @WithDefault("7d")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3650)
    Duration maxAge();

    /** How far occurredAt may be ahead of this machine's clock. */
    @WithDefault("5m")
    @DurationMin(seconds = 0)
    @DurationMax(days = 1)
    Duration maxAhead();

    /** Longest wait of POST /v1/authorizations for the decision before it answers 202. */
    @WithDefault("2s")
    @DurationMin(millis = 1)
    @DurationMax(seconds = 60)
    Duration decisionWait();

    /** Longest wait for the broker to take an authorization before it answers 503. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    @DurationMax(seconds = 60)
    Duration publishWait();

    /** Requests that may wait for a decision at once; one more is answered 503. */
    @WithDefault("512")
    @Min(1)
    @Max(100000)
    int maxWaiting();

    /** Requests that may always wait, however long decisions take: a service that has just started warms up on them. */
    @WithDefault("16")
    @Min(1)
    @Max(100000)
    int leastWaiting();

    /**
     * Requests that may wait beyond the limit before the first is refused, once after each second in which the limit was
     * not reached: so many come in a moment in which something else has the processor.
     */
    @WithDefault("32")
    @Min(0)
    @Max(100000)
    int burst();

    /**
     * Half of the admitted requests are to be answered within this time; while they are not, fewer may wait and the
     * others are answered 503 at once.
     */
    @WithDefault("60ms")
    @DurationMin(millis = 1)
    @DurationMax(seconds = 60)
    Duration admissionTarget();
}
