package io.trivium.fin.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.tenancy.SqlFailure;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.rule.engine.RuleHit;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Decisions and labels as PostgreSQL has them: a projection of the log, never ahead of it. Thread-safe. */
@ApplicationScoped
public class DecisionRepository {

    private static final String COLUMNS = """
            d.authorization_id, d.outcome, d.score, d.threshold, d.refer_threshold, d.model_name, d.model_version,
            d.degraded, d.reason_codes, d.feature_set_version, d.content_hash, d.occurred_at, d.decided_at,
            d.latency_ms, d.pan_token, d.terminal_id, d.amount, d.currency, d.merchant_id, d.mcc, d.country, d.channel,
            d.card_present, d.customer_id, d.device_id, d.counterparty_id, d.home_distance_km, l.label, l.source, l.observed_at, r.received_at as reversed_at, r.amount_left""";

    private static final String JOINED = " left join authorization_label l"
            + " on l.tenant_id = d.tenant_id and l.authorization_id = d.authorization_id"
            + " left join authorization_reversal r"
            + " on r.tenant_id = d.tenant_id and r.authorization_id = d.authorization_id";

    private static final String FROM = " from decision d" + JOINED + " where d.tenant_id = ?";

    private static final TypeReference<Map<String, Double>> FEATURES = new TypeReference<>() {};
    private static final TypeReference<List<RuleHit>> HITS = new TypeReference<>() {};
    private static final TypeReference<List<Contribution>> CONTRIBUTIONS = new TypeReference<>() {};

    /** Decisions that are sorted by something else than their time: the newest. */
    static final int SORTED = 10_000;

    private final TenantTransactions transactions;
    private final DataSource dataSource;
    private final ObjectMapper json;
    private final DecisionInsert insert;

