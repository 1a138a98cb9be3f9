package io.trivium.fin.desk;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks payments, parties and cases up by exact identifiers, each by an index, inside the caller's transaction of the
 * tenant. Thread-safe.
 */
@ApplicationScoped
class DeskReader {

    /** Maximum number of payments on the page of an entity. */
    static final int MAX_PAYMENTS = 5_000;

    private static final int MAX_CASES = 10;

    private static final String OF_DECISIONS = """
        select d.authorization_id, d.outcome, d.score, d.degraded, trim_scale(d.amount) as amount, d.currency,
            d.occurred_at, l.label, a.case_number, jsonb_strip_nulls(jsonb_build_object('customer', d.customer_id,
                'card', d.pan_token, 'merchant', d.merchant_id, 'terminal', d.terminal_id, 'device', d.device_id,
                'counterparty', d.counterparty_id)) as parties
        from decision d
        left join authorization_label l on l.tenant_id = d.tenant_id and l.authorization_id = d.authorization_id
        left join case_alert a on a.tenant_id = d.tenant_id and a.authorization_id = d.authorization_id
        where d.tenant_id = :tenant and
        """;

    private static final String OF_ALERTS = """
        select d.authorization_id, d.outcome, d.score, d.degraded, trim_scale(d.amount) as amount, d.currency,
            d.occurred_at, l.label, d.case_number, jsonb_strip_nulls(jsonb_build_object('card', d.pan_token,
                'merchant', d.merchant_id, 'terminal', d.terminal_id, 'device', d.device_id,
                'counterparty', d.counterparty_id)) as parties
        from case_alert d
        left join authorization_label l on l.tenant_id = d.tenant_id and l.authorization_id = d.authorization_id
        where d.tenant_id = :tenant and
        """;

    private static final SqlQuery<EntityView.Row> DECISION =
            SqlQuery.of(EntityView.Row.class, OF_DECISIONS + "d.authorization_id = :id limit 1");

    private static final SqlQuery<EntityView.Row> ALERT =
            SqlQuery.of(EntityView.Row.class, OF_ALERTS + "d.authorization_id = :id limit 1");

    private static final Map<EntityType, SqlQuery<EntityView.Row>> PAYMENTS = payments();

    private static final SqlQuery<Party> PARTY = SqlQuery.of(Party.class, """
        select customer_kind as type, customer as value from fraud_case
        where tenant_id = :tenant and case_number = :number and customer_kind <> 'authorization'
        """);

    private static final String CASE = "select c.case_number, c.state, c.disposition, c.opened_at from fraud_case c";

    private static final SqlQuery<SearchView.CaseHit> CASE_OF =
            SqlQuery.of(SearchView.CaseHit.class, CASE + " where c.tenant_id = :tenant and c.case_number = :number");

    private static final SqlQuery<SearchView.CaseHit> CASES_OF_CUSTOMER = SqlQuery.of(
            SearchView.CaseHit.class,
            CASE + " where c.tenant_id = :tenant and c.customer = :value order by c.case_number desc limit :limit");

    private static final SqlQuery<SearchView.CaseHit> CASES_OF_MERCHANT = SqlQuery.of(
            SearchView.CaseHit.class,
            CASE + " where c.tenant_id = :tenant and c.case_number in (select a.case_number from case_alert a"
                    + " where a.tenant_id = :tenant and a.merchant_id = :value order by a.occurred_at desc limit 200)"
                    + " order by c.case_number desc limit :limit");

    private static final SqlQuery<SearchView.CaseHit> CASES_OF_ENTITY = SqlQuery.of(
            SearchView.CaseHit.class,
            CASE + " join case_entity e on e.tenant_id = c.tenant_id and e.case_number = c.case_number"
                    + " where e.tenant_id = :tenant and e.kind = :type and e.value = :value"
                    + " order by e.case_number desc limit :limit");

    private static final SqlQuery<EntityView.Membership> LISTS = SqlQuery.of(EntityView.Membership.class, """
        select l.name as list, l.kind, e.state, e.reason, e.added_by, e.expires_at from token_list l
        join token_list_entry e on e.tenant_id = l.tenant_id and e.list = l.name and e.value = :value
            and e.state in ('pending', 'active') and (e.expires_at is null or e.expires_at > :now)
        where l.tenant_id = :tenant order by l.name limit 50
        """);

