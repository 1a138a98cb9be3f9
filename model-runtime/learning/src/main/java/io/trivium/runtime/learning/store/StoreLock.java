package io.trivium.runtime.learning.store;

import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Keeps an erasure apart from what stores or freezes examples of the same tenant: without it, an example on its way in would
 * come after the erasure of its subject. Held until the transaction's end. Whoever takes both takes the manifests first.
 */
public enum StoreLock {
    /** Shared by those who freeze. */
    MANIFESTS,
    /** Shared by those who store what came. */
    ARRIVALS;

    /** Waits for whoever has it alone; several may share it. */
    public void share(Connection connection, TenantId tenant) throws SQLException {
        lock(connection, tenant, "pg_advisory_xact_lock_shared");
    }

    /** Waits until nobody else holds it. */
    public void takeAlone(Connection connection, TenantId tenant) throws SQLException {
        lock(connection, tenant, "pg_advisory_xact_lock");
    }

    private void lock(Connection connection, TenantId tenant, String function) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("the lock of the learning store needs a transaction");
        }
        try (PreparedStatement lock = connection.prepareStatement(
                "select " + function + "(hashtextextended(? || ':' || current_schema() || ':' || ?, 0))")) {
            lock.setString(1, "learning-" + name().toLowerCase(Locale.ROOT));
            lock.setString(2, tenant.value());
            lock.execute();
        }
    }
}
