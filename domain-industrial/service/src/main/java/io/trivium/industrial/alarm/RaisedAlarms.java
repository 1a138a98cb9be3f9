package io.trivium.industrial.alarm;

import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Further actions when an alarm is raised. */
@FunctionalInterface
public interface RaisedAlarms {

    /** An alarm that has been active for this long is evaluated once more. */
    Duration STANDING = Duration.ofMinutes(10);

    /**
     * Called in the transaction that raises the alarm, and when it has been active for {@link #STANDING}.
     *
     * @return the work order to which the alarm belongs from now on, if one was created
     */
    Optional<UUID> raised(Connection connection, TenantId tenant, Alarm alarm);
}
