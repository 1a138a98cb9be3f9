package io.trivium.fin.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.RowLevelSecurity;
import io.trivium.core.testing.TestDatabase;
import io.trivium.core.testing.TestSchema;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Samples;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The decision table as the projection fills it, on a real PostgreSQL, as the role the service works with. */
class DecisionInsertTest {

    private static final TestDatabase DATABASE =
            TestSchema.migrated("fin_decisions", "classpath:db/core", "classpath:db/fin");
    private static final TenantId DEMO = new TenantId("demo-bank");
    private static final Instant LONG_AGO = Instant.parse("2018-08-14T23:59:59.5Z");

    private final DecisionInsert insert = new DecisionInsert(new ObjectMapper());

    static AuthorizationDecided decision(Authorization authorization, Outcome outcome, Instant decidedAt) {
        double[] features = FeatureSet.unknown();
        features[0] = 12.5;
        return new AuthorizationDecided(
                authorization.authorizationId(),
                outcome,
                outcome == Outcome.REFER ? null : 0.25,
                0.9,
                0.5,
                "fin-authorization-risk",
                "3",
                outcome == Outcome.REFER,
                outcome == Outcome.APPROVE ? List.of() : List.of("model-unavailable", "amount-high"),
                FeatureVector.of(features),
                FeatureSet.VERSION,
                authorization.contentHash(),
                authorization.occurredAt(),
                decidedAt,
                20L,
                authorization,
                EventSequence.NONE);
    }

    private static Connection open() throws SQLException {
        Connection connection = DATABASE.connectAsApp();
        connection.setAutoCommit(false);
        try (PreparedStatement set = connection.prepareStatement("select set_config('app.tenant', ?, false)")) {
            set.setString(1, DEMO.value());
            set.execute();
        }
        return connection;
    }

    @Test
    void storesEveryPartOfADecisionWhereverItsWeekLies() throws SQLException {
        Instant now = Instant.now();
        Authorization transfer = Samples.transfer("w-1", now);
        Authorization card = Samples.authorization("w-2", LONG_AGO);
        try (Connection connection = open()) {
            assertEquals(
                    2,
                    insert.add(
                            connection,
                            DEMO,
                            List.of(decision(transfer, Outcome.REFER, now), decision(card, Outcome.APPROVE, now))));
            try (PreparedStatement select = connection.prepareStatement(
                            "select *, tableoid::regclass::text as part from decision where authorization_id in ('w-1',"
                                    + " 'w-2') order by authorization_id");
                    ResultSet row = select.executeQuery()) {
                assertTrue(row.next());
                assertEquals("refer", row.getString("outcome"));
                assertNull(row.getObject("score"));
                assertEquals("{model-unavailable,amount-high}", row.getString("reason_codes"));
                assertEquals("cust-77", row.getString("customer_id"));
                assertEquals("dev.3f", row.getString("device_id"));
                assertEquals("acc_creditor", row.getString("counterparty_id"));
                assertEquals(12.75, row.getDouble("home_distance_km"));
                assertEquals(0, row.getBytes("events").length);
                assertTrue(row.getString("part").matches("decision_\\d{4}w\\d\\d"), row.getString("part"));
                assertTrue(row.next());
                assertEquals("{}", row.getString("reason_codes"));
                assertEquals(0.25, row.getDouble("score"));
                assertEquals("12.5000", row.getBigDecimal("amount").toPlainString());
                assertEquals("chip", row.getString("channel"));
                assertTrue(row.getBoolean("card_present"));
                assertTrue(row.getString("features").contains("12.5"), row.getString("features"));
                assertEquals("decision_default", row.getString("part"));
            }
        }
    }

    @Test
    void keepsTheFirstDecisionOfAnAuthorizationInOneBatchAndOverSeveral() throws SQLException {
        Authorization authorization = Samples.authorization("w-3", LONG_AGO);
        AuthorizationDecided first = decision(authorization, Outcome.APPROVE, Instant.parse("2026-11-20T00:00:00Z"));
        AuthorizationDecided second = decision(authorization, Outcome.REFER, Instant.parse("2026-11-27T00:00:00Z"));
        try (Connection connection = open()) {
            assertEquals(1, insert.add(connection, DEMO, List.of(first, second)));
            assertEquals(0, insert.add(connection, DEMO, List.of(second)));
            try (PreparedStatement select =
                            connection.prepareStatement("select outcome from decision where authorization_id = 'w-3'");
                    ResultSet row = select.executeQuery()) {
                assertTrue(row.next());
                assertEquals("approve", row.getString(1));
            }
        }
    }

    @Test
    void everyTableAndPartitionIsTheTenantsAlone() throws SQLException {
        RowLevelSecurity.assertIsolated(DATABASE);
    }
}
