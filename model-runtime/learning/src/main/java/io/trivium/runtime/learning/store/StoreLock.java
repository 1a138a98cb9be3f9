package io.trivium.runtime.learning.store;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
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

    private static final String KEY =
            "(hashtextextended('learning-' || :name || ':' || current_schema() || ':' || :tenant, 0)) is null";

    private static final SqlQuery<Boolean> SHARE =
            SqlQuery.of(Boolean.class, "select pg_advisory_xact_lock_shared" + KEY);

    private static final SqlQuery<Boolean> TAKE = SqlQuery.of(Boolean.class, "select pg_advisory_xact_lock" + KEY);

    /** Waits for an exclusive holder; several may share it. */
    public void share(Connection connection, TenantId tenant) throws SQLException {
        lock(connection, tenant, SHARE);
    }

    /** Waits until there is no other holder. */
    public void takeAlone(Connection connection, TenantId tenant) throws SQLException {
        lock(connection, tenant, TAKE);
    }

    private void lock(Connection connection, TenantId tenant, SqlQuery<Boolean> lock) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("the lock of the learning store needs a transaction");
        }
        lock.on(connection)
                .set("name", name().toLowerCase(Locale.ROOT))
                .set("tenant", tenant)
                .one();
    }
}
