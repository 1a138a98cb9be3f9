package io.trivium.industrial.evaluation;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
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
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/**
 * Measures the monitor of an asset's tags and, to compare, principal components: calibrated on rows without a fault, then
 * shown the others one by one. Settings were chosen on the runs called development; the others are called unseen.
 */
public final class MonitorEvaluation {
    /** Time after a change within which its detection counts, as in SKAB's leaderboard; a row is a second there. */
    private static final Duration TO_DETECT = Duration.ofSeconds(60);

    private static final int LAGS = 2;
    private static final String DEVELOPMENT_RUNS = "valve1";
    private static final int DEVELOPMENT_FAULTS = 10;

    private MonitorEvaluation() {}

    /** What judges rows. */
    private enum Detector {
        SERVED,
        PCA,
        DPCA;

        ToDoubleFunction<double[]> calibrated(double[][] normal) {
            return switch (this) {
                case SERVED -> {
                    AssetMonitor monitor = AssetMonitor.calibrated(normal, MonitorSettings.USUAL);
                    yield row -> monitor.next(row).score();
                }
                case PCA -> PrincipalComponents.calibrated(normal, 0)::next;
                case DPCA -> PrincipalComponents.calibrated(normal, LAGS)::next;
            };
        }

        /** Names of its figures: none for the served one. */
        String prefix(String dataset) {
            return this == SERVED ? dataset + '-' : dataset + '-' + name().toLowerCase(Locale.ROOT) + '-';
        }

        /** An alarm of the served monitor ends at a lower score than it begins at. */
        boolean[] marks(double[] scores) {
            boolean[] marks = new boolean[scores.length];
            for (int r = 0; r < marks.length; r++) {
                marks[r] = scores[r] >= 1
                        || (this == SERVED && r > 0 && marks[r - 1] && scores[r] >= AssetMonitor.RELEASED_BELOW);
            }
            return marks;
        }
    }

    private static double[] scores(JudgingClock clock, Detector detector, double[][] normal, double[][] judged) {
        ToDoubleFunction<double[]> monitor = detector.calibrated(normal);
        return clock.timed(() -> Arrays.stream(judged).mapToDouble(monitor).toArray());
    }

    /** SKAB's leaderboard: of every run the first 400 rows calibrate, the others are judged and counted together. */
    public static List<Target> skab(List<LabelledSeries> runs) {
        List<Target> targets = new ArrayList<>();
        for (Detector detector : Detector.values()) {
            JudgingClock clock = new JudgingClock();
            OutlierFigures known = OutlierFigures.NONE;
            OutlierFigures unseen = OutlierFigures.NONE;
            List<Double> volumes = new ArrayList<>();
            for (LabelledSeries run : runs) {
                if (run.rows() <= SkabRuns.NORMAL_ROWS) {
                    throw new IllegalArgumentException(
                            run.name() + " has no rows behind the " + SkabRuns.NORMAL_ROWS + " that calibrate");
                }
                double[][] normal = Arrays.copyOf(run.values(), SkabRuns.NORMAL_ROWS);
                double[][] judged = Arrays.copyOfRange(run.values(), SkabRuns.NORMAL_ROWS, run.rows());
                double[] scores = scores(clock, detector, normal, judged);
                boolean[] faulty = SkabRuns.judged(run.anomalous());
                OutlierFigures one = OutlierFigures.of(detector.marks(scores), faulty);
                if (run.name().contains(DEVELOPMENT_RUNS)) known = known.plus(one);
                else unseen = unseen.plus(one);
                volumes.add(VolumeUnderSurface.precisionRecall(scores, faulty));
            }
            OutlierFigures all = known.plus(unseen);
            String name = detector.prefix("skab");
            if (detector == Detector.SERVED) {
                targets.add(Target.of(name + "f1", all.f1(), "1", 0.8, Better.HIGHER, "Conv-AE 0.78 (SKAB)"));
                targets.add(Target.of(
                        name + "false-alarms", all.farPercent(), "%", 13.5, Better.LOWER, "Conv-AE 13.55 (SKAB)"));
                targets.add(Target.reported(name + "missed", all.marPercent(), "%", "Conv-AE 28.02 (SKAB)"));
                part(targets, name + "development-", known);
                part(targets, name + "unseen-", unseen);
                targets.add(clock.target(name + "time-per-row"));
                changes(targets, runs);
            } else {
                part(targets, name, all);
            }
            targets.add(Target.reported(name + "vus-pr", mean(volumes), "1", null));
        }
        return targets;
    }

    private static void part(List<Target> targets, String name, OutlierFigures figures) {
        boolean any = !figures.equals(OutlierFigures.NONE);
        targets.add(Target.reported(name + "f1", any ? figures.f1() : Double.NaN, "1", null));
        targets.add(Target.reported(name + "false-alarms", any ? figures.farPercent() : Double.NaN, "%", null));
    }

