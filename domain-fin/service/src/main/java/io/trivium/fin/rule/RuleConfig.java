package io.trivium.fin.rule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings for caching and back-testing rules. */
@ConfigMapping(prefix = "platform.fin.rule")
public interface RuleConfig {

    /** How often each instance checks whether rules, lists or snoozes changed. */
    @WithDefault("2s")
    @DurationMin(millis = 10)
    @DurationMax(minutes = 10)
    Duration refreshEvery();

    /** Decisions read at once by a back-test. */
    @WithDefault("1000")
    @Min(10)
    @Max(10000)
    int backtestPage();

    /** Longest time that a back-test may look back over. */
    @WithDefault("400d")
    @DurationMin(hours = 1)
    @DurationMax(days = 3650)
    Duration backtestMaxRange();

    /** Back-tests in progress at once on one instance. */
    @WithDefault("1")
    @Min(1)
    @Max(8)
    int backtestsAtOnce();

    /** Time zone of hours and days in rules (IANA name), for tenants without an entry in {@link #timeZones}. */
    @WithDefault("UTC")
    ZoneId timeZone();

    /** Time zones of hours and days in rules, by tenant: that of its desk. */
    Map<String, ZoneId> timeZones();

    /** Tenants that begin with the bundled rules, as drafts and in shadow, when they have none. */
    Optional<Set<String>> starterTenants();
}
