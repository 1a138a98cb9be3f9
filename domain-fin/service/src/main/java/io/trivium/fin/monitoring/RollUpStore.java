package io.trivium.fin.monitoring;

import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Adds to the roll-ups, inside the caller's transaction of a tenant. Their size grows with hours, not with decisions. */
@ApplicationScoped
class RollUpStore {

    private static final String HOUR = """
        insert into monitoring_hour as kept (tenant_id, hour, approved, referred, declined, degraded, score_bins,
            score_sums, latency) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (tenant_id, hour) do update set
            approved = kept.approved + excluded.approved, referred = kept.referred + excluded.referred,
            declined = kept.declined + excluded.declined, degraded = kept.degraded + excluded.degraded,
            score_bins = added(kept.score_bins, excluded.score_bins),
            score_sums = added(kept.score_sums, excluded.score_sums),
            latency = added(kept.latency, excluded.latency)\
        """;

    private static final String FEATURE = """
        insert into monitoring_feature_hour as kept (tenant_id, hour, feature, bins)
        select ?, hour, feature, bins::bigint[] from unnest(?::timestamptz[], ?::text[], ?::text[]) as row (hour, feature, bins)
        on conflict (tenant_id, hour, feature) do update set bins = added(kept.bins, excluded.bins)\
        """;

    private static final String MONEY = """
        insert into monitoring_money_day as kept (tenant_id, day, currency, declined, referred, fraud_stopped,
            fraud_passed, genuine_declined) values (?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (tenant_id, day, currency) do update set
            declined = kept.declined + excluded.declined, referred = kept.referred + excluded.referred,
            fraud_stopped = kept.fraud_stopped + excluded.fraud_stopped,
            fraud_passed = kept.fraud_passed + excluded.fraud_passed,
            genuine_declined = kept.genuine_declined + excluded.genuine_declined\
        """;

    private static final String QUALITY = """
        insert into monitoring_quality_day as kept (tenant_id, day, fraud_bins, alerts_fraud, alerts_genuine,
            passed_fraud, passed_genuine) values (?, ?, ?, ?, ?, ?, ?)
        on conflict (tenant_id, day) do update set
            fraud_bins = added(kept.fraud_bins, excluded.fraud_bins),
            alerts_fraud = kept.alerts_fraud + excluded.alerts_fraud,
            alerts_genuine = kept.alerts_genuine + excluded.alerts_genuine,
            passed_fraud = kept.passed_fraud + excluded.passed_fraud,
            passed_genuine = kept.passed_genuine + excluded.passed_genuine\
        """;

    /**
     * Labels whose turn it is, with the decision each is about where there is one. A decision is found by its key: joined as
     * a table, all that were ever made are read for a handful of labels.
     */
    private static final String DUE = """
        select due.authorization_id, l.label, l.counted, d.occurred_at, d.outcome, d.score, d.amount, d.currency
        from (select tenant_id, authorization_id from label_to_count
              where tenant_id = ? and due_at <= now() order by due_at limit ?) due
            join authorization_label l
                on l.tenant_id = due.tenant_id and l.authorization_id = due.authorization_id
            left join lateral (
                select occurred_at, outcome, score, amount, currency from decision
                where tenant_id = due.tenant_id and authorization_id = due.authorization_id
                order by occurred_at limit 1) d on true
        for update of l skip locked\
        """;

    private static final String COUNTED =
            "update authorization_label set counted = label where tenant_id = ? and authorization_id = any (?)";

    private static final String DONE = "delete from label_to_count where tenant_id = ? and authorization_id = any (?)";

    /**
     * Retried after as long as it has waited, at most a day: without a decision, a label is checked ever more rarely.
     */
    private static final String POSTPONED = """
        update label_to_count
        set due_at = now() + least(greatest(now() - queued_at, interval '5 seconds'), interval '1 day')
        where tenant_id = ? and authorization_id = any (?)\
        """;

    private static final String PROGRESS = """
        insert into monitoring_progress (tenant_id, log_partition, next_offset) values (?, ?, ?)
        on conflict (tenant_id, log_partition) do update set next_offset = excluded.next_offset\
        """;