    /** NaN when there is none. */
    static double mean(List<Double> values) {
        OptionalDouble mean = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .average();
        return mean.orElse(Double.NaN);
    }

    private static void changes(List<Target> targets, List<LabelledSeries> runs) {
        NabScore changes = NabScore.withoutProbation();
        for (LabelledSeries run : runs) changes.add(windows(run), changes(run));
        for (NabScore.Profile profile : NabScore.Profile.values()) {
            targets.add(Target.reported("skab-changes-" + profile.label(), changes.at(1, profile), "1", null));
        }
    }

    /** The judged rows of a run, each change with the time within which its detection counts. */
    private static NabCorpus.Series windows(LabelledSeries run) {
        int from = SkabRuns.NORMAL_ROWS;
        List<NabCorpus.Window> windows = new ArrayList<>();
        for (int r = from; r < run.rows(); r++) {
            if (run.changes()[r]) {
                windows.add(new NabCorpus.Window(
                        run.times().get(r), run.times().get(r).plus(TO_DETECT)));
            }
        }
        return new NabCorpus.Series(
                run.name(), run.times().subList(from, run.rows()), new double[run.rows() - from], windows);
    }

    private static double[] changes(LabelledSeries run) {
        int from = SkabRuns.NORMAL_ROWS;
        ChangeMonitor monitor = ChangeMonitor.calibrated(
                Arrays.copyOf(run.values(), from), MonitorSettings.CHANGES, (int) TO_DETECT.toSeconds());
        double[] scores = new double[run.rows() - from];
        for (int r = 0; r < scores.length; r++) scores[r] = monitor.next(run.values()[from + r]);
        return scores;
    }

    /** Detection of each fault of the Tennessee Eastman process by detectors that know normal operation alone. */
    public static List<Target> tep(double[][] normal, List<TepRuns.Run> runs) {
        List<Target> targets = new ArrayList<>();
        List<Target> faults = new ArrayList<>();
        for (Detector detector : Detector.values()) {
            JudgingClock clock = new JudgingClock();
            OutlierFigures sound = OutlierFigures.NONE;
            List<Double> known = new ArrayList<>();
            List<Double> unseen = new ArrayList<>();
            List<Double> volumes = new ArrayList<>();
            String name = detector.prefix("tep");
            for (TepRuns.Run run : runs) {
                double[] scores = scores(clock, detector, normal, run.values());
                boolean[] marks = detector.marks(scores);
                boolean[] before = run.fault() == 0 ? marks : Arrays.copyOf(marks, TepRuns.SOUND_ROWS);
                sound = sound.plus(OutlierFigures.of(before, new boolean[before.length]));
                if (run.fault() == 0) continue;
                boolean[] faulty = new boolean[marks.length];
                Arrays.fill(faulty, TepRuns.SOUND_ROWS, faulty.length, true);
                volumes.add(VolumeUnderSurface.precisionRecall(scores, faulty));
                boolean[] after = Arrays.copyOfRange(marks, TepRuns.SOUND_ROWS, marks.length);
                boolean[] always = new boolean[after.length];
                Arrays.fill(always, true);
                double detected = 100 - OutlierFigures.of(after, always).marPercent();
                (run.fault() <= DEVELOPMENT_FAULTS ? known : unseen).add(detected);
                String fault = name + "fault-" + run.fault();
                faults.add(Target.reported(fault, detected, "%", null));
                if (detector == Detector.SERVED) {
                    firstOfThree(after)
                            .ifPresent(row -> faults.add(Target.reported(fault + "-delay", row, "rows", null)));
                }
            }
            List<Double> all = new ArrayList<>(known);
            all.addAll(unseen);
            if (detector == Detector.SERVED) {
                targets.add(Target.of(name + "detected", mean(all), "%", 80, Better.HIGHER, null));
                targets.add(Target.of(name + "false-alarms", sound.farPercent(), "%", 4, Better.LOWER, null));
                targets.add(Target.reported(name + "development-detected", mean(known), "%", null));
                targets.add(Target.reported(name + "unseen-detected", mean(unseen), "%", null));
                targets.add(clock.target(name + "time-per-row"));
            } else {
                targets.add(Target.reported(name + "detected", mean(all), "%", null));
                targets.add(Target.reported(name + "false-alarms", sound.farPercent(), "%", null));
            }
            targets.add(Target.reported(name + "vus-pr", mean(volumes), "1", null));
        }
        targets.addAll(faults);
        return targets;
    }

    /** The third of the first three marks in a row. */
    private static OptionalInt firstOfThree(boolean[] marks) {
        for (int r = 2; r < marks.length; r++) if (marks[r] && marks[r - 1] && marks[r - 2]) return OptionalInt.of(r);
        return OptionalInt.empty();
    }
}
