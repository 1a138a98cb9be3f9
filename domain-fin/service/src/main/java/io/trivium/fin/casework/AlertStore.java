package io.trivium.fin.casework;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.casework.queue.CaseworkConfig;
import io.trivium.fin.casework.queue.QueuePolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Alerts into cases, a batch of one tenant in one transaction and a fixed number of statements. An authorization becomes
 * an alert once, however often its decision comes. Thread-safe.
 */
@ApplicationScoped
class AlertStore {

    /** The actor that opens cases. */
    static final String ACTOR = "system:alerts";

    private static final SqlQuery<Boolean> LOCK = SqlQuery.of(Boolean.class, """
        select pg_advisory_xact_lock(hashtextextended('casework:' || current_schema() || ':' || :tenant, 0)) is null
        """);

    private static final SqlQuery<String> SEEN = SqlQuery.of(String.class, """
        select authorization_id from case_alert where tenant_id = :tenant and authorization_id = any (:ids)
        """);

    /** In one order, so that two transactions never wait for each other's rows. */
    private static final SqlQuery<CaseTally.OpenCase> OPEN = SqlQuery.of(CaseTally.OpenCase.class, """
        select customer, case_number, opened_at, last_alert_at, state, reasons, max_score, large_amounts,
            alert_count, (array['critical', 'high', 'medium', 'low'])[priority] as priority, due_at, queue
        from fraud_case where tenant_id = :tenant and customer = any (:customers) and state <> 'closed'
        order by case_number for no key update
        """);

    private static final SqlQuery<Long> COUNT = SqlQuery.of(Long.class, """
        insert into case_counter as c (tenant_id, last_number) values (:tenant, :count)
        on conflict (tenant_id) do update set last_number = c.last_number + excluded.last_number
        returning last_number
        """);

    private final CaseworkConfig config;
    private final QueuePolicy queues;
    private final InstantSource clock;

    AlertStore(CaseworkConfig config, QueuePolicy queues, InstantSource clock) {
        this.config = config;
        this.queues = queues;
        this.clock = clock;
    }

    /**
     * Adds alerts in the connection's transaction of this tenant.
     *
     * @return alerts added; those that were there already are left out
     */
    int add(Connection connection, TenantId tenant, List<Alert> alerts) {
        lock(connection, tenant);
        Map<String, Alert> unseen = unseen(connection, tenant, alerts);
        if (unseen.isEmpty()) return 0;
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Map<String, CaseTally> cases = open(connection, tenant, unseen.values());
        openMissing(connection, tenant, unseen.values(), cases, now);
        for (Alert alert : unseen.values()) tally(cases, alert).add(alert, config, queues, now);
        CaseWriter.write(connection, tenant, cases.values(), now);
        return unseen.size();
    }

    /** Batches of one tenant come one after the other, so that a customer never gets two open cases. */
    static void lock(Connection connection, TenantId tenant) {
        LOCK.on(connection).set("tenant", tenant).one();
    }

    private static Map<String, Alert> unseen(Connection connection, TenantId tenant, List<Alert> alerts) {
        Map<String, Alert> unseen = new LinkedHashMap<>();
        for (Alert alert : alerts) unseen.putIfAbsent(alert.authorizationId(), alert);
        SEEN.on(connection)
                .set("tenant", tenant)
                .set("ids", unseen.keySet())
                .list()
                .forEach(unseen::remove);
        return unseen;
    }

    private static Map<String, CaseTally> open(Connection connection, TenantId tenant, Collection<Alert> alerts) {
        Map<String, CaseTally> cases = new HashMap<>();
        OPEN.on(connection)
                .set("tenant", tenant)
                .set("customers", alerts.stream().map(Alert::customer).collect(Collectors.toSet()))
                .each(open -> cases.put(open.customer(), new CaseTally(open, false)));
        return cases;
    }

    private static void openMissing(
            Connection connection,
            TenantId tenant,
            Collection<Alert> alerts,
            Map<String, CaseTally> cases,
            Instant now) {
        Set<String> missing = new HashSet<>();
        for (Alert alert : alerts) {
            if (!cases.containsKey(alert.customer())) missing.add(alert.customer());
        }
        if (missing.isEmpty()) return;
        long last = COUNT.on(connection)
                .set("tenant", tenant)
                .set("count", missing.size())
                .one();
        long number = last - missing.size();
        for (Alert alert : alerts) { // numbers in the order the alerts came
            if (missing.remove(alert.customer())) {
                cases.put(alert.customer(), CaseTally.opened(alert.customer(), ++number, alert.at(now)));
            }
        }
    }

    private static CaseTally tally(Map<String, CaseTally> cases, Alert alert) {
        @Nullable CaseTally tally = cases.get(alert.customer());
        if (tally == null) throw new IllegalStateException("a customer with an alert has no case");
        return tally;
    }
}
