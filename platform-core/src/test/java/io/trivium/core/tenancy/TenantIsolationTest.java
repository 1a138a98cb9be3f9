package io.trivium.core.tenancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.RowLevelSecurity;
import io.trivium.core.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class TenantIsolationTest {

    private static final List<TenantId> TENANTS =
            List.of(new TenantId("demo-bank"), new TenantId("replay-bank"), new TenantId("other-bank"));
    private static final int STEPS = 4_000;
    private static final int WORKERS = 4;

    private final TenantTransactions transactions;
    private final DataSource dataSource;

    TenantIsolationTest(TenantTransactions transactions, DataSource dataSource) {
        this.transactions = transactions;
        this.dataSource = dataSource;
    }

    @Test
    void everyTenantTableIsIsolated() throws SQLException {
        RowLevelSecurity.assertIsolated(TestDatabase.schema("core"));
    }

    @Test
    void showsNothingAndTakesNothingWithoutATenant() throws SQLException {
        insert(TENANTS.getFirst(), TENANTS.getFirst(), "seen by its tenant only");
        QuarkusTransaction.begin();
        try (Connection connection = dataSource.getConnection()) {
            assertEquals(0, bodies(connection).size());
            SQLException refused = assertThrows(SQLException.class, () -> insert(connection, TENANTS.getFirst(), "x"));
            assertEquals("42501", refused.getSQLState());
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    @Test
    void refusesARowOfAnotherTenant() {
        SqlFailure refused = assertThrows(SqlFailure.class, () -> insert(TENANTS.get(0), TENANTS.get(1), "planted"));
        assertEquals("42501", refused.sqlState());
    }

    @Test
    void leavesNoTenantOnAPooledConnection() {
        for (int i = 0; i < 50; i++) {
            transactions.run(TENANTS.get(i % 3), () -> {});
            QuarkusTransaction.requiringNew().run(() -> {
                try (Connection connection = dataSource.getConnection();
                        PreparedStatement select = connection.prepareStatement(
                                "select coalesce(current_setting('app.tenant', true), '')");
                        ResultSet row = select.executeQuery()) {
                    row.next();
                    assertEquals("", row.getString(1));
                } catch (SQLException e) {
                    throw new SqlFailure(e);
                }
            });
        }
    }

    @Test
    void rollsBackWhatFails() {
        TenantId tenant = TENANTS.getFirst();
        String body = "rolled back " + UUID.randomUUID();
        assertThrows(
                IllegalStateException.class,
                () -> transactions.withConnection(tenant, connection -> {
                    insert(connection, tenant, body);
                    throw new IllegalStateException("after the insert");
                }));
        assertFalse(
                transactions.withConnection(tenant, TenantIsolationTest::bodies).contains(body));
    }

    @Test
    void keepsThreeTenantsApartOnOnePool() throws Exception {
        long seed = Long.getLong("trivium.seed", new Random().nextLong());
        try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
            List<Future<Map<TenantId, Set<String>>>> written = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                long own = seed + worker;
                written.add(workers.submit(() -> interleave(own)));
            }
            Map<TenantId, Set<String>> expected = new HashMap<>();
            for (Future<Map<TenantId, Set<String>>> part : written) {
                part.get()
                        .forEach((tenant, bodies) -> expected.computeIfAbsent(tenant, t -> new TreeSet<>())
                                .addAll(bodies));
            }
            for (TenantId tenant : TENANTS) {
                Set<String> seen = new TreeSet<>(transactions.withConnection(tenant, TenantIsolationTest::bodies));
                seen.removeIf(body -> !body.startsWith("step "));
                assertEquals(expected.get(tenant), seen, "rows of " + tenant + ", seed " + seed);
            }
        } catch (ExecutionException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private Map<TenantId, Set<String>> interleave(long seed) {
        Random random = new Random(seed);
        Map<TenantId, Set<String>> kept = new HashMap<>();
        for (int step = 0; step < STEPS / WORKERS; step++) {
            TenantId tenant = TENANTS.get(random.nextInt(3));
            TenantId victim = TENANTS.get(random.nextInt(3));
            String body = "step " + seed + " " + step + " of " + tenant;
            switch (random.nextInt(6)) {
                case 0 -> {
                    insert(tenant, tenant, body);
                    kept.computeIfAbsent(tenant, t -> new TreeSet<>()).add(body);
                }
                case 1 -> {
                    if (!victim.equals(tenant)) assertThrows(SqlFailure.class, () -> insert(tenant, victim, body));
                }
                case 2 ->
                    assertThrows(
                            IllegalStateException.class,
                            () -> transactions.run(tenant, () -> {
                                throw new IllegalStateException("aborted");
                            }));
                case 3 ->
                    transactions.withConnection(tenant, connection -> {
                        try (PreparedStatement update = connection.prepareStatement(
                                "update note set body = body || ' stolen' where tenant_id <> ?")) {
                            update.setString(1, tenant.value());
                            assertEquals(0, update.executeUpdate());
                            return 0;
                        }
                    });
                case 4 ->
                    transactions.withConnection(tenant, connection -> {
                        try (PreparedStatement select =
                                connection.prepareStatement("select count(*) from note where tenant_id <> ?")) {
                            select.setString(1, tenant.value());
                            try (ResultSet row = select.executeQuery()) {
                                row.next();
                                assertEquals(0, row.getLong(1), "a foreign row is visible to " + tenant);
                                return 0;
                            }
                        }
                    });
                default -> transactions.run(tenant, () -> insert(victim, victim, nested(kept, victim, body)));
            }
        }
        return kept;
    }

    /** A transaction of another tenant inside one of this tenant: each sees its own. */
    private static String nested(Map<TenantId, Set<String>> kept, TenantId tenant, String body) {
        kept.computeIfAbsent(tenant, t -> new TreeSet<>()).add(body);
        return body;
    }

    private void insert(TenantId as, TenantId owner, String body) {
        transactions.withConnection(as, connection -> insert(connection, owner, body));
    }

    private static int insert(Connection connection, TenantId owner, String body) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into note (tenant_id, note_id, body) values (?, ?, ?)")) {
            insert.setString(1, owner.value());
            insert.setObject(2, UUID.randomUUID());
            insert.setString(3, body);
            return insert.executeUpdate();
        }
    }

    private static List<String> bodies(Connection connection) throws SQLException {
        List<String> bodies = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select body from note");
                ResultSet row = select.executeQuery()) {
            while (row.next()) bodies.add(row.getString(1));
        }
        return bodies;
    }
}
