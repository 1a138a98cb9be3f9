package io.trivium.fin.authorization;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Which authorizations are taken in, and how long a caller waits for the decision. */
@ConfigMapping(prefix = "platform.fin.authorization")
public interface AuthorizationConfig {

    /** Tenants that may send authorizations of any age since 2000: replays of the past. */
    Optional<Set<String>> historicalTenants();

    /** Largest age of an authorization of any other tenant when it comes in. */
    @WithDefault("7d")
    Duration maxAge();

    /** How far occurredAt may be ahead of this machine's clock. */
    @WithDefault("5m")
    Duration maxAhead();

    /** Longest wait of POST /v1/authorizations for the decision before it answers 202. */
    @WithDefault("2s")
    Duration decisionWait();

    /** Longest wait for the broker to take an authorization before it answers 503. */
    @WithDefault("5s")
    Duration publishWait();

    /** Requests that may wait for a decision at once; one more is answered 503. */
    @WithDefault("512")
    int maxWaiting();

    /** Requests that may always wait, however long decisions take: a service that has just started warms up on them. */
    @WithDefault("16")
    int leastWaiting();

    /**
     * Requests that may wait beyond the limit before the first is refused, once after each second in which the limit was
     * not reached: so many come in a moment in which something else has the processor.
     */
    @WithDefault("32")
    int burst();

    /**
     * Half of the admitted requests are to be answered within this time; while they are not, fewer may wait and the
     * others are answered 503 at once.
     */
    @WithDefault("60ms")
    Duration admissionTarget();
}
