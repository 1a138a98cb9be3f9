package io.trivium.industrial.evaluation;

import io.trivium.industrial.dataset.LabelledSeries;
import io.trivium.industrial.dataset.NabCorpus;
import io.trivium.industrial.dataset.SkabRuns;
import io.trivium.industrial.dataset.TepRuns;
import io.trivium.industrial.model.AssetMonitor;
import io.trivium.industrial.model.ChangeMonitor;
import io.trivium.industrial.model.MonitorSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Measures the monitor of an asset's tags: calibrated on rows without a fault, then shown the others one by one. */
public final class MonitorEvaluation {
    /** Within which a change counts as said, as SKAB's leaderboard has it; a row is a second there. */
    private static final Duration TO_SAY = Duration.ofSeconds(60);

    private MonitorEvaluation() {}

    /** SKAB's leaderboard: of every run the first 400 rows calibrate, the others are judged and counted together. */
    public static Map<String, Object> skab(List<LabelledSeries> runs, MonitorSettings settings) {
        OutlierFigures all = OutlierFigures.NONE;
        NabScore changes = NabScore.withoutProbation();
        long rows = 0;
        for (LabelledSeries run : runs) {
            if (run.rows() <= SkabRuns.NORMAL_ROWS)
                throw new IllegalArgumentException(
                        run.name() + " has no rows behind the " + SkabRuns.NORMAL_ROWS + " that calibrate");
            boolean[] marked = judged(run.values(), SkabRuns.NORMAL_ROWS, settings);
            all = all.plus(OutlierFigures.of(marked, SkabRuns.judged(run.anomalous())));
            changes.add(windows(run), changes(run, settings));
            rows += marked.length;
        }
        Map<String, Object> figures = all.asMap();
        Map<String, Object> scores = new LinkedHashMap<>();
        for (NabScore.Profile profile : NabScore.Profile.values())
            scores.put(profile.toString(), changes.at(1, profile));
        figures.put("changepoint_nab", scores);
        figures.put("runs", runs.size());
        figures.put("rows", rows);
        return figures;
    }

    /** The judged rows of a run; a change may be said within a minute behind it. */
    private static NabCorpus.Series windows(LabelledSeries run) {
        int from = SkabRuns.NORMAL_ROWS;
        List<NabCorpus.Window> windows = new ArrayList<>();
        for (int r = from; r < run.rows(); r++)
            if (run.changes()[r])
                windows.add(new NabCorpus.Window(
                        run.times().get(r), run.times().get(r).plus(TO_SAY)));
        return new NabCorpus.Series(
                run.name(), run.times().subList(from, run.rows()), new double[run.rows() - from], windows);
    }

    private static double[] changes(LabelledSeries run, MonitorSettings settings) {
        int from = SkabRuns.NORMAL_ROWS;
        ChangeMonitor monitor =
                ChangeMonitor.calibrated(Arrays.copyOf(run.values(), from), settings, (int) TO_SAY.toSeconds());
        double[] scores = new double[run.rows() - from];
        for (int r = 0; r < scores.length; r++) scores[r] = monitor.next(run.values()[from + r]);
        return scores;
    }

    /** Detection of each fault of the Tennessee Eastman process by a monitor that knows normal operation alone. */
    public static Map<String, Object> tep(double[][] normal, List<TepRuns.Run> runs, MonitorSettings settings) {
        Map<String, Object> figures = new LinkedHashMap<>();
        Map<String, Object> byFault = new LinkedHashMap<>();
        OutlierFigures sound = OutlierFigures.NONE;
        double rates = 0;
        int faults = 0;
        for (TepRuns.Run run : runs) {
            double[][] both = Arrays.copyOf(normal, normal.length + run.values().length);
            System.arraycopy(run.values(), 0, both, normal.length, run.values().length);
            boolean[] marked = judged(both, normal.length, settings);
            boolean[] before = run.fault() == 0 ? marked : Arrays.copyOf(marked, TepRuns.SOUND_ROWS);
            sound = sound.plus(OutlierFigures.of(before, new boolean[before.length]));
            if (run.fault() == 0) continue;
            boolean[] after = Arrays.copyOfRange(marked, TepRuns.SOUND_ROWS, marked.length);
            int hits = 0;
            for (boolean mark : after) if (mark) hits++;
            double rate = 100.0 * hits / after.length;
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("detected_percent", rate);
            firstOfThree(after).ifPresent(row -> one.put("delay_rows", row));
            byFault.put("fault_" + run.fault(), one);
            rates += rate;
            faults++;
        }
        figures.put("far_percent", sound.farPercent());
        figures.put("mean_detected_percent", faults == 0 ? 0 : rates / faults);
        figures.put("faults", byFault);
        return figures;
    }

    private static boolean[] judged(double[][] rows, int normal, MonitorSettings settings) {
        AssetMonitor monitor = AssetMonitor.calibrated(Arrays.copyOf(rows, normal), settings);
        boolean[] marked = new boolean[rows.length - normal];
        for (int r = 0; r < marked.length; r++)
            marked[r] = monitor.next(rows[normal + r]).isAnomalous();
        return marked;
    }

    /** The third of the first three marks in a row. */
    private static OptionalInt firstOfThree(boolean[] marks) {
        for (int r = 2; r < marks.length; r++) if (marks[r] && marks[r - 1] && marks[r - 2]) return OptionalInt.of(r);
        return OptionalInt.empty();
    }
}
