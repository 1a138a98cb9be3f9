package io.trivium.runtime.registry;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for a statement of the service that waits for a lock of the test. */
final class BlockedStatement {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private BlockedStatement() {}

    /** @param pattern of the statement, as of SQL's {@code like} */
    static void await(String pattern) throws SQLException, InterruptedException {
        String blocked =
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '" + pattern + "'";
        long until = System.nanoTime() + LONGEST.toNanos();
        while (TestDatabase.schema("runtime").count(blocked) == 0) {
            assertTrue(System.nanoTime() < until, () -> "no statement waits that is like " + pattern);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