    DecisionRepository(TenantTransactions transactions, DataSource dataSource, ObjectMapper json) {
        this.transactions = transactions;
        this.dataSource = dataSource;
        this.json = json;
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
        transactions.withConnection(tenant, connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into authorization_reversal (tenant_id, authorization_id, received_at, amount_left)"
                            + " values (?, ?, ?, ?) on conflict (tenant_id, authorization_id) do nothing")) {
                insert.setString(1, tenant.value());
                insert.setString(2, authorizationId);
                insert.setObject(3, receivedAt.atOffset(ZoneOffset.UTC));
                insert.setBigDecimal(4, left);
                return insert.executeUpdate();
            }
        });
    }

    /** The decision with its features and label. */
    public Optional<DecisionView> find(TenantId tenant, String authorizationId) {
        return transactions.withConnection(tenant, connection -> {
            String sql = "select " + COLUMNS + ", d.features, d.rule_hits, d.shadow_hits, d.contributions" + FROM
                    + " and d.authorization_id = ?";
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setString(1, tenant.value());
                select.setString(2, authorizationId);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(view(row, true)) : Optional.empty();
                }
            }
        });
    }

    /** Up to {@code limit} decisions before the cursor, newest first, without features. */
    public List<DecisionView> before(TenantId tenant, @Nullable DecisionCursor cursor, Filter filter, int limit) {
        StringBuilder sql = new StringBuilder("select ").append(COLUMNS).append(FROM);
        List<Object> values = new ArrayList<>();
        values.add(tenant.value());
        if (cursor != null) {
            sql.append(" and d.decided_at <= ? and (d.decided_at < ? or d.authorization_id > ?)");
            values.add(cursor.decidedAt().atOffset(ZoneOffset.UTC));
            values.add(cursor.decidedAt().atOffset(ZoneOffset.UTC));
            values.add(cursor.authorizationId());
        }
        narrow(sql, values, tenant, filter);
        sql.append(" order by d.decided_at desc, d.authorization_id limit ?");
        values.add(limit);
        return transactions.withConnection(tenant, connection -> list(connection, sql.toString(), values));
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
                .append(" as place from decision d where d.tenant_id = ?");
        List<Object> values = new ArrayList<>();
        values.add(tenant.value());
        narrow(keys, values, tenant, filter);
        keys.append(" order by d.decided_at desc, d.authorization_id limit ").append(SORTED);
        String order =
                descending ? "place desc, decided_at desc, authorization_id" : "place, decided_at, authorization_id";
        String sql = "select " + COLUMNS + " from (select * from (" + keys + ") newest order by " + order
                + " offset ? limit ?) k join decision d on d.tenant_id = ? and d.authorization_id = k.authorization_id"
                + " and d.occurred_at = k.occurred_at" + JOINED + " order by k."
                + order.replace(", ", ", k.");
        values.add(skipped);
        values.add(limit);
        values.add(tenant.value());
        return transactions.withConnection(tenant, connection -> list(connection, sql, values));
    }

    private static void narrow(StringBuilder sql, List<Object> values, TenantId tenant, Filter filter) {
        if (!filter.outcomes().isEmpty()) {
            sql.append(" and d.outcome = any (?)");
            values.add(filter.outcomes().stream().map(Outcome::wireName).toArray(String[]::new));
        }
        if (filter.minScore() != null) {
            sql.append(" and d.score >= ?");
            values.add(filter.minScore());
        }
        if (filter.from() != null) {
            sql.append(" and d.decided_at >= ?");
            values.add(filter.from().atOffset(ZoneOffset.UTC));
        }
        if (filter.to() != null) {
            sql.append(" and d.decided_at < ?");
            values.add(filter.to().atOffset(ZoneOffset.UTC));
        }
        if (filter.sameCardAs() != null) {
            sql.append(" and d.pan_token = (select pan_token from decision where tenant_id = ? and authorization_id = ?"
                    + " limit 1)");
            values.add(tenant.value());
            values.add(filter.sameCardAs());
        }
    }

    /** Up to {@code limit} decisions at or after the cursor's time, oldest first, without the cursor's own. */
    public List<DecisionView> after(TenantId tenant, DecisionCursor cursor, int limit) {
        String sql = "select " + COLUMNS + FROM
                + " and d.decided_at >= ? and d.authorization_id <> ? order by d.decided_at, d.authorization_id limit ?";
        List<Object> values =
                List.of(tenant.value(), cursor.decidedAt().atOffset(ZoneOffset.UTC), cursor.authorizationId(), limit);
        return transactions.withConnection(tenant, connection -> list(connection, sql, values));
    }

    /** Returns the existing decisions with these ids, without features, in no order. */
    public List<DecisionView> named(TenantId tenant, Collection<String> authorizationIds) {
        List<Object> values = List.of(tenant.value(), authorizationIds.toArray(String[]::new));
        return transactions.withConnection(
                tenant,
                connection ->
                        list(connection, "select " + COLUMNS + FROM + " and d.authorization_id = any (?)", values));
    }

    private List<DecisionView> list(Connection connection, String sql, List<Object> values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) instanceof String[] names) {
                    select.setArray(i + 1, connection.createArrayOf("text", names));
                } else {
                    select.setObject(i + 1, values.get(i));
                }
            }
            List<DecisionView> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(view(row, false));
                }
            }
            return found;
        }
    }

    private DecisionView view(ResultSet row, boolean withFeatures) throws SQLException {
        String channel = row.getString("channel");
        String label = row.getString("label");
        OffsetDateTime reversedAt = row.getObject("reversed_at", OffsetDateTime.class);
        return new DecisionView(
                row.getString("authorization_id"),
                row.getString("pan_token"),
                row.getString("terminal_id"),
                row.getString("merchant_id"),
                row.getString("mcc"),
                row.getString("country"),
                channel == null ? null : Channel.of(channel),
                row.getObject("card_present", Boolean.class),
                row.getString("customer_id"),
                row.getString("device_id"),
                row.getString("counterparty_id"),
                row.getObject("home_distance_km", Double.class),
                row.getBigDecimal("amount") == null
                        ? null
                        : row.getBigDecimal("amount").stripTrailingZeros(),
                row.getString("currency"),
                instant(row, "occurred_at"),
                instant(row, "decided_at"),
                row.getObject("latency_ms", Long.class),
                Outcome.of(row.getString("outcome")),
                row.getObject("score", Double.class),
                row.getDouble("threshold"),
                row.getObject("refer_threshold", Double.class),
                row.getString("model_name"),
                row.getString("model_version"),
                row.getBoolean("degraded"),
                texts(row.getArray("reason_codes")),
                withFeatures ? features(row.getString("features")) : null,
                row.getString("feature_set_version"),
                row.getString("content_hash"),
                withFeatures ? listed(row.getString("rule_hits"), HITS) : null,
                withFeatures ? listed(row.getString("shadow_hits"), HITS) : null,
                withFeatures ? listed(row.getString("contributions"), CONTRIBUTIONS) : null,
                label == null
                        ? null
                        : new DecisionView.LabelView(label, row.getString("source"), instant(row, "observed_at")),
                reversedAt == null
                        ? null
                        : new DecisionView.ReversalView(reversedAt.toInstant(), row.getBigDecimal("amount_left")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private <T> List<T> listed(@Nullable String text, TypeReference<List<T>> type) {
        try {
            return text == null ? List.of() : json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored reasons of a decision cannot be read", e);
        }
    }

    private Map<String, Double> features(String text) {
        try {
            return json.readValue(text, FEATURES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored features are not a map of numbers", e);
        }
    }
}
