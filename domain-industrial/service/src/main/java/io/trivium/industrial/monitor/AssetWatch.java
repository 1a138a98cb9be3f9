package io.trivium.industrial.monitor;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.alarm.Evidence;
import io.trivium.industrial.alarm.Evidence.TagShare;
import io.trivium.industrial.alarm.ModelAlarms;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.model.AssetMonitor;
import io.trivium.industrial.model.Judgement;
import io.trivium.industrial.model.MonitorSettings;
import io.trivium.industrial.reading.AlignedRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Judges the rows of one asset that are new, or learns from them. All of it is in the caller's transaction: monitor,
 * scores and alarms go together, and interrupted work is repeated from the same readings. Thread-safe.
 */
@ApplicationScoped
class AssetWatch {
    private static final MonitorSettings SETTINGS = MonitorSettings.USUAL;
    /** Rows at once; a backlog is worked off in parts. */
    private static final int MOST_ROWS = 2_000;

    /** Steps within which the rows of a window are looked for: not every step has one. */
    private static final int LONGEST_LOOK_BACK = 200;

    /** Rows that it learns from are counted so often until they are enough: each time from the start. */
    private static final int LOOKS_WHILE_LEARNING = 40;

    /** Rows that were learned from once are looked for within so many times their number of steps. */
    private static final long LONGEST_LEARNING = 4;

    /** Shown with an alarm, before the window that it was raised on. */
    private static final int ROWS_BEFORE = 600;

    private final MonitorStore store;
    private final ModelAlarms alarms;
    private final LearnedLimits learned;

    AssetWatch(MonitorStore store, ModelAlarms alarms, LearnedLimits learned) {
        this.store = store;
        this.alarms = alarms;
        this.learned = learned;
    }

    /** Continues up to that moment; returns whether there was something new. */
    boolean follow(Connection connection, TenantId tenant, StoredMonitor monitor, Instant to, Instant now) {
        Map<String, Integer> tags = store.tags(connection, tenant, monitor.assetId());
        if (!tags.keySet().containsAll(monitor.tags())) {
            return false; // a tag was removed; the plan recreates the monitor
        }
        List<Integer> tagIds = monitor.tags().stream()
                .map(tags::get)
                .map(Objects::requireNonNull)
                .toList();
        return switch (monitor.state()) {
            case LEARNING -> learn(connection, tenant, monitor, tagIds, to, now);
            case WATCHING -> judge(connection, tenant, monitor, tagIds, to, now);
            case STOPPED -> false;
        };
    }

    /** Ends the alarm of a monitor that stops judging. */
    void end(Connection connection, TenantId tenant, StoredMonitor monitor, Instant now, String why) {
        alarms.end(connection, tenant, monitor.assetId(), AlarmKind.ANOMALY, now, why);
    }

    private boolean learn(
            Connection connection,
            TenantId tenant,
            StoredMonitor monitor,
            List<Integer> tagIds,
            Instant to,
            Instant now) {
        boolean before = monitor.hasLearnedBefore();
        int atOnce = Math.max(1, monitor.needed() / LOOKS_WHILE_LEARNING);
        if (!before && to.isBefore(monitor.judgedTo().plus(monitor.step().multipliedBy(atOnce)))) return false;
        Instant longest = monitor.learningFrom().plus(monitor.step().multipliedBy(LONGEST_LEARNING * monitor.needed()));
        Instant end = !before ? to : longest.isBefore(monitor.judgedTo()) ? longest : monitor.judgedTo();
        List<AlignedRows.Row> rows = AlignedRows.read(
                connection, tenant, tagIds, monitor.step(), monitor.learningFrom(), end, monitor.needed());
        if (rows.size() < monitor.needed()) {
            if (before) {
                store.put(connection, tenant, Monitors.restarted(monitor, to), now);
                end(connection, tenant, monitor, now, Monitors.LEARNS_AGAIN);
            } else {
                store.put(connection, tenant, monitor.learned(rows.size(), to), now);
            }
            return false;
        }
        double[][] normal = rows.stream().map(AlignedRows.Row::values).toArray(double[][]::new);
        AssetMonitor calibrated = AssetMonitor.calibrated(normal, SETTINGS);
        Instant next = before ? monitor.judgedTo() : rows.getLast().at().plus(monitor.step());
        store.put(connection, tenant, monitor.learned(rows.size(), next).calibrated(calibrated.calibration()), now);
        return true;
    }

