package io.trivium.runtime.learning.store;

import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Separates an erasure from transactions that store or freeze examples of the same tenant: without it, an incoming
 * example could be stored after the erasure of its subject. Held until the transaction's end. A transaction that takes
 * both takes the manifests first.
 */
public enum StoreLock {
    /** Shared by those who freeze. */
    MANIFESTS,
    /** Shared by transactions that store arrivals. */
    ARRIVALS;

    /** Waits for an exclusive holder; several may share it. */
    public void share(Connection connection, TenantId tenant) throws SQLException {
        lock(connection, tenant, "pg_advisory_xact_lock_shared");
    }

    /** Waits until there is no other holder. */
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
