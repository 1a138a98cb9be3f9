package io.trivium.runtime.learning.store;

import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Keeps an erasure apart from what stores or freezes examples of the same tenant: without it, an example on its way in would
 * come after the erasure of its subject. Held until the transaction's end.
 */
public final class StoreLock {
    private StoreLock() {}

    /** Waits for an erasure that goes on; several may hold it. */
    public static void share(Connection connection, TenantId tenant) throws SQLException {
        lock(connection, tenant, "pg_advisory_xact_lock_shared");
    }

    /** Waits until nobody else holds it. */
    public static void takeAlone(Connection connection, TenantId tenant) throws SQLException {
        lock(connection, tenant, "pg_advisory_xact_lock");
    }

    private static void lock(Connection connection, TenantId tenant, String function) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("the lock of the learning store needs a transaction");
        }
        try (PreparedStatement lock = connection.prepareStatement(
                "select " + function + "(hashtextextended('learning:' || current_schema() || ':' || ?, 0))")) {
            lock.setString(1, tenant.value());
            lock.execute();
        }
    }
}
