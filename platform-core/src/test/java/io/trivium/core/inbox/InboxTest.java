package io.trivium.core.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.sql.SqlFailure;
import io.trivium.core.testing.TestDataSource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.core.testing.TestSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final TestDatabase database = TestSchema.migrated("core_inbox", "classpath:db/core");
    private final Inbox inbox =
            new Inbox(TestDataSource.of(database::connectAsApp), () -> Instant.parse("2026-11-25T10:00:00Z"));

    /** Any order, any repetition and any crash between effect and acknowledgement ends in the same state. */
    @Test
    void letsEachEffectHappenOnceHoweverOftenAnEventComes() throws SQLException {
        try (Connection connection = transaction("demo-bank")) {
            for (long seed = 0; seed < 20; seed++) assertOneEffectEach(connection, seed);
        }
    }

    private void assertOneEffectEach(Connection connection, long seed) throws SQLException {
        var random = new Random(seed);
        Map<String, Integer> expected = new TreeMap<>();
        List<String> deliveries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String id = seed + "-" + i;
            expected.put(id, 1);
            deliveries.addAll(Collections.nCopies(1 + random.nextInt(5), id));
        }
        Collections.shuffle(deliveries, random);
        Map<String, Integer> effects = new TreeMap<>();
        List<String> queue = new ArrayList<>(deliveries);
        while (!queue.isEmpty()) {
            String id = queue.removeFirst();
            actAs(connection, "demo-bank");
            boolean first = inbox.firstSeen(connection, "property", id);
            if (random.nextInt(4) == 0) {
                connection.rollback();
                queue.add(id);
                continue;
            }
            connection.commit();
            if (first) effects.merge(id, 1, Integer::sum);
        }
        assertEquals(expected, effects, "seed " + seed);
    }

    @Test
    void notesManyEventsAtOnceAndSaysWhichAreNew() throws SQLException {
        try (Connection connection = transaction("demo-bank")) {
            assertTrue(inbox.firstSeen(connection, "many", "b"));
            assertEquals(Set.of("a", "c"), inbox.firstSeen(connection, "many", List.of("a", "b", "c", "a")));
            assertEquals(Set.of(), inbox.firstSeen(connection, "many", List.of("a", "b", "c")));
            assertEquals(Set.of(), inbox.firstSeen(connection, "many", List.of()));
        }
    }

    @Test
    void decidesRacesForOneConsumer() throws Exception {
        var effects = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> races = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                races.add(threads.submit(() -> {
                    try (Connection connection = transaction("demo-bank")) {
                        if (inbox.firstSeen(connection, "race", "one")) effects.incrementAndGet();
                        connection.commit();
                    }
                    return null;
                }));
            }
            for (Future<?> race : races) race.get();
        }
        assertEquals(1, effects.get());
    }

    @Test
    void keepsConsumersAndTenantsApart() throws SQLException {
        try (Connection demo = transaction("demo-bank");
                Connection other = transaction("other-bank")) {
            assertTrue(inbox.firstSeen(demo, "a", "apart"));
            assertTrue(inbox.firstSeen(demo, "b", "apart"));
            assertTrue(inbox.firstSeen(other, "a", "apart"));
            assertFalse(inbox.firstSeen(demo, "a", "apart"));
        }
    }

    @Test
    void needsATransactionOfATenant() throws SQLException {
        try (Connection connection = database.connectAsApp()) {
            assertThrows(IllegalStateException.class, () -> inbox.firstSeen(connection, "a", "x"));
            connection.setAutoCommit(false);
            SqlFailure e = assertThrows(SqlFailure.class, () -> inbox.firstSeen(connection, "a", "x"));
            assertTrue(List.of("23502", "42501").contains(e.sqlState()), e.sqlState());
        }
    }

    private Connection transaction(String tenant) throws SQLException {
        Connection connection = database.connectAsApp();
        connection.setAutoCommit(false);
        actAs(connection, tenant);
        return connection;
    }

    private static void actAs(Connection connection, String tenant) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select set_config('app.tenant', '" + tenant + "', true)");
        }
    }
}