    /** Returns the positions of the tenant's roll-ups, by partition of the decision log. */
    Map<Integer, Long> progress(Connection connection, TenantId tenant) throws SQLException {
        Map<Integer, Long> progress = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select log_partition, next_offset from monitoring_progress where tenant_id = ?")) {
            select.setString(1, tenant.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    progress.put(row.getInt(1), row.getLong(2));
                }
            }
        }
        return progress;
    }

    /** Adds the hours, and says how far the log is in them. */
    void add(Connection connection, TenantId tenant, Map<Instant, HourTally> hours, Map<Integer, Long> progress)
            throws SQLException {
        for (Map.Entry<Instant, HourTally> each : hours.entrySet()) {
            HourTally tally = each.getValue();
            try (PreparedStatement upsert = connection.prepareStatement(HOUR)) {
                upsert.setString(1, tenant.value());
                upsert.setObject(2, each.getKey().atOffset(ZoneOffset.UTC));
                upsert.setLong(3, tally.approved);
                upsert.setLong(4, tally.referred);
                upsert.setLong(5, tally.declined);
                upsert.setLong(6, tally.degraded);
                upsert.setArray(7, array(connection, tally.scoreBins));
                upsert.setArray(
                        8,
                        connection.createArrayOf(
                                "float8", Arrays.stream(tally.scoreSums).boxed().toArray()));
                upsert.setArray(9, array(connection, tally.latency));
                upsert.executeUpdate();
            }
            LocalDate day = each.getKey().atOffset(ZoneOffset.UTC).toLocalDate();
            Map<String, LabelTally.Money> money = new HashMap<>();
            tally.declinedAmount.forEach((currency, amount) -> LabelTally.money(money, currency).declined = amount);
            tally.referredAmount.forEach((currency, amount) -> LabelTally.money(money, currency).referred = amount);
            addMoney(connection, tenant, day, money);
        }
        addFeatures(connection, tenant, hours);
        try (PreparedStatement upsert = connection.prepareStatement(PROGRESS)) {
            for (Map.Entry<Integer, Long> each : progress.entrySet()) {
                upsert.setString(1, tenant.value());
                upsert.setInt(2, each.getKey());
                upsert.setLong(3, each.getValue());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    /** One statement for all hours: replayed history brings many at once, each with a row for every feature. */
    private static void addFeatures(Connection connection, TenantId tenant, Map<Instant, HourTally> hours)
            throws SQLException {
        List<String> times = new ArrayList<>();
        List<String> features = new ArrayList<>();
        List<String> bins = new ArrayList<>();
        hours.forEach((hour, tally) -> tally.features.forEach((feature, counts) -> {
            times.add(hour.toString());
            features.add(feature);
            bins.add(Arrays.stream(counts).mapToObj(Long::toString).collect(Collectors.joining(",", "{", "}")));
        }));
        try (PreparedStatement upsert = connection.prepareStatement(FEATURE)) {
            upsert.setString(1, tenant.value());
            upsert.setArray(2, connection.createArrayOf("timestamptz", times.toArray()));
            upsert.setArray(3, connection.createArrayOf("text", features.toArray()));
            upsert.setArray(4, connection.createArrayOf("text", bins.toArray()));
            upsert.executeUpdate();
        }
    }

    /** Counts labels that are due, at most so many. @return how many */
    int countLabels(Connection connection, TenantId tenant, int limit) throws SQLException {
        LabelTally tally = new LabelTally();
        List<String> undecided = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(DUE)) {
            select.setString(1, tenant.value());
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (row.getObject("occurred_at") == null) {
                        undecided.add(row.getString("authorization_id"));
                    } else {
                        tally.change(row);
                    }
                }
            }
        }
        for (Map.Entry<LocalDate, LabelTally.Day> each : tally.days().entrySet()) {
            LabelTally.Day day = each.getValue();
            try (PreparedStatement upsert = connection.prepareStatement(QUALITY)) {
                upsert.setString(1, tenant.value());
                upsert.setObject(2, each.getKey());
                upsert.setArray(3, array(connection, day.fraudBins));
                upsert.setLong(4, day.alertsFraud);
                upsert.setLong(5, day.alertsGenuine);
                upsert.setLong(6, day.passedFraud);
                upsert.setLong(7, day.passedGenuine);
                upsert.executeUpdate();
            }
            addMoney(connection, tenant, each.getKey(), day.money);
        }
        update(connection, COUNTED, tenant, tally.ids());
        update(connection, DONE, tenant, tally.ids());
        update(connection, POSTPONED, tenant, undecided);
        return tally.ids().size();
    }

    private static void update(Connection connection, String sql, TenantId tenant, List<String> ids)
            throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, tenant.value());
            update.setArray(2, connection.createArrayOf("text", ids.toArray()));
            update.executeUpdate();
        }
    }

    private static void addMoney(
            Connection connection, TenantId tenant, LocalDate day, Map<String, LabelTally.Money> currencies)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(MONEY)) {
            for (Map.Entry<String, LabelTally.Money> each : currencies.entrySet()) {
                LabelTally.Money money = each.getValue();
                upsert.setString(1, tenant.value());
                upsert.setObject(2, day);
                upsert.setString(3, each.getKey());
                int column = 4;
                for (BigDecimal amount : new BigDecimal[] {
                    money.declined, money.referred, money.fraudStopped, money.fraudPassed, money.genuineDeclined
                }) {
                    upsert.setBigDecimal(column++, amount);
                }
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static Array array(Connection connection, long[] bins) throws SQLException {
        return connection.createArrayOf("int8", Arrays.stream(bins).boxed().toArray());
    }
}
