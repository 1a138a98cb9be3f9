package io.trivium.industrial.alarm;

import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** What else happens when an alarm is raised. */
@FunctionalInterface
public interface RaisedAlarms {

    /**
     * Called in the transaction that raises the alarm.
     *
     * @return the work order that the alarm belongs to from now on, if one was made
     */
    Optional<UUID> raised(Connection connection, TenantId tenant, Alarm alarm) throws SQLException;
}
