package io.trivium.fin.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.TestDatabase;
import io.trivium.core.testing.TestSchema;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.decision.LearnedModel;
import io.trivium.fin.feature.FeatureEngine;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.feature.InMemoryDayStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryRowsTest {
    private static final TestDatabase DATABASE =
            TestSchema.migrated("fin_history", "classpath:db/core", "classpath:db/fin");
    private static final TenantId BANK = new TenantId("replay-bank");
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
    private final HistoryWorld world = new HistoryWorld(5_000, today);

    @Test
    void fillsPartitionsWithWhatTheWorldSays() throws SQLException {
        List<String> said = new ArrayList<>();
        try (HistoryRows rows = new HistoryRows(DATABASE.connectAsSuperuser(), "fin_history", BANK.value())) {
            rows.partitions(today.minusDays(270), today);
            assertThrows(IllegalStateException.class, () -> rows.fill(world, "made-", said::add));
            makeDecisions();
            assertEquals(4_000, rows.fill(world, "made-", said::add));
            assertEquals(5_000, rows.count());
            HistoryWorld smaller = new HistoryWorld(2_000, today);
            assertThrows(IllegalStateException.class, () -> rows.fill(smaller, "made-", said::add));
        }
        assertTrue(
                DATABASE.count("select count(distinct tableoid) from fin_history.decision") >= 20, "spread over weeks");
        assertEquals(1_000, DATABASE.count("select count(*) from fin_history.decision_default"));
        try (Connection connection = DATABASE.connectAsSuperuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select * from decision where authorization_id like 'h5000-%'" + " order by occurred_at")) {
            for (long i = 1_000; i < 5_000; i++) {
                assertTrue(row.next());
                Authorization payment = world.authorization(i, null);
                assertEquals(payment.authorizationId(), row.getString("authorization_id"));
                assertEquals(payment.panToken(), row.getString("pan_token"));
                assertEquals(payment.terminalId(), row.getString("terminal_id"));
                assertEquals(payment.deviceId(), row.getString("device_id"));
                assertEquals(payment.counterpartyId(), row.getString("counterparty_id"));
                assertEquals(0, payment.amount().compareTo(row.getBigDecimal("amount")));
                assertEquals(
                        payment.occurredAt(),
                        row.getObject("occurred_at", OffsetDateTime.class).toInstant());
                assertTrue(row.getString("features").contains("CARD_COUNT_1H"));
            }
        }
    }

    /** A thousand, long ago, as the service stores them. */
    private void makeDecisions() throws SQLException {
        FeatureEngine engine = new FeatureEngine(InMemoryDayStore::new);
        try (Connection connection = DATABASE.connectAsApp();
                Statement statement = connection.createStatement()) {
            statement.execute("select set_config('app.tenant', '" + BANK.value() + "', false)");
            HistoryWorld past = new HistoryWorld(1_000, today.minusYears(3));
            for (int i = 0; i < 1_000; i++) {
                Authorization payment = past.authorization(i, "made-" + i);
                FeatureEngine.Computed computed = engine.apply(BANK, payment);
                FeaturesComputed features = new FeaturesComputed(
                        payment,
                        payment.contentHash(),
                        FeatureSet.VERSION,
                        FeatureVector.of(computed.features()),
                        computed.events());
                LearnedModel.store(connection, BANK, features, 0.25, payment.occurredAt());
            }
        }
    }
}
