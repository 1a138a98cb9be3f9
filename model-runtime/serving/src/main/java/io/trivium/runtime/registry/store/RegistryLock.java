package io.trivium.runtime.registry.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
            run(connection, "select pg_advisory_lock(?)");
            try {
                return change.get();
            } finally {
                run(connection, "select pg_advisory_unlock(?)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the registry cannot be locked; is PostgreSQL there?", e);
        } finally {
            directory.unlock();
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, KEY);
            statement.execute();
        }
    }
}
