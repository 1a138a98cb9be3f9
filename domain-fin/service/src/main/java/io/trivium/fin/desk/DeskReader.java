package io.trivium.fin.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.Disposition;
import io.trivium.fin.decision.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks payments, parties and cases up by exact identifiers, each by an index, inside the caller's transaction of the
 * tenant. Thread-safe.
 */
@ApplicationScoped
class DeskReader {

    /** Maximum number of payments on the page of an entity. */
    static final int MAX_PAYMENTS = 5_000;

    private static final int MAX_CASES = 10;

    private static final TypeReference<Map<String, Double>> FEATURES = new TypeReference<>() {};

    private static final String OF_DECISIONS = """
            select d.authorization_id, d.outcome, d.score, d.degraded, d.amount, d.currency, d.occurred_at, l.label,
                a.case_number, d.customer_id, d.pan_token, d.merchant_id, d.terminal_id, d.device_id, d.counterparty_id
            from decision d
            left join authorization_label l on l.tenant_id = d.tenant_id and l.authorization_id = d.authorization_id
            left join case_alert a on a.tenant_id = d.tenant_id and a.authorization_id = d.authorization_id
            where d.tenant_id = ? and\s""";

    private static final String OF_ALERTS = """
            select d.authorization_id, d.outcome, d.score, d.degraded, d.amount, d.currency, d.occurred_at, l.label,
                d.case_number, null as customer_id, d.pan_token, d.merchant_id, d.terminal_id, d.device_id,
                d.counterparty_id
            from case_alert d
            left join authorization_label l on l.tenant_id = d.tenant_id and l.authorization_id = d.authorization_id
            where d.tenant_id = ? and\s""";

    private static final String CASE = "select c.case_number, c.state, c.disposition, c.opened_at from fraud_case c";

    private static final String LISTS = """
            select l.name, l.kind, e.state, e.reason, e.added_by, e.expires_at from token_list l
            join token_list_entry e on e.tenant_id = l.tenant_id and e.list = l.name and e.value = ?
                and e.state in ('pending', 'active') and (e.expires_at is null or e.expires_at > ?)
            where l.tenant_id = ? order by l.name limit 50
            """;

    private final ObjectMapper json;

    DeskReader(ObjectMapper json) {
        this.json = json;
    }

    /** The payment of this id, from the decisions, or from the alerts where retention has dropped the decision. */
    Optional<EntityView.Row> payment(Connection connection, TenantId tenant, String authorizationId)
            throws SQLException {
        List<Object> values = List.of(tenant.value(), authorizationId);
        List<EntityView.Row> found = rows(connection, OF_DECISIONS + "d.authorization_id = ? limit 1", values);
        return found.isEmpty()
                ? rows(connection, OF_ALERTS + "d.authorization_id = ? limit 1", values).stream()
                        .findFirst()
                : Optional.of(found.getFirst());
    }

    /** The newest payment of an entity; for a type of which alerts alone are indexed, the newest alert. */
    Optional<EntityView.Row> newest(Connection connection, TenantId tenant, EntityType type, String value)
            throws SQLException {
        String sql = (type.coversAllPayments() ? OF_DECISIONS : OF_ALERTS) + "d." + type.column()
                + " = ? order by d.occurred_at desc limit 1";
        return rows(connection, sql, List.of(tenant.value(), value)).stream().findFirst();
    }

    /** Payments of an entity since then, newest first, up to one more than {@link #MAX_PAYMENTS}. */
    List<EntityView.Row> payments(Connection connection, TenantId tenant, EntityType type, String value, Instant from)
            throws SQLException {
        String sql = (type.coversAllPayments() ? OF_DECISIONS : OF_ALERTS)
                + "d." + type.column() + " = ? and d.occurred_at >= ? order by d.occurred_at desc limit "
                + (MAX_PAYMENTS + 1);
        return rows(connection, sql, List.of(tenant.value(), value, from.atOffset(ZoneOffset.UTC)));
    }

