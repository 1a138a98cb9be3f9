package io.trivium.industrial.reading;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings for storing, rolling up and keeping readings. */
@ConfigMapping(prefix = "platform.industrial.reading")
public interface ReadingConfig {

    /** Topic that readings come over. */
    @WithDefault("industrial.reading.v1")
    String topic();

    /** Whether this process stores readings. Off: it takes and serves them only. */
    @WithDefault("true")
    boolean store();

    /** Records taken from the topic at once; they are one transaction for each organisation. */
    @WithDefault("2000")
    @Min(1)
    @Max(10_000)
    int recordsAtOnce();

    /** Longest wait for a fuller batch. */
    @WithDefault("150ms")
    @DurationMin(seconds = 0)
    @DurationMax(seconds = 10)
    Duration gather();

    /** How far ahead of this machine's clock the clock of a sensor may be. */
    @WithDefault("10m")
    @DurationMin(seconds = 0)
    @DurationMax(days = 1)
    Duration clockTolerance();

    /** How long single readings are kept; older ones are refused. */
    @WithDefault("30d")
    @DurationMin(days = 1)
    @DurationMax(days = 36500)
    Duration keepReadings();

    /** How long seconds of fast tags are kept; at least as long as readings. */
    @WithDefault("45d")
    @DurationMin(days = 1)
    @DurationMax(days = 36500)
    Duration keepSeconds();

    /** How long minutes are kept; longer than seconds. */
    @WithDefault("400d")
    @DurationMin(days = 1)
    @DurationMax(days = 36500)
    Duration keepMinutes();

    /** How long ten minutes are kept; at least as long as minutes. */
    @WithDefault("1100d")
    @DurationMin(days = 1)
    @DurationMax(days = 36500)
    Duration keepTenMinutes();

    /** How long hours are kept. */
    @WithDefault("3650d")
    @DurationMin(days = 1)
    @DurationMax(days = 36500)
    Duration keepHours();

    /** Wait after a minute's end before it is rolled up for the first time. */
    @WithDefault("2s")
    @DurationMin(seconds = 0)
    @DurationMax(hours = 1)
    Duration settle();

    /** Whether this process rolls up. */
    @WithDefault("true")
    boolean rollUp();

    /** Role that owns the tables and makes their partitions; that of the migrations. */
    Optional<String> ownerUser();

    /** Its password. */
    Optional<String> ownerPassword();

    /** Address of the database, that of the datasource. */
    String databaseUrl();
}
