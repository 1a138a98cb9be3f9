package io.trivium.core.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How long a login and what the issuer said about it hold. */
@ConfigMapping(prefix = "platform.session")
public interface SessionConfig {

    /**
     * For how long the issuer's answer that a console session is alive is used; after it the issuer is asked again. A
     * session that ended, a disabled user and a changed role take effect within this time on every instance.
     */
    @WithDefault("2s")
    @DurationMin(millis = 100)
    @DurationMax(seconds = 4)
    Duration checkInterval();

    /** Age of the last login up to which a person may approve, promote, remove studies and erase. */
    @WithDefault("10m")
    @DurationMin(minutes = 1)
    @DurationMax(hours = 12)
    Duration loginAge();
}
