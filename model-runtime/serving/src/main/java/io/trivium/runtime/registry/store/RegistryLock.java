package io.trivium.runtime.registry.store;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.SqlFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Lets one change of what serves be made at a time, in memory and in the database together, and, apart from them, one
 * change of the directory of packs. A change of both takes {@link #alone} first. Thread-safe.
 */
@ApplicationScoped
public class RegistryLock {
    private static final long KEY = 0x7472_6976_7061_636bL;

    private static final SqlQuery<Boolean> LOCK = SqlQuery.of(Boolean.class, "select pg_advisory_lock(:key) is null");

    private static final SqlQuery<Boolean> UNLOCK = SqlQuery.of(Boolean.class, "select pg_advisory_unlock(:key)");

    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock directory = new ReentrantLock();
    private final DataSource database;

    RegistryLock(DataSource database) {
        this.database = database;
    }

    public void lock() {
        lock.lock();
    }

    public void unlock() {
        lock.unlock();
    }

    /** Makes a change of the directory of packs, which all replicas share: only one of them may do so at a time. */
    public <T> T alone(Supplier<T> change) {
        directory.lock();
        try (Connection connection = database.getConnection()) {
            run(connection, LOCK);
            try {
                return change.get();
            } finally {
                run(connection, UNLOCK);
            }
        } catch (SQLException e) {
            throw unavailable(e);
        } finally {
            directory.unlock();
        }
    }

    private static void run(Connection connection, SqlQuery<Boolean> call) {
        try {
            call.on(connection).set("key", KEY).one();
        } catch (SqlFailure e) {
            throw unavailable(e);
        }
    }

    private static IllegalStateException unavailable(Exception e) {
        return new IllegalStateException("the registry cannot be locked; is PostgreSQL there?", e);
    }
}