    /**
     * Returns the subject of a case; empty for a case about a payment without card and customer, and if there is no
     * such case.
     */
    Optional<Map.Entry<EntityType, String>> partyOfCase(Connection connection, TenantId tenant, long caseNumber)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select customer_kind, customer from fraud_case where tenant_id = ? and case_number = ?")) {
            select.setString(1, tenant.value());
            select.setLong(2, caseNumber);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next() || row.getString(1).equals("authorization")) {
                    return Optional.empty();
                }
                return Optional.of(Map.entry(EntityType.of(row.getString(1)), row.getString(2)));
            }
        }
    }

    Optional<SearchView.CaseHit> caseOf(Connection connection, TenantId tenant, long caseNumber) throws SQLException {
        return cases(
                        connection,
                        CASE + " where c.tenant_id = ? and c.case_number = ?",
                        List.of(tenant.value(), caseNumber))
                .stream()
                .findFirst();
    }

    /** The newest cases about an entity. */
    List<SearchView.CaseHit> casesAbout(Connection connection, TenantId tenant, EntityType type, String value)
            throws SQLException {
        List<Object> values = new ArrayList<>(List.of(tenant.value(), value));
        String sql = switch (type) {
            case CUSTOMER -> CASE + " where c.tenant_id = ? and c.customer = ? order by c.case_number desc limit ?";
            case MERCHANT -> {
                values.addFirst(tenant.value());
                yield CASE + " where c.tenant_id = ? and c.case_number in (select a.case_number from case_alert a"
                        + " where a.tenant_id = ? and a.merchant_id = ? order by a.occurred_at desc limit 200)"
                        + " order by c.case_number desc limit ?";
            }
            case CARD, TERMINAL, DEVICE, COUNTERPARTY -> {
                values.add(1, type.wireName());
                yield CASE + " join case_entity e on e.tenant_id = c.tenant_id and e.case_number = c.case_number"
                        + " where e.tenant_id = ? and e.kind = ? and e.value = ? order by e.case_number desc limit ?";
            }
        };
        values.add(MAX_CASES);
        return cases(connection, sql, values);
    }

    /** Lists that the value is on, or waits for. */
    List<EntityView.Membership> lists(Connection connection, TenantId tenant, String value, Instant now)
            throws SQLException {
        List<EntityView.Membership> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(LISTS)) {
            select.setString(1, value);
            select.setObject(2, now.atOffset(ZoneOffset.UTC));
            select.setString(3, tenant.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    OffsetDateTime expires = row.getObject(6, OffsetDateTime.class);
                    found.add(new EntityView.Membership(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            expires == null ? null : expires.toInstant()));
                }
            }
        }
        return found;
    }

    /** The model's features of a payment whose names begin so. */
    Map<String, Double> features(Connection connection, TenantId tenant, String authorizationId, String prefix)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select features from decision where tenant_id = ? and authorization_id = ? limit 1")) {
            select.setString(1, tenant.value());
            select.setString(2, authorizationId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return new TreeMap<>();
                }
                Map<String, Double> found = new TreeMap<>(json.readValue(row.getString(1), FEATURES));
                found.keySet().removeIf(name -> !name.startsWith(prefix));
                return found;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored features are not a map of numbers", e);
        }
    }

    private static List<EntityView.Row> rows(Connection connection, String sql, List<Object> values)
            throws SQLException {
        try (PreparedStatement select = prepared(connection, sql, values);
                ResultSet row = select.executeQuery()) {
            List<EntityView.Row> found = new ArrayList<>();
            while (row.next()) {
                Map<EntityType, String> parties = new EnumMap<>(EntityType.class);
                for (EntityType type : EntityType.values()) {
                    String token = row.getString(type.column());
                    if (token != null) parties.put(type, token);
                }
                found.add(new EntityView.Row(payment(row), parties));
            }
            return found;
        }
    }

    private static SearchView.FoundPayment payment(ResultSet row) throws SQLException {
        BigDecimal amount = row.getBigDecimal("amount");
        return new SearchView.FoundPayment(
                row.getString("authorization_id"),
                Outcome.of(row.getString("outcome")),
                row.getObject("score", Double.class),
                row.getBoolean("degraded"),
                amount == null ? null : amount.stripTrailingZeros(),
                row.getString("currency"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getString("label"),
                row.getObject("case_number", Long.class));
    }

    private static List<SearchView.CaseHit> cases(Connection connection, String sql, List<Object> values)
            throws SQLException {
        try (PreparedStatement select = prepared(connection, sql, values);
                ResultSet row = select.executeQuery()) {
            List<SearchView.CaseHit> found = new ArrayList<>();
            while (row.next()) {
                @Nullable String disposition = row.getString(3);
                found.add(new SearchView.CaseHit(
                        row.getLong(1),
                        CaseState.of(row.getString(2)),
                        disposition == null ? null : Disposition.of(disposition),
                        row.getObject(4, OffsetDateTime.class).toInstant()));
            }
            return found;
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, List<Object> values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return statement;
    }
}
