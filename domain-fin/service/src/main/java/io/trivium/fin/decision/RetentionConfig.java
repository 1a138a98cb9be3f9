package io.trivium.fin.decision;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Retention time of decisions, and the role that may drop them. */
@ConfigMapping(prefix = "platform.fin.retention")
public interface RetentionConfig {

    /**
     * Age of a payment, by the time at which it happened, from which its decision is dropped, with whole weeks, and its
     * labels with it. Unlimited if not set: the legal retention period of a bank is the operator's decision.
     */
    Optional<@DurationMin(days = 1) @DurationMax(days = 36500) Duration> keepDecisions();

    /** Role that owns the tables and makes their partitions; that of the migrations. */
    Optional<String> ownerUser();

    /** Its password. */
    Optional<String> ownerPassword();

    /** Address of the database, that of the datasource. */
    String databaseUrl();
}
