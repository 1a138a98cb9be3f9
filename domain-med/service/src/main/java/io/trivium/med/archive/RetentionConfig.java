package io.trivium.med.archive;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The retention time of studies. */
@ConfigMapping(prefix = "platform.med.retention")
public interface RetentionConfig {

    /**
     * Time since the newest instance of a study came after which it is removed with its results and all that was said
     * about them, once nothing of it is in progress. Without end where it is not set: how long is for the hospital to
     * say, and whether another archive has the images.
     */
    Optional<@DurationMin(seconds = 1) @DurationMax(days = 36500) Duration> keepStudies();
}
