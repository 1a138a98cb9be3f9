package io.trivium.industrial.evaluation;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.industrial.dataset.NabCorpus;
import io.trivium.industrial.model.ValueMonitor;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Measures the monitor of single values by the Numenta Anomaly Benchmark: every series alone, value by value. */
public final class NabEvaluation {
    private static final String DEVELOPMENT_SERIES = "realKnownCause/";

    /** Rows of a window of Sub-PCA, and at the least of what it learns from. */
    private static final int SUB_ROWS = 50;

    /** Rows within which one event gives one alarm. */
    private static final int LEAST_HOLD = 450;

    /** Number of deviations from which a user would be notified: a threshold that is fixed in advance. */
    private static final double NOTIFIED_FROM = 7;

    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final int STEPS = 200;

    private NabEvaluation() {}

    /** The benchmark's score of all series, of those that settings were chosen on, and of the others. */
    public static List<Target> of(List<NabCorpus.Series> corpus) {
        NabScore all = NabScore.ofBenchmark();
        NabScore known = NabScore.ofBenchmark();
        NabScore unseen = NabScore.ofBenchmark();
        NabScore principal = NabScore.ofBenchmark();
        List<Double> volumes = new ArrayList<>();
        List<Double> principalVolumes = new ArrayList<>();
        JudgingClock clock = new JudgingClock();
        for (NabCorpus.Series series : corpus) {
            double[] scores = clock.timed(() -> scores(series));
            double[] compared = subPca(series, all.probation(scores.length));
            boolean[] anomalous = new boolean[scores.length];
            for (int r = 0; r < scores.length; r++) {
                LocalDateTime at = series.times().get(r);
                anomalous[r] = series.windows().stream().anyMatch(window -> window.contains(at));
            }
            all.add(series, scores);
            (series.name().startsWith(DEVELOPMENT_SERIES) ? known : unseen).add(series, scores);
            principal.add(series, compared);
            volumes.add(VolumeUnderSurface.precisionRecall(scores, anomalous));
            principalVolumes.add(VolumeUnderSurface.precisionRecall(compared, anomalous));
        }
        List<Target> targets = new ArrayList<>();
        targets.add(Target.of(
                "nab-standard", all.best(NabScore.Profile.STANDARD), "1", 65, Better.HIGHER, "ARTime 74.9, HTM 70.5"));
        targets.add(Target.reported("nab-low-fp", all.best(NabScore.Profile.LOW_FP), "1", "ARTime 65.1, HTM 62.6"));
        targets.add(Target.reported("nab-low-fn", all.best(NabScore.Profile.LOW_FN), "1", "ARTime 80.4, HTM 75.2"));
        targets.add(Target.reported("nab-development-standard", known.best(NabScore.Profile.STANDARD), "1", null));
        targets.add(Target.reported("nab-unseen-standard", unseen.best(NabScore.Profile.STANDARD), "1", null));
        for (NabScore.Profile profile : NabScore.Profile.values()) {
            targets.add(
                    Target.reported("nab-" + profile.label() + "-fixed", all.at(NOTIFIED_FROM, profile), "1", null));
        }
        targets.add(clock.target("nab-time-per-value"));
        targets.add(Target.reported("nab-vus-pr", MonitorEvaluation.mean(volumes), "1", null));
        targets.add(Target.reported("nab-sub-pca-standard", principal.best(NabScore.Profile.STANDARD), "1", null));
        targets.add(Target.reported("nab-sub-pca-vus-pr", MonitorEvaluation.mean(principalVolumes), "1", null));
        return targets;
    }

    private static double[] scores(NabCorpus.Series series) {
        double[] values = series.values();
        ValueMonitor monitor = new ValueMonitor(rowsPerDay(series), LEAST_HOLD);
        double[] scores = new double[values.length];
        for (int r = 0; r < scores.length; r++) scores[r] = monitor.next(values[r]);
        return scores;
    }

    /** Principal components of windows, learned from the rows that the benchmark does not count. */
    private static double[] subPca(NabCorpus.Series series, int probation) {
        int normal = Math.max(probation, 2 * SUB_ROWS);
        double[] scores = new double[series.values().length];
        double[][] rows = new double[scores.length][];
        for (int r = 0; r < rows.length; r++) rows[r] = new double[] {series.values()[r]};
        PrincipalComponents learned = PrincipalComponents.calibrated(Arrays.copyOf(rows, normal), SUB_ROWS - 1);
        for (int r = normal; r < rows.length; r++) scores[r] = learned.next(rows[r]);
        return scores;
    }

    private static int rowsPerDay(NabCorpus.Series series) {
        List<Long> steps = new ArrayList<>();
        for (int r = 1; r < Math.min(STEPS, series.times().size()); r++) {
            steps.add(Duration.between(series.times().get(r - 1), series.times().get(r))
                    .toSeconds());
        }
        Collections.sort(steps);
        long step = steps.isEmpty() ? DAY : Math.max(1, steps.get(steps.size() / 2));
        return (int) Math.max(1, Math.round((double) DAY / step));
    }
}
