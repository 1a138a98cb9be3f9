package io.trivium.fin.monitoring;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Adds to the roll-ups, inside the caller's transaction of a tenant. Their size grows with hours, not with decisions. */
@ApplicationScoped
class RollUpStore {

    private static final SqlUpdate HOUR = SqlUpdate.of("""
        insert into monitoring_hour as kept (tenant_id, hour, approved, referred, declined, degraded, score_bins,
            score_sums, latency) values (:tenant, :hour, :approved, :referred, :declined, :degraded, :scoreBins,
            :scoreSums, :latency)
        on conflict (tenant_id, hour) do update set
            approved = kept.approved + excluded.approved, referred = kept.referred + excluded.referred,
            declined = kept.declined + excluded.declined, degraded = kept.degraded + excluded.degraded,
            score_bins = added(kept.score_bins, excluded.score_bins),
            score_sums = added(kept.score_sums, excluded.score_sums),
            latency = added(kept.latency, excluded.latency)
        """);

    private static final SqlUpdate FEATURE = SqlUpdate.of("""
        insert into monitoring_feature_hour as kept (tenant_id, hour, feature, bins)
        select :tenant, hour, feature, bins::bigint[]
        from unnest(:hours::timestamptz[], :features::text[], :bins::text[]) as row (hour, feature, bins)
        on conflict (tenant_id, hour, feature) do update set bins = added(kept.bins, excluded.bins)
        """);

    private static final SqlUpdate MONEY = SqlUpdate.of("""
        insert into monitoring_money_day as kept (tenant_id, day, currency, declined, referred, fraud_stopped,
            fraud_passed, genuine_declined) values (:tenant, :day, :currency, :declined, :referred, :fraudStopped,
            :fraudPassed, :genuineDeclined)
        on conflict (tenant_id, day, currency) do update set
            declined = kept.declined + excluded.declined, referred = kept.referred + excluded.referred,
            fraud_stopped = kept.fraud_stopped + excluded.fraud_stopped,
            fraud_passed = kept.fraud_passed + excluded.fraud_passed,
            genuine_declined = kept.genuine_declined + excluded.genuine_declined
        """);

    private static final SqlUpdate QUALITY = SqlUpdate.of("""
        insert into monitoring_quality_day as kept (tenant_id, day, fraud_bins, alerts_fraud, alerts_genuine,
            passed_fraud, passed_genuine) values (:tenant, :day, :fraudBins, :alertsFraud, :alertsGenuine,
            :passedFraud, :passedGenuine)
        on conflict (tenant_id, day) do update set
            fraud_bins = added(kept.fraud_bins, excluded.fraud_bins),
            alerts_fraud = kept.alerts_fraud + excluded.alerts_fraud,
            alerts_genuine = kept.alerts_genuine + excluded.alerts_genuine,
            passed_fraud = kept.passed_fraud + excluded.passed_fraud,
            passed_genuine = kept.passed_genuine + excluded.passed_genuine
        """);

    /**
     * Labels whose turn it is, with the decision each is about where there is one. A decision is found by its key: joined as
     * a table, all that were ever made are read for a handful of labels.
     */
    private static final SqlQuery<LabelTally.Due> DUE = SqlQuery.of(LabelTally.Due.class, """
        select due.authorization_id, l.label, l.counted, d.occurred_at, d.outcome, d.score, d.amount, d.currency
        from (select tenant_id, authorization_id from label_to_count
              where tenant_id = :tenant and due_at <= now() order by due_at limit :limit) due
            join authorization_label l
                on l.tenant_id = due.tenant_id and l.authorization_id = due.authorization_id
            left join lateral (
                select occurred_at, outcome, score, amount, currency from decision
                where tenant_id = due.tenant_id and authorization_id = due.authorization_id
                order by occurred_at limit 1) d on true
        for update of l skip locked
        """);

    private static final SqlUpdate COUNTED = SqlUpdate.of(
            "update authorization_label set counted = label where tenant_id = :tenant and authorization_id = any"
                    + " (:ids)");

    private static final SqlUpdate DONE =
            SqlUpdate.of("delete from label_to_count where tenant_id = :tenant and authorization_id = any (:ids)");

    private static final SqlQuery<Progress> PROGRESS_OF = SqlQuery.of(
            Progress.class, "select log_partition, next_offset from monitoring_progress where tenant_id = :tenant");

    private record Progress(int logPartition, long nextOffset) {}

    /**
     * Retried after as long as it has waited, at most a day: without a decision, a label is checked ever more rarely.
     */
    private static final SqlUpdate POSTPONED = SqlUpdate.of("""
        update label_to_count
        set due_at = now() + least(greatest(now() - queued_at, interval '5 seconds'), interval '1 day')
        where tenant_id = :tenant and authorization_id = any (:ids)
        """);

