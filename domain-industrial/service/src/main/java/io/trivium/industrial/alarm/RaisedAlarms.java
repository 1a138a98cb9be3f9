package io.trivium.industrial.alarm;

import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** What else happens when an alarm is raised. */
@FunctionalInterface
public interface RaisedAlarms {

    /** An alarm that is active for so long is asked about once more. */
    Duration STANDING = Duration.ofMinutes(10);

    /**
     * Called in the transaction that raises the alarm, and when it has been active for {@link #STANDING}.
     *
     * @return the work order that the alarm belongs to from now on, if one was made
     */
    Optional<UUID> raised(Connection connection, TenantId tenant, Alarm alarm) throws SQLException;
}
