package io.trivium.fin.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.TestDatabase;
import io.trivium.core.testing.TestSchema;
import io.trivium.fin.authorization.Samples;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Weeks that are made and dropped on a real PostgreSQL, as the owner of the tables. */
class DecisionKeeperTest {
    private static final TestDatabase DATABASE =
            TestSchema.migrated("fin_retention", "classpath:db/core", "classpath:db/fin");
    private static final TenantId DEMO = new TenantId("demo-bank");
    private static final TenantId OTHER = new TenantId("replay-bank");
    private static final Instant LONG_AGO = Instant.parse("2018-08-14T23:59:59.5Z");

    private static void tenant(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement("select set_config('app.tenant', ?, false)")) {
            set.setString(1, tenant.value());
            set.execute();
        }
    }

    private static void decide(TenantId tenant, String id, Instant at) throws SQLException {
        try (Connection connection = DATABASE.connectAsApp()) {
            tenant(connection, tenant);
            new DecisionInsert(new ObjectMapper())
                    .add(
                            connection,
                            tenant,
                            List.of(DecisionInsertTest.decision(
                                    Samples.authorization(id, at), Outcome.APPROVE, Instant.now())));
        }
    }

    private static List<String> left(TenantId tenant) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection connection = DATABASE.connectAsApp()) {
            tenant(connection, tenant);
            try (PreparedStatement select =
                            connection.prepareStatement("select authorization_id from decision order by 1");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) ids.add(row.getString(1));
            }
        }
        return ids;
    }

    private static int weeks(Connection owner) throws SQLException {
        try (PreparedStatement select = owner.prepareStatement(
                        "select count(*) from pg_inherits where inhparent = 'decision'::regclass");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void makesWeeksOfAServiceThatRunsForYearsAndDropsWhatIsOver() throws SQLException {
        Instant now = Instant.now();
        decide(DEMO, "old", LONG_AGO);
        decide(OTHER, "old-too", LONG_AGO);
        decide(DEMO, "new", now);
        LocalDate inTwoYears = LocalDate.now(ZoneOffset.UTC).plusYears(2);
        try (Connection owner = DATABASE.connectAsOwner()) {
            owner.setAutoCommit(false);
            int before = weeks(owner);
            DecisionKeeper.makeWeeks(owner, inTwoYears);
            assertEquals(before + 27, weeks(owner));
            DecisionKeeper.makeWeeks(owner, inTwoYears);
            assertEquals(before + 27, weeks(owner));

            DecisionKeeper.Dropped nothing = DecisionKeeper.drop(owner, LocalDate.of(2018, 1, 1), Set.of(DEMO, OTHER));
            assertTrue(nothing.isNothing(), nothing::toString);

            DecisionKeeper.Dropped years = DecisionKeeper.drop(owner, LocalDate.of(2020, 1, 1), Set.of(DEMO));
            assertEquals(new DecisionKeeper.Dropped(0, 1, 0), years);
            owner.commit();
        }
        assertEquals(List.of("new"), left(DEMO));
        assertEquals(List.of("old-too"), left(OTHER));

        try (Connection owner = DATABASE.connectAsOwner()) {
            int before = weeks(owner);
            DecisionKeeper.Dropped all = DecisionKeeper.drop(owner, inTwoYears, Set.of(DEMO));
            assertTrue(all.weeks() > 0, all::toString);
            assertEquals(before - all.weeks(), weeks(owner));
        }
        assertEquals(List.of(), left(DEMO));
    }
}
