package io.trivium.runtime.learning.release;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.release.figure.Faults;
import io.trivium.runtime.learning.release.figure.Figures;
import io.trivium.runtime.learning.release.figure.RecentFigures;
import io.trivium.runtime.learning.release.figure.Side;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The counts of all processes. Each has rows of its own, so that none waits for another and counting continues after a
 * restart. Thread-safe.
 */
@ApplicationScoped
class FigureStore {
    /** Begins the phases of the recent counts, after the promotion; the place among the lengths follows. */
    private static final String RECENT = "recent-";

    private static final int INTERVALS = 5;

    private static final SqlUpdate STORE = SqlUpdate.of("""
            insert into learning_release_figures (release_id, phase, side, process, live, rehearsed, late, latency, scores,
                counted_at)
            values (:release, :phase, :side, :process, :live, :rehearsed, :late, :latency, :scores, :now)
            on conflict (release_id, phase, side, process) do update set live = excluded.live,
                rehearsed = excluded.rehearsed, late = excluded.late, latency = excluded.latency,
                scores = excluded.scores, counted_at = excluded.counted_at
            """);

    private static final SqlQuery<Counted> COUNTED = SqlQuery.of(Counted.class, """
            select phase, side, live, rehearsed, late, latency, scores
            from learning_release_figures where release_id = :release and phase not like 'recent-%'
            """);

    private static final SqlQuery<Counted> LATELY = SqlQuery.of(Counted.class, """
            select phase, side, live, rehearsed, late, latency, scores
            from learning_release_figures where release_id = :release and phase = :phase and counted_at > :since
            """);

    /** The counts of one process. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Counted(
            String phase, Side side, long[] live, long[] rehearsed, long late, long[] latency, long[] scores) {
        Figures figures() {
            return new Figures(faults(live), faults(rehearsed), late, latency, scores);
        }

        private static Faults faults(long[] counts) {
            return new Faults(counts[0], counts[1], counts[2], counts[3]);
        }
    }

    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final UUID process = UUID.randomUUID();
    private final List<RecentFigures> recent;
    /** The recent counts of an ended process are no longer of interest. */
    private final Duration fresh;

    FigureStore(TenantTransactions transactions, InstantSource clock, ReleaseConfig config) {
        this.transactions = transactions;
        this.clock = clock;
        this.recent = config.watchWindows().stream().map(RecentFigures::new).toList();
        this.fresh = config.interval().multipliedBy(INTERVALS).plusSeconds(INTERVALS);
    }

    /** Stores the counts of this process so far. */
    void flush(Collection<Lane> lanes) {
        if (lanes.isEmpty()) return;
        transactions.withConnection(TenantId.PLATFORM, connection -> {
            for (Lane lane : lanes) {
                for (Side side : Side.values()) store(connection, lane, side);
            }
            return lanes.size();
        });
        List<UUID> releases = lanes.stream().map(Lane::release).toList();
        recent.forEach(each -> each.keep(releases));
    }

    private void store(Connection connection, Lane lane, Side side) {
        Figures figures = lane.tally(side).figures();
        if (figures.all().asked() + figures.late() == 0) return;
        store(connection, lane.release(), lane.phase().word(), side, figures);
        if (lane.phase() != ReleaseState.PROMOTED) return;
        for (int i = 0; i < recent.size(); i++) {
            Figures lately = recent.get(i).of(lane.release(), side, figures, clock.instant());
            store(connection, lane.release(), RECENT + i, side, lately);
        }
    }

    private void store(Connection connection, UUID release, String phase, Side side, Figures figures) {
        STORE.on(connection)
                .set("release", release)
                .set("phase", phase)
                .set("side", side)
                .set("process", process)
                .set("live", counts(figures.live()))
                .set("rehearsed", counts(figures.rehearsed()))
                .set("late", figures.late())
                .set("latency", figures.latencies())
                .set("scores", figures.scores())
                .set("now", clock.instant())
                .run();
    }

    private static long[] counts(Faults faults) {
        return new long[] {faults.asked(), faults.errors(), faults.notFinite(), faults.degraded()};
    }

    /** The sums over all processes, by phase. */
    Map<ReleaseState, Map<Side, Figures>> sums(Connection connection, UUID release) {
        Map<ReleaseState, Map<Side, Figures>> sums = new EnumMap<>(ReleaseState.class);
        COUNTED.on(connection)
                .set("release", release)
                .each(counted -> sums.computeIfAbsent(
                                ReleaseState.of(counted.phase), phase -> new EnumMap<>(Side.class))
                        .merge(counted.side, counted.figures(), Figures::plus));
        return sums;
    }

    /** The recent counts of all processes for a promoted version, for each of the configured lengths. */
    List<Map<Side, Figures>> lately(Connection connection, UUID release) {
        List<Map<Side, Figures>> all = new ArrayList<>();
        for (int i = 0; i < recent.size(); i++) {
            Map<Side, Figures> sums = new EnumMap<>(Side.class);
            LATELY.on(connection)
                    .set("release", release)
                    .set("phase", RECENT + i)
                    .set("since", clock.instant().minus(fresh))
                    .each(counted -> sums.merge(counted.side, counted.figures(), Figures::plus));
            all.add(sums);
        }
        return all;
    }
}
