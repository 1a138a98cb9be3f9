package io.trivium.fin.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.rule.engine.RuleInput;
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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decisions as they were made, with the features they were made from, in pages by the time of the payment and id. Thread-safe. */
@ApplicationScoped
class StoredDecisions {

    /** Up to here decisions are counted for the progress of a back-test. */
    static final int COUNTED = 1_000_000;

    private static final TypeReference<Map<String, Double>> FEATURES = new TypeReference<>() {};

    private final ObjectMapper json;

    StoredDecisions(ObjectMapper json) {
        this.json = json;
    }

    /** The start of the next page: after this decision. */
    record Place(Instant occurredAt, String authorizationId) {}

    /**
     * A page, oldest first.
     *
     * @param next null on the last page
     */
    record Page(List<BacktestTally.Row> rows, @Nullable Place next) {}

    long count(Connection connection, TenantId tenant, Instant from, Instant to) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select count(*) from (select 1 from decision"
                + " where tenant_id = ? and occurred_at >= ? and occurred_at < ? limit " + COUNTED + ") counted")) {
            select.setString(1, tenant.value());
            select.setObject(2, from.atOffset(ZoneOffset.UTC));
            select.setObject(3, to.atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    Page page(Connection connection, TenantId tenant, Instant from, Instant to, @Nullable Place after, int limit)
            throws SQLException {
        String sql = """
                select d.authorization_id, d.decided_at, d.occurred_at, d.outcome, d.score, d.features, d.pan_token,
                    d.terminal_id, d.amount, d.currency, d.merchant_id, d.mcc, d.country, d.channel, d.card_present,
                    d.customer_id, d.device_id, d.counterparty_id, d.home_distance_km, l.label
                from decision d left join authorization_label l
                    on l.tenant_id = d.tenant_id and l.authorization_id = d.authorization_id
                where d.tenant_id = ? and d.occurred_at >= ? and d.occurred_at < ?
                """ + (after == null ? "" : " and (d.occurred_at > ? or d.authorization_id > ?)")
                + " order by d.occurred_at, d.authorization_id limit ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int at = 1;
            Instant start = after == null ? from : after.occurredAt();
            select.setString(at++, tenant.value());
            select.setObject(at++, start.atOffset(ZoneOffset.UTC));
            select.setObject(at++, to.atOffset(ZoneOffset.UTC));
            if (after != null) {
                select.setObject(at++, start.atOffset(ZoneOffset.UTC));
                select.setString(at++, after.authorizationId());
            }
            select.setInt(at, limit);
            List<BacktestTally.Row> rows = new ArrayList<>();
            Place last = null;
            int read = 0;
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    read++;
                    last = new Place(
                            row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                            row.getString("authorization_id"));
                    BacktestTally.Row one = row(row, last);
                    if (one != null) {
                        rows.add(one);
                    }
                }
            }
            return new Page(rows, read < limit ? null : last);
        }
    }

    /** Null for a decision without what it was made on, of before that was kept. */
    private BacktestTally.@Nullable Row row(ResultSet row, Place place) throws SQLException {
        String panToken = row.getString("pan_token");
        String terminalId = row.getString("terminal_id");
        BigDecimal amount = row.getBigDecimal("amount");
        String currency = row.getString("currency");
        if (panToken == null || terminalId == null || amount == null || currency == null) {
            return null;
        }
        String channel = row.getString("channel");
        Authorization authorization = new Authorization(
                place.authorizationId(),
                panToken,
                terminalId,
                amount,
                currency,
                place.occurredAt(),
                row.getString("merchant_id"),
                row.getString("mcc"),
                row.getString("country"),
                channel == null ? null : Channel.of(channel),
                row.getObject("card_present", Boolean.class),
                row.getString("customer_id"),
                row.getString("device_id"),
                row.getString("counterparty_id"),
                row.getObject("home_distance_km", Double.class));
        Double score = row.getObject("score", Double.class);
        return new BacktestTally.Row(
                new RuleInput(
                        authorization,
                        features(row.getString("features")),
                        score,
                        row.getObject("decided_at", OffsetDateTime.class).toInstant()),
                score,
                row.getString("outcome"),
                row.getString("label"));
    }

    private FeatureVector features(String text) {
        try {
            return FeatureVector.of(json.readValue(text, FEATURES));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored features are not a map of numbers", e);
        }
    }
}