    private boolean judge(
            Connection connection,
            TenantId tenant,
            StoredMonitor monitor,
            List<Integer> tagIds,
            Instant to,
            Instant now) {
        Duration step = monitor.step();
        List<AlignedRows.Row> rows = rows(connection, tenant, monitor, tagIds, to, SETTINGS.window());
        if (before(rows, monitor).size() < SETTINGS.window()) {
            rows = rows(connection, tenant, monitor, tagIds, to, LONGEST_LOOK_BACK);
        }
        double[][] before =
                before(rows, monitor).stream().map(AlignedRows.Row::values).toArray(double[][]::new);
        List<AlignedRows.Row> news = rows.stream()
                .filter(row -> !row.at().isBefore(monitor.judgedTo()))
                .toList();
        double[] baseline = monitor.baseline().isEmpty()
                ? new double[tagIds.size()]
                : monitor.baseline().stream().mapToDouble(Double::doubleValue).toArray();
        AssetMonitor watching =
                AssetMonitor.resumed(Objects.requireNonNull(monitor.calibration()), baseline, SETTINGS, before);
        Map<String, Double> limits = learned.of(connection, tenant, monitor.assetId(), monitor.learningFrom());
        List<ScoreTag.Score> scores = new ArrayList<>();
        List<ModelAlarms.Sign> signs = new ArrayList<>();
        Judgement last = null;
        int seen = before.length;
        for (AlignedRows.Row row : news) {
            Judgement judgement = LearnedLimits.applied(watching.next(row.values()), monitor.tags(), limits);
            if (++seen < SETTINGS.window()) {
                continue; // it has only begun to run again: a few rows vary more than a window does
            }
            last = judgement;
            scores.add(new ScoreTag.Score(row.at(), last.score()));
            signs.add(sign(monitor, row.at(), last));
        }
        boolean full = news.size() >= MOST_ROWS;
        Instant judged = full ? rows.getLast().at().plus(step) : to;
        if (last != null) {
            ScoreTag.store(connection, tenant, monitor.assetId(), scores);
            alarms.follow(connection, tenant, monitor.assetId(), AlarmKind.ANOMALY, ScoreTag.UNIT, signs);
        }
        store.putJudged(
                connection,
                tenant,
                monitor.judged(
                        judged,
                        Arrays.stream(watching.baseline()).boxed().toList(),
                        last == null ? null : last.score(),
                        last == null
                                ? List.of()
                                : Arrays.stream(last.shares()).boxed().toList()),
                now);
        return full;
    }

    /** Rows from some steps before the last one that was judged. */
    private static List<AlignedRows.Row> rows(
            Connection connection, TenantId tenant, StoredMonitor monitor, List<Integer> tagIds, Instant to, int back) {
        Instant from = monitor.judgedTo().minus(monitor.step().multipliedBy(back));
        return AlignedRows.read(connection, tenant, tagIds, monitor.step(), from, to, MOST_ROWS + back);
    }

    private static List<AlignedRows.Row> before(List<AlignedRows.Row> rows, StoredMonitor monitor) {
        return rows.stream()
                .filter(row -> row.at().isBefore(monitor.judgedTo()))
                .toList();
    }

    private static ModelAlarms.Sign sign(StoredMonitor monitor, Instant at, Judgement judgement) {
        return new ModelAlarms.Sign(at, judgement.score(), () -> evidence(monitor, at, judgement));
    }

    private static Evidence evidence(StoredMonitor monitor, Instant at, Judgement judgement) {
        List<TagShare> shares = StoredMonitor.shares(
                monitor.tags(), Arrays.stream(judgement.shares()).boxed().toList(), judgement.signs());
        return new Evidence(
                at.minus(monitor.step().multipliedBy(ROWS_BEFORE)),
                at.plus(monitor.step()),
                shares.stream().map(TagShare::tag).toList(),
                shares,
                judgement.score(),
                Monitors.MODEL_VERSION,
                null,
                null,
                null);
    }
}
