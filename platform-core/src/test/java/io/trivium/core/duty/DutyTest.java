package io.trivium.core.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.testing.TestDataSource;
import io.trivium.core.testing.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Two instances at one PostgreSQL. */
class DutyTest {
    private final TestDatabase database = TestDatabase.schema("duty");
    private final CountDownLatch lost = new CountDownLatch(1);

    private record Shared(boolean shared, Duration interval) implements DutyConfig {}

    private Duty duty(boolean shared) {
        DataSource source = TestDataSource.of(database::connectAsApp);
        return new Duty(new Shared(shared, Duration.ofMillis(50)), source, lost::countDown);
    }

    @Test
    void aSingleInstanceIsAlwaysOnDuty() throws InterruptedException {
        Duty alone = duty(false);
        alone.start();
        assertTrue(alone.isMine());
        CountDownLatch begun = new CountDownLatch(1);
        alone.whenMine(begun::countDown);
        assertTrue(begun.await(0, TimeUnit.SECONDS));
    }

    @Test
    void passesOnWhenTheOneOnDutyEnds() throws InterruptedException {
        Duty first = duty(true);
        CountDownLatch firstBegun = new CountDownLatch(1);
        first.whenMine(firstBegun::countDown);
        first.start();
        assertTrue(firstBegun.await(20, TimeUnit.SECONDS));
        Duty second = duty(true);
        CountDownLatch secondBegun = new CountDownLatch(1);
        second.whenMine(secondBegun::countDown);
        second.start();
        try {
            assertFalse(secondBegun.await(300, TimeUnit.MILLISECONDS), "two are on duty");
            assertFalse(second.isMine());
            first.stop();
            assertTrue(secondBegun.await(20, TimeUnit.SECONDS), "no instance is active");
            assertTrue(second.isMine());
        } finally {
            second.stop();
        }
    }

    @Test
    void endsAndPassesOnWhenItsWorkDoesNotStart() throws InterruptedException {
        Duty first = duty(true);
        first.whenMine(() -> {
            throw new IllegalStateException("no such broker");
        });
        first.start();
        assertTrue(lost.await(20, TimeUnit.SECONDS), "it continues without its work");
        Duty second = duty(true);
        CountDownLatch secondBegun = new CountDownLatch(1);
        second.whenMine(secondBegun::countDown);
        second.start();
        try {
            assertFalse(secondBegun.await(200, TimeUnit.MILLISECONDS), "two are on duty");
            first.stop();
            assertTrue(secondBegun.await(20, TimeUnit.SECONDS), "no instance is active");
        } finally {
            second.stop();
        }
    }

    @Test
    void keepsNoSessionWhoseLockStatementFailed() throws InterruptedException {
        AtomicInteger open = new AtomicInteger();
        CountDownLatch tried = new CountDownLatch(3);
        DataSource source = TestDataSource.of(() -> {
            open.incrementAndGet();
            tried.countDown();
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        if (!method.getName().equals("close")) throw new SQLException("the statement was cancelled");
                        open.decrementAndGet();
                        return null;
                    });
        });
        Duty refused = new Duty(new Shared(true, Duration.ofMillis(10)), source, lost::countDown);
        refused.start();
        assertTrue(tried.await(20, TimeUnit.SECONDS));
        refused.stop();
        assertEquals(0, open.get(), "sessions left open");
        assertFalse(refused.isMine());
    }

    @Test
    void staysOnDutyWhenItsSessionEndsAndNobodyElseAsks() throws InterruptedException, SQLException {
        Duty alone = duty(true);
        CountDownLatch begun = new CountDownLatch(1);
        alone.whenMine(begun::countDown);
        alone.start();
        assertTrue(begun.await(20, TimeUnit.SECONDS));
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            statement.execute(
                    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = "
                            + 0x0b0d);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (database.count("select count(*) from pg_locks where locktype = 'advisory' and granted and classid = "
                            + 0x0b0d)
                    == 0) {
                assertTrue(System.nanoTime() < deadline, "it does not take the lock again");
            }
        } finally {
            alone.stop();
        }
        assertTrue(alone.isMine());
        assertFalse(lost.await(0, TimeUnit.SECONDS));
    }
}