    private static final SqlUpdate PROGRESS = SqlUpdate.of("""
        insert into monitoring_progress (tenant_id, log_partition, next_offset) values (:tenant, :partition, :offset)
        on conflict (tenant_id, log_partition) do update set next_offset = excluded.next_offset
        """);

    /** Returns the positions of the tenant's roll-ups, by partition of the decision log. */
    Map<Integer, Long> progress(Connection connection, TenantId tenant) {
        return PROGRESS_OF.on(connection).set("tenant", tenant).list().stream()
                .collect(Collectors.toMap(Progress::logPartition, Progress::nextOffset));
    }

    /** Adds the hours, and says how far the log is in them. */
    void add(Connection connection, TenantId tenant, Map<Instant, HourTally> hours, Map<Integer, Long> progress) {
        hours.forEach((hour, tally) -> {
            HOUR.on(connection)
                    .set("tenant", tenant)
                    .set("hour", hour)
                    .set("approved", tally.approved)
                    .set("referred", tally.referred)
                    .set("declined", tally.declined)
                    .set("degraded", tally.degraded)
                    .set("scoreBins", tally.scoreBins)
                    .set("scoreSums", tally.scoreSums)
                    .set("latency", tally.latency)
                    .run();
            Map<String, LabelTally.Money> money = new HashMap<>();
            tally.declinedAmount.forEach((currency, amount) -> LabelTally.money(money, currency).declined = amount);
            tally.referredAmount.forEach((currency, amount) -> LabelTally.money(money, currency).referred = amount);
            addMoney(connection, tenant, RollUpQueries.day(hour), money);
        });
        addFeatures(connection, tenant, hours);
        PROGRESS.batch(
                connection,
                progress.entrySet(),
                (values, each) -> values.set("tenant", tenant)
                        .set("partition", each.getKey())
                        .set("offset", each.getValue()));
    }

    /** One statement for all hours: replayed history brings many at once, each with a row for every feature. */
    private static void addFeatures(Connection connection, TenantId tenant, Map<Instant, HourTally> hours) {
        List<String> times = new ArrayList<>();
        List<String> features = new ArrayList<>();
        List<String> bins = new ArrayList<>();
        hours.forEach((hour, tally) -> tally.features.forEach((feature, counts) -> {
            times.add(hour.toString());
            features.add(feature);
            bins.add(Arrays.stream(counts).mapToObj(Long::toString).collect(Collectors.joining(",", "{", "}")));
        }));
        FEATURE.on(connection)
                .set("tenant", tenant)
                .array("hours", "timestamptz", times.toArray())
                .array("features", "text", features.toArray())
                .array("bins", "text", bins.toArray())
                .run();
    }

    /** Counts labels that are due, at most so many. @return how many */
    int countLabels(Connection connection, TenantId tenant, int limit) {
        LabelTally tally = new LabelTally();
        List<String> undecided = new ArrayList<>();
        DUE.on(connection).set("tenant", tenant).set("limit", limit).each(due -> {
            if (!tally.change(due)) undecided.add(due.authorizationId());
        });
        tally.days().forEach((day, sums) -> {
            QUALITY.on(connection)
                    .set("tenant", tenant)
                    .set("day", day)
                    .set("fraudBins", sums.fraudBins)
                    .set("alertsFraud", sums.alertsFraud)
                    .set("alertsGenuine", sums.alertsGenuine)
                    .set("passedFraud", sums.passedFraud)
                    .set("passedGenuine", sums.passedGenuine)
                    .run();
            addMoney(connection, tenant, day, sums.money);
        });
        update(connection, COUNTED, tenant, tally.ids());
        update(connection, DONE, tenant, tally.ids());
        update(connection, POSTPONED, tenant, undecided);
        return tally.ids().size();
    }

    private static void update(Connection connection, SqlUpdate update, TenantId tenant, List<String> ids) {
        if (!ids.isEmpty())
            update.on(connection).set("tenant", tenant).set("ids", ids).run();
    }

    private static void addMoney(
            Connection connection, TenantId tenant, LocalDate day, Map<String, LabelTally.Money> currencies) {
        MONEY.batch(
                connection,
                currencies.entrySet(),
                (values, each) -> values.set("tenant", tenant)
                        .set("day", day)
                        .set("currency", each.getKey())
                        .set("declined", each.getValue().declined)
                        .set("referred", each.getValue().referred)
                        .set("fraudStopped", each.getValue().fraudStopped)
                        .set("fraudPassed", each.getValue().fraudPassed)
                        .set("genuineDeclined", each.getValue().genuineDeclined));
    }
}
