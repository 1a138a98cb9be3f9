package io.trivium.runtime.registry.store;

import io.trivium.core.error.PlatformException;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.runtime.RuntimeErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
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

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final String BUSY = "The stored packs are being changed by another request; try again in a minute.";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** The time limit is this statement's; {@code case} has it set before the lock is requested. */
    private static final SqlQuery<Boolean> LOCK = SqlQuery.of(Boolean.class, """
            select case when set_config('lock_timeout', :longest, true) is not null
                then pg_advisory_lock(:key) is null end
            """);

    private static final SqlQuery<Boolean> UNLOCK = SqlQuery.of(Boolean.class, "select pg_advisory_unlock(:key)");

    private final ReentrantLock lock = new ReentrantLock();
    private final Places directory;
    private final Duration longest;
    private final DataSource database;

    @Inject
    RegistryLock(DataSource database) {
        this(database, LONGEST);
    }

    /** @param longest time that a change of the directory waits for another one, of this replica or of others */
    RegistryLock(DataSource database, Duration longest) {
        this.directory = new Places(1, longest, BUSY);
        this.longest = longest;
        this.database = database;
    }

    public void lock() {
        lock.lock();
    }

    public void unlock() {
        lock.unlock();
    }

    /**
     * Makes a change of the directory of packs, which all replicas share: only one of them may do so at a time.
     *
     * @throws PlatformException {@link RuntimeErrorCode#MODEL_REGISTRY_BUSY} when others take more than a minute
     */
    public <T> T alone(Supplier<T> change) {
        return directory.call(() -> aloneOfReplicas(change));
    }

    private <T> T aloneOfReplicas(Supplier<T> change) {
        try (Connection connection = database.getConnection()) {
            run(LOCK.on(connection).set("longest", longest.toMillis() + "ms"));
            try {
                return change.get();
            } finally {
                run(UNLOCK.on(connection));
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static void run(SqlQuery.Call<Boolean> call) {
        try {
            call.set("key", KEY).one();
        } catch (SqlFailure e) {
            if (!e.sqlState().equals(LOCK_NOT_AVAILABLE)) throw unavailable(e);
            throw new PlatformException(RuntimeErrorCode.MODEL_REGISTRY_BUSY, BUSY, Map.of(), e);
        }
    }

    private static IllegalStateException unavailable(Exception e) {
        return new IllegalStateException("the registry cannot be locked; is PostgreSQL there?", e);
    }
}
