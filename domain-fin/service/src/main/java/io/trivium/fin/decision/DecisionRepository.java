package io.trivium.fin.decision;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Decisions and labels as PostgreSQL has them: a projection of the log, never ahead of it. Thread-safe. */
@ApplicationScoped
public class DecisionRepository {

    private static final String COLUMNS = """
        d.authorization_id, d.outcome, d.score, d.threshold, d.refer_threshold, d.model_name, d.model_version,
        d.degraded, d.reason_codes as reasons, d.feature_set_version, d.content_hash, d.occurred_at, d.decided_at,
        d.latency_ms, d.pan_token, d.terminal_id, trim_scale(d.amount) as amount, d.currency, d.merchant_id, d.mcc,
        d.country, d.channel, d.card_present, d.customer_id, d.device_id, d.counterparty_id, d.home_distance_km,
        case when l.label is not null then jsonb_build_object('label', l.label, 'source', l.source,
            'observedAt', l.observed_at) end as label,
        case when r.received_at is not null then jsonb_build_object('at', r.received_at,
            'amountLeft', r.amount_left) end as reversal,
        """;

    /** In lists. */
    private static final String NO_DETAILS = "null::jsonb as features, null::jsonb as rule_hits,"
            + " null::jsonb as shadow_hits, null::jsonb as contributions";

    private static final String JOINED = " left join authorization_label l"
            + " on l.tenant_id = d.tenant_id and l.authorization_id = d.authorization_id"
            + " left join authorization_reversal r"
            + " on r.tenant_id = d.tenant_id and r.authorization_id = d.authorization_id";

    private static final String FROM = " from decision d" + JOINED + " where d.tenant_id = :tenant";

    private static final String LIST = "select " + COLUMNS + NO_DETAILS + FROM;

    private static final SqlQuery<DecisionView> FIND =
            SqlQuery.of(DecisionView.class, "select " + COLUMNS + """
                    d.features, coalesce(d.rule_hits, '[]') as rule_hits, coalesce(d.shadow_hits, '[]') as shadow_hits,
                    coalesce(d.contributions, '[]') as contributions\
                    """ + FROM + " and d.authorization_id = :id");

    private static final SqlQuery<DecisionView> AFTER = SqlQuery.of(
            DecisionView.class,
            LIST + " and d.decided_at >= :decidedAt and d.authorization_id <> :id"
                    + " order by d.decided_at, d.authorization_id limit :limit");

    private static final SqlQuery<DecisionView> NAMED =
            SqlQuery.of(DecisionView.class, LIST + " and d.authorization_id = any (:ids)");

    private static final SqlUpdate ADD_REVERSAL = SqlUpdate.of("""
        insert into authorization_reversal (tenant_id, authorization_id, received_at, amount_left)
        values (:tenant, :id, :receivedAt, :left) on conflict (tenant_id, authorization_id) do nothing
        """);

    /** Decisions that are sorted by something else than their time: the newest. */
    static final int SORTED = 10_000;

    private final TenantTransactions transactions;
    private final DataSource dataSource;
    private final DecisionInsert insert;

    /** The statements of lists by their text: one for each combination of filters that was used. */
    private final Map<String, SqlQuery<DecisionView>> lists = new ConcurrentHashMap<>();

    DecisionRepository(TenantTransactions transactions, DataSource dataSource, ObjectMapper json) {
        this.transactions = transactions;
        this.dataSource = dataSource;
        this.insert = new DecisionInsert(json);
    }

    /**
     * The filter of a list.
     *
     * @param outcomes empty for all
     * @param minScore null for any, and for those without a score
     * @param from decidedAt at or after
     * @param to decidedAt before
     * @param sameCardAs id of a decision with the requested card, so that no card is in an address
     */
    public record Filter(
            Set<Outcome> outcomes,
            @Nullable Double minScore,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String sameCardAs) {

        static final Filter NONE = new Filter(Set.of(), null, null, null, null);
    }

    /** Stores what is not stored yet, in the order given: the first decision of an id stays. @return rows added */
    int add(TenantId tenant, List<AuthorizationDecided> decisions) {
        return transactions.withConnection(tenant, connection -> insert.add(connection, tenant, decisions));
    }

    /** Stores the labels of authorizations, and the effective one ({@link EffectiveLabel}). */
    void addLabels(TenantId tenant, List<LabelObserved> labels) {
        transactions.run(tenant, () -> keepLabels(tenant, labels));
    }

