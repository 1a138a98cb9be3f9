package io.trivium.industrial.monitor;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.alarm.state.AlarmJudged;
import io.trivium.industrial.model.Judgement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the monitor of an asset learns from the verdicts on its alarms. The limit for anomalies that show most in one tag
 * is raised above the highest score of its nuisance alarms, but never above what would hide the least of the real ones,
 * and at most tenfold. Scores are divided by it, so that 1 stays the limit. Thread-safe.
 */
@ApplicationScoped
class LearnedLimits {
    private static final double ABOVE_NUISANCE = 1.05;
    private static final double BELOW_REAL = 0.95;
    private static final double MOST = 10;

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into monitor_verdict (tenant_id, asset_id, alarm_id, occurrence, tag, peak, verdict, judged_at)
        select :tenant, :asset, :alarm, :occurrence, :tag, :limit * max(r.value), :verdict, :now
        from reading r join tag t on t.tag_id = r.tag_id
        where t.tenant_id = :tenant and t.asset_id = :asset and t.name = :score and r.at >= :from and r.at <= :to
        having count(*) > 0
        on conflict (tenant_id, asset_id, alarm_id, occurrence) do update
            set verdict = excluded.verdict, judged_at = excluded.judged_at
        """);

    private static final SqlQuery<Peaks> PEAKS = SqlQuery.of(Peaks.class, """
        select tag, max(peak) filter (where verdict = 'nuisance') as nuisance,
            min(peak) filter (where verdict = 'real') as real
        from monitor_verdict where tenant_id = :tenant and asset_id = :asset and judged_at >= :since group by tag
        """);

    /**
     * The scores of the alarms that show most in one tag.
     *
     * @param nuisance the highest of the nuisances; null without any
     * @param real the lowest of the real ones; null without any
     */
    record Peaks(
            String tag, @Nullable Double nuisance, @Nullable Double real) {
        double limit() {
            double above = nuisance == null ? 1 : ABOVE_NUISANCE * nuisance;
            double below = real == null ? MOST : Math.min(MOST, BELOW_REAL * real);
            return Math.max(1, Math.min(above, below));
        }
    }

    private final MonitorStore store;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    LearnedLimits(MonitorStore store, TenantTransactions transactions, InstantSource clock) {
        this.store = store;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Records a verdict; a later one on the same occurrence replaces it. */
    void judged(@Observes AlarmJudged alarm) {
        transactions.withOpenConnection(connection -> {
            Instant since = store.find(connection, alarm.tenant(), alarm.assetId())
                    .map(StoredMonitor::learningFrom)
                    .orElse(Instant.EPOCH);
            double limit =
                    of(connection, alarm.tenant(), alarm.assetId(), since).getOrDefault(alarm.tag(), 1.0);
            return ADD.on(connection)
                    .set("tenant", alarm.tenant())
                    .set("asset", alarm.assetId())
                    .set("alarm", alarm.alarmId())
                    .set("occurrence", alarm.occurrence())
                    .set("tag", alarm.tag())
                    .set("limit", limit)
                    .set("score", ScoreTag.NAME)
                    .set("from", alarm.from())
                    .set("to", alarm.to())
                    .set("verdict", alarm.verdict())
                    .set("now", clock.instant())
                    .run();
        });
    }

    /**
     * The limits by tag; a tag that is not named has 1.
     *
     * @param since verdicts from before the monitor learned what is normal count no longer
     */
    Map<String, Double> of(Connection connection, TenantId tenant, UUID assetId, Instant since) {
        Map<String, Double> limits = new HashMap<>();
        PEAKS.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("since", since)
                .each(peaks -> limits.put(peaks.tag(), peaks.limit()));
        return limits;
    }

    /** The judgement by the limit of the tag that adds most to it. */
    static Judgement applied(Judgement judgement, List<String> tags, Map<String, Double> limits) {
        if (limits.isEmpty()) return judgement;
        int most = 0;
        for (int t = 1; t < judgement.shares().length; t++) {
            if (judgement.shares()[t] > judgement.shares()[most]) most = t;
        }
        double limit = limits.getOrDefault(tags.get(most), 1.0);
        return new Judgement(judgement.score() / limit, judgement.shares(), judgement.signs());
    }
}
