package io.trivium.fin.casework;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.CaseworkConfig;
import io.trivium.fin.casework.queue.Disposition;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes the context of a case: links, the customer's normal, similar cases. Thread-safe. */
@ApplicationScoped
public class CaseInsight {

    private static final int MAX_PAYMENTS = 5_000;
    private static final int MAX_CARDS = 10;
    private static final int CANDIDATES = 50;
    /** Number of closed cases searched for those with the same reasons. */
    private static final int LOOKED_AT = 2_000;

    private static final String ENTITIES =
            "select kind, value from case_entity where tenant_id = ? and case_number = ? order by kind, value limit ?";

    private static final String SHARED = """
            select e.kind, e.value, o.case_number, c.customer, c.customer_kind, c.state,
                c.disposition
            from case_entity e
            cross join lateral (select case_number from case_entity
                where tenant_id = e.tenant_id and kind = e.kind and value = e.value and case_number <> e.case_number
                order by case_number desc limit ?) o
            join fraud_case c on c.tenant_id = e.tenant_id and c.case_number = o.case_number
            where e.tenant_id = ? and e.case_number = ?
            order by array_position(array['card', 'device', 'counterparty', 'terminal'], e.kind), e.value, o.case_number desc
            """;

    private static final String PAYMENTS = """
            select d.amount, d.currency, d.occurred_at, d.terminal_id, d.country, d.channel from decision d
            where d.tenant_id = ? and d.pan_token = any (?) and d.occurred_at >= ? and d.occurred_at <= ?
                and d.amount is not null and d.currency is not null
                and not exists (select from case_alert a
                    where a.tenant_id = d.tenant_id and a.authorization_id = d.authorization_id and a.case_number = ?)
            order by d.occurred_at desc limit ?
            """;

    private static final String SIMILAR = """
            select c.case_number, c.disposition, c.closed_at, c.alert_count, c.reasons,
                array(select e.kind || ':' || e.value from case_entity e join case_entity o
                    on o.tenant_id = e.tenant_id and o.kind = e.kind and o.value = e.value and o.case_number = ?
                    where e.tenant_id = c.tenant_id and e.case_number = c.case_number order by 1) as shared
            from fraud_case c
            where c.tenant_id = ? and c.case_number <> ? and c.state = 'closed' and c.case_number in (
                (select o.case_number from case_entity e
                    cross join lateral (select case_number from case_entity
                        where tenant_id = e.tenant_id and kind = e.kind and value = e.value
                        order by case_number desc limit 50) o
                    where e.tenant_id = ? and e.case_number = ?)
                union
                (select r.case_number from (select case_number, reasons from fraud_case
                        where tenant_id = ? and state = 'closed' order by closed_at desc limit ?) r
                    where r.reasons && ? limit ?))
            order by c.closed_at desc limit ?
            """;

    private final TenantTransactions transactions;
    private final CaseReader reader;
    private final CaseHistory history;
    private final CaseworkConfig config;
    private final InstantSource clock;

    CaseInsight(
            TenantTransactions transactions,
            CaseReader reader,
            CaseHistory history,
            CaseworkConfig config,
            InstantSource clock) {
        this.transactions = transactions;
        this.reader = reader;
        this.history = history;
        this.config = config;
        this.clock = clock;
    }

    public LinksView links(TenantId tenant, long number) {
        return transactions.withConnection(tenant, connection -> {
            CaseSummaryView own = reader.require(connection, tenant, number, false, clock.instant());
            List<Alert.Entity> entities = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(ENTITIES)) {
                select.setString(1, tenant.value());
                select.setLong(2, number);
                select.setInt(3, LinksView.MAX_ENTITIES + 1);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) entities.add(new Alert.Entity(row.getString(1), row.getString(2)));
                }
            }
            return LinksView.of(own, entities, shared(connection, tenant, number));
        });
    }

    private static List<LinksView.Shared> shared(Connection connection, TenantId tenant, long number)
            throws SQLException {
        List<LinksView.Shared> shared = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(SHARED)) {
            select.setInt(1, LinksView.CASES_PER_ENTITY + 1);
            select.setString(2, tenant.value());
            select.setLong(3, number);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    shared.add(new LinksView.Shared(
                            new Alert.Entity(row.getString(1), row.getString(2)),
                            row.getLong(3),
                            row.getString(4),
                            row.getString(5),
                            CaseState.of(row.getString(6)),
                            disposition(row.getString(7))));
                }
            }
        }
        return shared;
    }

    public NormalView normal(TenantId tenant, long number) {
        return transactions.withConnection(tenant, connection -> {
            reader.require(connection, tenant, number, false, clock.instant());
            List<CaseAlertView> alerts = history.alerts(connection, tenant, number);
            Instant until =
                    alerts.isEmpty() ? clock.instant() : alerts.getFirst().occurredAt();
            Instant from = until.minus(Duration.ofDays(config.normalDays()));
            String[] cards = alerts.stream()
                    .map(CaseAlertView::panToken)
                    .filter(token -> token != null)
                    .distinct()
                    .limit(MAX_CARDS)
                    .toArray(String[]::new);
            List<NormalView.Payment> payments = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(PAYMENTS)) {
                select.setString(1, tenant.value());
                select.setArray(2, connection.createArrayOf("text", cards));
                select.setObject(3, from.atOffset(ZoneOffset.UTC));
                select.setObject(4, until.atOffset(ZoneOffset.UTC));
                select.setLong(5, number);
                select.setInt(6, MAX_PAYMENTS + 1);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        payments.add(new NormalView.Payment(
                                row.getBigDecimal(1).stripTrailingZeros(),
                                row.getString(2),
                                row.getObject(3, OffsetDateTime.class).toInstant(),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6)));
                    }
                }
            }
            boolean complete = payments.size() <= MAX_PAYMENTS;
            return NormalView.of(
                    config.normalDays(),
                    from,
                    complete ? payments : payments.subList(0, MAX_PAYMENTS),
                    complete,
                    alerts);
        });
    }

    public List<SimilarCaseView> similar(TenantId tenant, long number) {
        return transactions.withConnection(tenant, connection -> {
            CaseSummaryView own = reader.require(connection, tenant, number, false, clock.instant());
            List<SimilarCaseView.Candidate> candidates = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(SIMILAR)) {
                select.setLong(1, number);
                select.setString(2, tenant.value());
                select.setLong(3, number);
                select.setString(4, tenant.value());
                select.setLong(5, number);
                select.setString(6, tenant.value());
                select.setInt(7, LOOKED_AT);
                select.setArray(
                        8, connection.createArrayOf("text", own.reasons().toArray()));
                select.setInt(9, CANDIDATES);
                select.setInt(10, 4 * CANDIDATES);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        candidates.add(new SimilarCaseView.Candidate(
                                row.getLong(1),
                                Disposition.of(row.getString(2)),
                                row.getObject(3, OffsetDateTime.class).toInstant(),
                                row.getInt(4),
                                List.of((String[]) row.getArray(6).getArray()),
                                List.of((String[]) row.getArray(5).getArray())));
                    }
                }
            }
            return SimilarCaseView.rank(own.reasons(), candidates);
        });
    }

    private static @Nullable Disposition disposition(@Nullable String wireName) {
        return wireName == null ? null : Disposition.of(wireName);
    }
}
