package io.trivium.runtime.learning.release;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.release.figure.Faults;
import io.trivium.runtime.learning.release.figure.Figures;
import io.trivium.runtime.learning.release.figure.RecentFigures;
import io.trivium.runtime.learning.release.figure.Side;
import io.trivium.runtime.learning.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
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

    private void store(Connection connection, Lane lane, Side side) throws SQLException {
        Figures figures = lane.tally(side).figures();
        if (figures.all().asked() + figures.late() == 0) return;
        store(connection, lane.release(), lane.phase().word(), side, figures);
        if (lane.phase() != ReleaseState.PROMOTED) return;
        for (int i = 0; i < recent.size(); i++) {
            Figures lately = recent.get(i).of(lane.release(), side, figures, clock.instant());
            store(connection, lane.release(), RECENT + i, side, lately);
        }
    }

    private void store(Connection connection, UUID release, String phase, Side side, Figures figures)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into learning_release_figures (release_id, phase, side, process, live, rehearsed, late, latency, scores,
                    counted_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (release_id, phase, side, process) do update set live = excluded.live,
                    rehearsed = excluded.rehearsed, late = excluded.late, latency = excluded.latency,
                    scores = excluded.scores, counted_at = excluded.counted_at""")) {
            Sql.update(
                    upsert,
                    release,
                    phase,
                    side.word(),
                    process,
                    array(connection, figures.live()),
                    array(connection, figures.rehearsed()),
                    figures.late(),
                    array(connection, figures.latencies()),
                    array(connection, figures.scores()),
                    clock.instant());
        }
    }

    private static Array array(Connection connection, Faults faults) throws SQLException {
        return array(connection, new long[] {faults.asked(), faults.errors(), faults.notFinite(), faults.degraded()});
    }

    private static Faults faults(Array array) throws SQLException {
        long[] counts = counts(array);
        return new Faults(counts[0], counts[1], counts[2], counts[3]);
    }

    private static Array array(Connection connection, long[] counts) throws SQLException {
        return connection.createArrayOf("bigint", Arrays.stream(counts).boxed().toArray());
    }

    /** The sums over all processes, by phase. */
    Map<ReleaseState, Map<Side, Figures>> sums(Connection connection, UUID release) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select phase, side, live, rehearsed, late, latency, scores
                from learning_release_figures where release_id = ? and phase not like 'recent-%'""")) {
            Sql.bind(select, release);
            Map<ReleaseState, Map<Side, Figures>> sums = new EnumMap<>(ReleaseState.class);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    sums.computeIfAbsent(ReleaseState.of(row.getString("phase")), phase -> new EnumMap<>(Side.class))
                            .merge(Side.of(row.getString("side")), figures(row), Figures::plus);
                }
            }
            return sums;
        }
    }

    /** The recent counts of all processes for a promoted version, for each of the configured lengths. */
    List<Map<Side, Figures>> lately(Connection connection, UUID release) throws SQLException {
        List<Map<Side, Figures>> all = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select side, live, rehearsed, late, latency, scores
                from learning_release_figures where release_id = ? and phase = ? and counted_at > ?""")) {
            for (int i = 0; i < recent.size(); i++) {
                Sql.bind(select, release, RECENT + i, clock.instant().minus(fresh));
                Map<Side, Figures> sums = new EnumMap<>(Side.class);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) sums.merge(Side.of(row.getString("side")), figures(row), Figures::plus);
                }
                all.add(sums);
            }
        }
        return all;
    }

    private static Figures figures(ResultSet row) throws SQLException {
        return new Figures(
                faults(row.getArray("live")),
                faults(row.getArray("rehearsed")),
                row.getLong("late"),
                counts(row.getArray("latency")),
                counts(row.getArray("scores")));
    }

    private static long[] counts(Array array) throws SQLException {
        return Arrays.stream((Long[]) array.getArray())
                .mapToLong(Long::longValue)
                .toArray();
    }
}
