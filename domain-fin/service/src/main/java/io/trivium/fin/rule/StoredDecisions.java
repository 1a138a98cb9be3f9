package io.trivium.fin.rule;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.rule.engine.RuleInput;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decisions as they were made, with the features they were made from, in pages by the time of the payment and id. Thread-safe. */
@ApplicationScoped
class StoredDecisions {

    /** Up to here decisions are counted for the progress of a back-test. */
    static final int COUNTED = 1_000_000;

    private static final SqlQuery<Long> COUNT = SqlQuery.of(
            Long.class,
            "select count(*) from (select 1 from decision"
                    + " where tenant_id = :tenant and occurred_at >= :from and occurred_at < :to limit " + COUNTED
                    + ") counted");

    private static final String PAGE = """
        select d.authorization_id, d.decided_at, d.occurred_at, d.outcome, d.score, d.features, d.pan_token,
            d.terminal_id, d.amount, d.currency, d.merchant_id, d.mcc, d.country, d.channel, d.card_present,
            d.customer_id, d.device_id, d.counterparty_id, d.home_distance_km, l.label
        from decision d left join authorization_label l
            on l.tenant_id = d.tenant_id and l.authorization_id = d.authorization_id
        where d.tenant_id = :tenant and d.occurred_at >= :start and d.occurred_at < :to
        """;

    private static final String ORDER = " order by d.occurred_at, d.authorization_id limit :limit";

    private static final SqlQuery<Stored> FIRST_PAGE = SqlQuery.of(Stored.class, PAGE + ORDER);

    private static final SqlQuery<Stored> NEXT_PAGE =
            SqlQuery.of(Stored.class, PAGE + " and (d.occurred_at > :start or d.authorization_id > :after)" + ORDER);

    /** The start of the next page: after this decision. */
    record Place(Instant occurredAt, String authorizationId) {}

    /**
     * A page, oldest first.
     *
     * @param next null on the last page
     */
    record Page(List<BacktestTally.Row> rows, @Nullable Place next) {}

    /** A decision without a token, terminal or amount is of before these were kept. */
    private record Stored(
            String authorizationId,
            @Nullable String panToken,
            @Nullable String terminalId,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            Instant occurredAt,
            @Nullable String merchantId,
            @Nullable String mcc,
            @Nullable String country,
            @Nullable Channel channel,
            @Nullable Boolean cardPresent,
            @Nullable String customerId,
            @Nullable String deviceId,
            @Nullable String counterpartyId,
            @Nullable Double homeDistanceKm,
            Map<String, Double> features,
            @Nullable Double score,
            Instant decidedAt,
            String outcome,
            @Nullable String label) {

        BacktestTally.@Nullable Row row() {
            if (panToken == null || terminalId == null || amount == null || currency == null) return null;
            Authorization authorization = new Authorization(
                    authorizationId,
                    panToken,
                    terminalId,
                    amount,
                    currency,
                    occurredAt,
                    merchantId,
                    mcc,
                    country,
                    channel,
                    cardPresent,
                    customerId,
                    deviceId,
                    counterpartyId,
                    homeDistanceKm);
            RuleInput input = new RuleInput(authorization, FeatureVector.of(features), score, decidedAt);
            return new BacktestTally.Row(input, score, outcome, label);
        }
    }

    long count(Connection connection, TenantId tenant, Instant from, Instant to) {
        return COUNT.on(connection)
                .set("tenant", tenant)
                .set("from", from)
                .set("to", to)
                .one();
    }

    Page page(Connection connection, TenantId tenant, Instant from, Instant to, @Nullable Place after, int limit) {
        var call = after == null
                ? FIRST_PAGE.on(connection).set("start", from)
                : NEXT_PAGE.on(connection).set("start", after.occurredAt()).set("after", after.authorizationId());
        List<Stored> read =
                call.set("tenant", tenant).set("to", to).set("limit", limit).list();
        List<BacktestTally.Row> rows = new ArrayList<>();
        for (Stored stored : read) {
            BacktestTally.Row row = stored.row();
            if (row != null) rows.add(row);
        }
        if (read.size() < limit) return new Page(rows, null);
        return new Page(rows, new Place(read.getLast().occurredAt, read.getLast().authorizationId));
    }
}
