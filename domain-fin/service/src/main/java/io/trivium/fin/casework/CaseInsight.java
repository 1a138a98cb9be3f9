package io.trivium.fin.casework;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.casework.queue.CaseworkConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** Computes the context of a case: links, the customer's normal, similar cases. Thread-safe. */
@ApplicationScoped
public class CaseInsight {

    private static final int MAX_PAYMENTS = 5_000;
    private static final int MAX_CARDS = 10;
    private static final int CANDIDATES = 50;
    /** Number of closed cases searched for those with the same reasons. */
    private static final int LOOKED_AT = 2_000;

    private static final SqlQuery<Alert.Entity> ENTITIES = SqlQuery.of(Alert.Entity.class, """
        select kind, value from case_entity where tenant_id = :tenant and case_number = :number
        order by kind, value limit :limit
        """);

    private static final SqlQuery<LinksView.Shared> SHARED = SqlQuery.of(LinksView.Shared.class, """
        select e.kind, e.value, o.case_number, c.customer, c.customer_kind, c.state, c.disposition
        from case_entity e
        cross join lateral (select case_number from case_entity
            where tenant_id = e.tenant_id and kind = e.kind and value = e.value and case_number <> e.case_number
            order by case_number desc limit :limit) o
        join fraud_case c on c.tenant_id = e.tenant_id and c.case_number = o.case_number
        where e.tenant_id = :tenant and e.case_number = :number
        order by array_position(array['card', 'device', 'counterparty', 'terminal'], e.kind), e.value, o.case_number desc
        """);

    private static final SqlQuery<NormalView.Payment> PAYMENTS = SqlQuery.of(NormalView.Payment.class, """
        select trim_scale(d.amount) as amount, d.currency, d.occurred_at, d.terminal_id, d.country, d.channel
        from decision d
        where d.tenant_id = :tenant and d.pan_token = any (:cards) and d.occurred_at >= :from
            and d.occurred_at <= :until and d.amount is not null and d.currency is not null
            and not exists (select from case_alert a where a.tenant_id = d.tenant_id
                and a.authorization_id = d.authorization_id and a.case_number = :number)
        order by d.occurred_at desc limit :limit
        """);

    private static final SqlQuery<SimilarCaseView.Candidate> SIMILAR =
            SqlQuery.of(SimilarCaseView.Candidate.class, """
                select c.case_number, c.disposition, c.closed_at, c.alert_count, c.reasons,
                    array(select e.kind || ':' || e.value from case_entity e join case_entity o
                        on o.tenant_id = e.tenant_id and o.kind = e.kind and o.value = e.value and o.case_number = :number
                        where e.tenant_id = c.tenant_id and e.case_number = c.case_number order by 1) as shared_entities
                from fraud_case c
                where c.tenant_id = :tenant and c.case_number <> :number and c.state = 'closed' and c.case_number in (
                    (select o.case_number from case_entity e
                        cross join lateral (select case_number from case_entity
                            where tenant_id = e.tenant_id and kind = e.kind and value = e.value
                            order by case_number desc limit 50) o
                        where e.tenant_id = :tenant and e.case_number = :number)
                    union
                    (select r.case_number from (select case_number, reasons from fraud_case
                            where tenant_id = :tenant and state = 'closed' order by closed_at desc limit :closed) r
                        where r.reasons && :reasons limit :candidates))
                order by c.closed_at desc limit :limit
                """);

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
            List<Alert.Entity> entities = ENTITIES.on(connection)
                    .set("tenant", tenant)
                    .set("number", number)
                    .set("limit", LinksView.MAX_ENTITIES + 1)
                    .list();
            List<LinksView.Shared> shared = SHARED.on(connection)
                    .set("tenant", tenant)
                    .set("number", number)
                    .set("limit", LinksView.CASES_PER_ENTITY + 1)
                    .list();
            return LinksView.of(own, entities, shared);
        });
    }

    public NormalView normal(TenantId tenant, long number) {
        return transactions.withConnection(tenant, connection -> {
            reader.require(connection, tenant, number, false, clock.instant());
            List<CaseAlertView> alerts = history.alerts(connection, tenant, number);
            Instant until =
                    alerts.isEmpty() ? clock.instant() : alerts.getFirst().occurredAt();
            Instant from = until.minus(Duration.ofDays(config.normalDays()));
            List<NormalView.Payment> payments = PAYMENTS.on(connection)
                    .set("tenant", tenant)
                    .set(
                            "cards",
                            alerts.stream()
                                    .map(CaseAlertView::panToken)
                                    .filter(Objects::nonNull)
                                    .distinct()
                                    .limit(MAX_CARDS)
                                    .toList())
                    .set("from", from)
                    .set("until", until)
                    .set("number", number)
                    .set("limit", MAX_PAYMENTS + 1)
                    .list();
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
            List<SimilarCaseView.Candidate> candidates = SIMILAR.on(connection)
                    .set("tenant", tenant)
                    .set("number", number)
                    .set("closed", LOOKED_AT)
                    .set("reasons", own.reasons())
                    .set("candidates", CANDIDATES)
                    .set("limit", 4 * CANDIDATES)
                    .list();
            return SimilarCaseView.rank(own.reasons(), candidates);
        });
    }
}
