package io.trivium.core.duty;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Of several instances of a service one is on duty: it connects to machines, watches and cleans up, while all answer
 * requests. Duty is a lock that PostgreSQL holds for a session, so it passes to another instance when the instance
 * ends, however it ends. An instance that lost its session stays on duty until another has the lock; then it ends, to
 * start again off duty. So does one whose work does not start. A single instance is always on duty. Thread-safe.
 */
@ApplicationScoped
public class Duty {
    private static final Logger LOG = Logger.getLogger(Duty.class);
    /** First key of the advisory lock; the second is the schema. */
    private static final int LOCK_SPACE = 0x0b0d;

    private static final SqlQuery<Boolean> LOCK =
            SqlQuery.of(Boolean.class, "select pg_try_advisory_lock(:space, hashtext(current_schema()))");
    private static final SqlQuery<Boolean> UNLOCK =
            SqlQuery.of(Boolean.class, "select pg_advisory_unlock(:space, hashtext(current_schema()))");

    /** PostgreSQL may need as long to notice that our own old session is gone. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(10);

    private final DutyConfig config;
    private final DataSource database;
    private final Runnable end;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Runnable> waiting = new ArrayList<>();
    private volatile boolean mine;
    private @Nullable Connection session;
    private @Nullable Thread thread;

    @Inject
    Duty(DutyConfig config, DataSource database) {
        this(config, database, () -> Quarkus.asyncExit(1));
    }

    /** @param end ends this instance: another has taken the duty, or work did not start */
    Duty(DutyConfig config, DataSource database, Runnable end) {
        this.config = config;
        this.database = database;
        this.end = end;
        this.mine = !config.shared();
    }

    /** Whether this instance is on duty now. */
    public boolean isMine() {
        return mine;
    }

    /** Runs it when this instance is on duty: at once, or later, once. */
    public void whenMine(Runnable begin) {
        synchronized (waiting) {
            if (!mine) {
                waiting.add(begin);
                return;
            }
        }
        begin.run();
    }

    void start(@Observes @Priority(150) StartupEvent event) {
        start();
    }

    void start() {
        if (!config.shared()) return;
        thread = Thread.ofVirtual().name("duty").start(this::run);
    }

    /** Last of all: what is done on duty has ended by then. */
    void stop(@Observes @Priority(10_000) ShutdownEvent event) throws InterruptedException {
        stop();
    }

    void stop() throws InterruptedException {
        stopping.countDown();
        Thread running = thread;
        if (running != null) running.join(Duration.ofSeconds(5));
    }

    private void run() {
        long refusedSince = 0;
        try {
            do {
                if (holdsLock()) {
                    refusedSince = 0;
                    if (!mine && !take()) {
                        // The lock is kept until the process has ended: what did start must not run twice.
                        end.run();
                        stopping.await();
                        return;
                    }
                } else if (mine) {
                    long now = System.nanoTime();
                    if (refusedSince == 0) refusedSince = now;
                    if (now - refusedSince > LOST_AFTER.toNanos()) {
                        LOG.error("another instance is on duty now; this one ends and starts again off duty");
                        end.run();
                        return;
                    }
                }
            } while (!stopping.await(config.interval().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** Whether all began that is to be done on duty. */
    private boolean take() {
        List<Runnable> begin;
        synchronized (waiting) {
            mine = true;
            begin = List.copyOf(waiting);
            waiting.clear();
        }
        LOG.info("this instance is on duty");
        for (Runnable each : begin) {
            try {
                each.run();
            } catch (RuntimeException e) {
                LOG.error("what this instance is to do on duty did not start; it ends, and the duty passes on", e);
                return false;
            }
        }
        return true;
    }

    /**
     * Acquires the lock, or checks whether the session that holds it is alive; callers are not refused while PostgreSQL
     * is unavailable.
     */
    private boolean holdsLock() {
        Connection held = session;
        if (held != null) {
            try {
                if (held.isValid(2)) return true;
            } catch (SQLException e) {
                LOG.debugf("the session of the duty ended: %s", e.getMessage());
            }
            close();
        }
        try {
            Connection fresh = database.getConnection();
            try {
                if (LOCK.on(fresh).set("space", LOCK_SPACE).one()) session = fresh;
            } finally {
                if (session == null) fresh.close();
            }
            return session != null;
        } catch (SQLException | SqlFailure e) {
            LOG.debugf("PostgreSQL does not say who is on duty: %s", e.getMessage());
            return mine;
        }
    }

    private void close() {
        Connection held = session;
        session = null;
        if (held == null) return;
        try (held) {
            UNLOCK.on(held).set("space", LOCK_SPACE).one();
        } catch (SQLException | SqlFailure e) {
            LOG.debugf("the session of the duty was gone already: %s", e.getMessage());
        }
    }
}
