package io.trivium.industrial.workorder;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The maintenance system (CMMS) that is notified of every change of a work order. */
@ConfigMapping(prefix = "platform.industrial.cmms")
public interface CmmsConfig {

    /** Address to which changes are sent by POST, https in production; without it nothing is sent. */
    Optional<URI> webhookUrl();

    /** Key of the signature, shared with the maintenance system. */
    Optional<String> webhookSecret();

    /** Longest wait for an answer. */
    @WithDefault("10s")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 5)
    Duration timeout();

    /** First wait after a failure; each further one doubles it, up to an hour. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration retryAfter();

    /** How long sending of a change is retried. */
    @WithDefault("3d")
    @DurationMin(seconds = 1)
    @DurationMax(days = 365)
    Duration giveUpAfter();

    /** How long changes that were sent, or abandoned, are kept. */
    @WithDefault("7d")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3650)
    Duration retention();
}
