package io.trivium.fin.casework;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.casework.queue.CasePriority;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.CaseworkConfig;
import io.trivium.fin.casework.queue.QueuePolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Alerts into cases, a batch of one tenant in one transaction and a fixed number of statements. An authorization becomes
 * an alert once, however often its decision comes. Thread-safe.
 */
@ApplicationScoped
class AlertStore {

    /** The actor that opens cases. */
    static final String ACTOR = "system:alerts";

    private final CaseworkConfig config;
    private final QueuePolicy queues;
    private final InstantSource clock;
    private final CaseWriter writer;

    AlertStore(CaseworkConfig config, QueuePolicy queues, InstantSource clock, ObjectMapper json) {
        this.config = config;
        this.queues = queues;
        this.clock = clock;
        this.writer = new CaseWriter(json);
    }

    /**
     * Adds alerts in the connection's transaction of this tenant.
     *
     * @return alerts added; those that were there already are left out
     */
    int add(Connection connection, TenantId tenant, List<Alert> alerts) throws SQLException {
        lock(connection, tenant);
        Map<String, Alert> unseen = unseen(connection, tenant, alerts);
        if (unseen.isEmpty()) {
            return 0;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Map<String, CaseTally> cases = open(connection, tenant, unseen.values());
        openMissing(connection, tenant, unseen.values(), cases, now);
        for (Alert alert : unseen.values()) {
            tally(cases, alert).add(alert, config, queues, now);
        }
        writer.write(connection, tenant, cases.values(), now);
        return unseen.size();
    }

    /** Batches of one tenant come one after the other, so that a customer never gets two open cases. */
    static void lock(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(
                "select pg_advisory_xact_lock(hashtextextended('casework:' || current_schema() || ':' || ?, 0))")) {
            lock.setString(1, tenant.value());
            lock.execute();
        }
    }

    private static Map<String, Alert> unseen(Connection connection, TenantId tenant, List<Alert> alerts)
            throws SQLException {
        Map<String, Alert> unseen = new LinkedHashMap<>();
        for (Alert alert : alerts) {
            unseen.putIfAbsent(alert.authorizationId(), alert);
        }
        try (PreparedStatement select = connection.prepareStatement(
                "select authorization_id from case_alert where tenant_id = ? and authorization_id = any (?)")) {
            select.setString(1, tenant.value());
            select.setArray(2, connection.createArrayOf("text", unseen.keySet().toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) unseen.remove(row.getString(1));
            }
        }
        return unseen;
    }

    private static Map<String, CaseTally> open(Connection connection, TenantId tenant, Collection<Alert> alerts)
            throws SQLException {
        Set<String> customers = new HashSet<>();
        alerts.forEach(alert -> customers.add(alert.customer()));
        Map<String, CaseTally> cases = new HashMap<>();
        // In one order, so that two transactions never wait for each other's rows.
        String sql = """
            select customer, case_number, opened_at, last_alert_at, state, reasons, max_score, large_amounts,
                alert_count, priority, due_at, queue
            from fraud_case where tenant_id = ? and customer = any (?) and state <> 'closed'
            order by case_number for no key update
            """;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, tenant.value());
            select.setArray(2, connection.createArrayOf("text", customers.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    cases.put(
                            row.getString(1),
                            new CaseTally(
                                    row.getLong(2),
                                    false,
                                    row.getObject(3, OffsetDateTime.class).toInstant(),
                                    row.getObject(4, OffsetDateTime.class).toInstant(),
                                    CaseState.of(row.getString(5)),
                                    List.of((String[]) row.getArray(6).getArray()),
                                    row.getObject(7, Double.class),
                                    row.getDouble(8),
                                    row.getInt(9),
                                    CasePriority.ofRank(row.getInt(10)),
                                    row.getObject(11, OffsetDateTime.class).toInstant(),
                                    row.getString(12)));
                }
            }
        }
        return cases;
    }

    private static void openMissing(
            Connection connection, TenantId tenant, Collection<Alert> alerts, Map<String, CaseTally> cases, Instant now)
            throws SQLException {
        Set<String> missing = new HashSet<>();
        for (Alert alert : alerts) {
            if (!cases.containsKey(alert.customer())) missing.add(alert.customer());
        }
        if (missing.isEmpty()) {
            return;
        }
        long last;
        try (PreparedStatement count = connection.prepareStatement(
                "insert into case_counter as c (tenant_id, last_number) values (?, ?) on conflict (tenant_id)"
                        + " do update set last_number = c.last_number + excluded.last_number returning last_number")) {
            count.setString(1, tenant.value());
            count.setLong(2, missing.size());
            try (ResultSet row = count.executeQuery()) {
                row.next();
                last = row.getLong(1);
            }
        }
        long number = last - missing.size();
        for (Alert alert : alerts) { // numbers in the order the alerts came
            if (missing.remove(alert.customer())) {
                cases.put(alert.customer(), CaseTally.opened(++number, alert.at(now)));
            }
        }
    }

    private static CaseTally tally(Map<String, CaseTally> cases, Alert alert) {
        @Nullable CaseTally tally = cases.get(alert.customer());
        if (tally == null) throw new IllegalStateException("a customer with an alert has no case");
        return tally;
    }
}