    private static final SqlQuery<Features> FEATURES = SqlQuery.of(Features.class, """
        select authorization_id, features from decision
        where tenant_id = :tenant and authorization_id = :id limit 1
        """);

    /** The subject of a case. */
    record Party(EntityType type, String value) {}

    private record Features(String authorizationId, Map<String, Double> features) {}

    private static Map<EntityType, SqlQuery<EntityView.Row>> payments() {
        Map<EntityType, SqlQuery<EntityView.Row>> payments = new EnumMap<>(EntityType.class);
        for (EntityType type : EntityType.values()) {
            payments.put(
                    type,
                    SqlQuery.of(
                            EntityView.Row.class,
                            (type.coversAllPayments() ? OF_DECISIONS : OF_ALERTS) + "d." + type.column()
                                    + " = :value and d.occurred_at >= :from order by d.occurred_at desc limit :limit"));
        }
        return payments;
    }

    /** The payment of this id, from the decisions, or from the alerts where retention has dropped the decision. */
    Optional<EntityView.Row> payment(Connection connection, TenantId tenant, String authorizationId) {
        return DECISION.on(connection)
                .set("tenant", tenant)
                .set("id", authorizationId)
                .first()
                .or(() -> ALERT.on(connection)
                        .set("tenant", tenant)
                        .set("id", authorizationId)
                        .first());
    }

    /** The newest payment of an entity; for a type of which alerts alone are indexed, the newest alert. */
    Optional<EntityView.Row> newest(Connection connection, TenantId tenant, EntityType type, String value) {
        return payments(connection, tenant, type, value, Instant.EPOCH, 1).stream()
                .findFirst();
    }

    /** Payments of an entity since then, newest first, up to one more than {@link #MAX_PAYMENTS}. */
    List<EntityView.Row> payments(Connection connection, TenantId tenant, EntityType type, String value, Instant from) {
        return payments(connection, tenant, type, value, from, MAX_PAYMENTS + 1);
    }

    private static List<EntityView.Row> payments(
            Connection connection, TenantId tenant, EntityType type, String value, Instant from, int limit) {
        return Objects.requireNonNull(PAYMENTS.get(type))
                .on(connection)
                .set("tenant", tenant)
                .set("value", value)
                .set("from", from)
                .set("limit", limit)
                .list();
    }

    /**
     * Returns the subject of a case; empty for a case about a payment without card and customer, and if there is no
     * such case.
     */
    Optional<Party> partyOfCase(Connection connection, TenantId tenant, long caseNumber) {
        return PARTY.on(connection)
                .set("tenant", tenant)
                .set("number", caseNumber)
                .first();
    }

    Optional<SearchView.CaseHit> caseOf(Connection connection, TenantId tenant, long caseNumber) {
        return CASE_OF.on(connection)
                .set("tenant", tenant)
                .set("number", caseNumber)
                .first();
    }

    /** The newest cases about an entity. */
    List<SearchView.CaseHit> casesAbout(Connection connection, TenantId tenant, EntityType type, String value) {
        var cases = switch (type) {
            case CUSTOMER -> CASES_OF_CUSTOMER.on(connection);
            case MERCHANT -> CASES_OF_MERCHANT.on(connection);
            case CARD, TERMINAL, DEVICE, COUNTERPARTY ->
                CASES_OF_ENTITY.on(connection).set("type", type);
        };
        return cases.set("tenant", tenant)
                .set("value", value)
                .set("limit", MAX_CASES)
                .list();
    }

    /** Lists that the value is on, or waits for. */
    List<EntityView.Membership> lists(Connection connection, TenantId tenant, String value, Instant now) {
        return LISTS.on(connection)
                .set("tenant", tenant)
                .set("value", value)
                .set("now", now)
                .list();
    }

    /** The model's features of a payment whose names begin so. */
    Map<String, Double> features(Connection connection, TenantId tenant, String authorizationId, String prefix) {
        Map<String, Double> found = new TreeMap<>();
        FEATURES.on(connection)
                .set("tenant", tenant)
                .set("id", authorizationId)
                .each(row -> found.putAll(row.features));
        found.keySet().removeIf(name -> !name.startsWith(prefix));
        return found;
    }
}