    /** As {@link #addLabels}, inside the caller's transaction of this tenant. */
    public void keepLabels(TenantId tenant, List<LabelObserved> labels) {
        try (Connection connection = dataSource.getConnection()) {
            LabelStore.keep(connection, tenant, labels);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /**
     * Stores the reversal of an authorization; the first one stays.
     *
     * @param left the amount that remains, in the authorization's currency; null when all of it is reversed
     */
    public void addReversal(TenantId tenant, String authorizationId, Instant receivedAt, @Nullable BigDecimal left) {
        transactions.withConnection(
                tenant,
                connection -> ADD_REVERSAL
                        .on(connection)
                        .set("tenant", tenant)
                        .set("id", authorizationId)
                        .set("receivedAt", receivedAt)
                        .set("left", left)
                        .run());
    }

    /** The decision with its features and label. */
    public Optional<DecisionView> find(TenantId tenant, String authorizationId) {
        return transactions.withConnection(
                tenant,
                connection -> FIND.on(connection)
                        .set("tenant", tenant)
                        .set("id", authorizationId)
                        .first());
    }

    /** Up to {@code limit} decisions before the cursor, newest first, without features. */
    public List<DecisionView> before(TenantId tenant, @Nullable DecisionCursor cursor, Filter filter, int limit) {
        StringBuilder sql = new StringBuilder(LIST);
        Map<String, Object> values = new HashMap<>();
        if (cursor != null) {
            sql.append(" and d.decided_at <= :decidedAt and (d.decided_at < :decidedAt or d.authorization_id > :id)");
            values.put("decidedAt", cursor.decidedAt());
            values.put("id", cursor.authorizationId());
        }
        narrow(sql, values, filter);
        sql.append(" order by d.decided_at desc, d.authorization_id limit :limit");
        values.put("limit", limit);
        return list(tenant, sql.toString(), values);
    }

    /**
     * Up to {@code limit} of the newest {@value #SORTED} decisions in another order, without features.
     *
     * @param skipped how many of that order come before
     */
    public List<DecisionView> sorted(
            TenantId tenant, Filter filter, DecisionSort sort, boolean descending, int skipped, int limit) {
        StringBuilder keys = new StringBuilder("select d.authorization_id, d.occurred_at, d.decided_at, ")
                .append(sort.expression())
                .append(" as place from decision d where d.tenant_id = :tenant");
        Map<String, Object> values = new HashMap<>();
        narrow(keys, values, filter);
        keys.append(" order by d.decided_at desc, d.authorization_id limit ").append(SORTED);
        String order =
                descending ? "place desc, decided_at desc, authorization_id" : "place, decided_at, authorization_id";
        String sql = "select " + COLUMNS + NO_DETAILS + " from (select * from (" + keys + ") newest order by " + order
                + " offset :skipped limit :limit) k join decision d on d.tenant_id = :tenant"
                + " and d.authorization_id = k.authorization_id and d.occurred_at = k.occurred_at" + JOINED
                + " order by k." + order.replace(", ", ", k.");
        values.put("skipped", skipped);
        values.put("limit", limit);
        return list(tenant, sql, values);
    }

    private static void narrow(StringBuilder sql, Map<String, Object> values, Filter filter) {
        if (!filter.outcomes().isEmpty()) {
            sql.append(" and d.outcome = any (:outcomes)");
            values.put("outcomes", filter.outcomes());
        }
        if (filter.minScore() != null) {
            sql.append(" and d.score >= :minScore");
            values.put("minScore", filter.minScore());
        }
        if (filter.from() != null) {
            sql.append(" and d.decided_at >= :from");
            values.put("from", filter.from());
        }
        if (filter.to() != null) {
            sql.append(" and d.decided_at < :to");
            values.put("to", filter.to());
        }
        if (filter.sameCardAs() != null) {
            sql.append(" and d.pan_token = (select pan_token from decision where tenant_id = :tenant"
                    + " and authorization_id = :sameCardAs limit 1)");
            values.put("sameCardAs", filter.sameCardAs());
        }
    }

    /** Up to {@code limit} decisions at or after the cursor's time, oldest first, without the cursor's own. */
    public List<DecisionView> after(TenantId tenant, DecisionCursor cursor, int limit) {
        return transactions.withConnection(
                tenant,
                connection -> AFTER.on(connection)
                        .set("tenant", tenant)
                        .set("decidedAt", cursor.decidedAt())
                        .set("id", cursor.authorizationId())
                        .set("limit", limit)
                        .list());
    }

    /** Returns the existing decisions with these ids, without features, in no order. */
    public List<DecisionView> named(TenantId tenant, Collection<String> authorizationIds) {
        return transactions.withConnection(
                tenant,
                connection -> NAMED.on(connection)
                        .set("tenant", tenant)
                        .set("ids", authorizationIds)
                        .list());
    }

    private List<DecisionView> list(TenantId tenant, String sql, Map<String, Object> values) {
        SqlQuery<DecisionView> query = lists.computeIfAbsent(sql, text -> SqlQuery.of(DecisionView.class, text));
        return transactions.withConnection(tenant, connection -> {
            var call = query.on(connection).set("tenant", tenant);
            values.forEach(call::set);
            return call.list();
        });
    }
}
