package io.trivium.industrial.evaluation;

import io.trivium.industrial.dataset.NabCorpus;
import io.trivium.industrial.model.ValueMonitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the monitor of single values by the Numenta Anomaly Benchmark: every series alone, value by value. */
public final class NabEvaluation {
    /** Share of a series within which one event gives one alarm; windows are a tenth of a series divided by their number. */
    private static final double HOLD = 0.08;

    /** Number of deviations from which a user would be notified. */
    private static final double TOLD = 10;

    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final int STEPS = 200;

    private NabEvaluation() {}

    public static Map<String, Object> of(List<NabCorpus.Series> corpus) {
        NabScore score = NabScore.ofBenchmark();
        for (NabCorpus.Series series : corpus) score.add(series, scores(series));
        Map<String, Object> figures = new LinkedHashMap<>();
        for (NabScore.Profile profile : NabScore.Profile.values()) figures.put(profile.toString(), score.best(profile));
        Map<String, Object> fixed = new LinkedHashMap<>();
        for (NabScore.Profile profile : NabScore.Profile.values())
            fixed.put(profile.toString(), score.at(TOLD, profile));
        figures.put("at_fixed_threshold", fixed);
        figures.put("series", corpus.size());
        figures.put(
                "windows",
                corpus.stream().mapToInt(each -> each.windows().size()).sum());
        return figures;
    }

    static double[] scores(NabCorpus.Series series) {
        double[] values = series.values();
        ValueMonitor monitor = new ValueMonitor(rowsPerDay(series), (int) (HOLD * values.length));
        double[] scores = new double[values.length];
        for (int r = 0; r < scores.length; r++) scores[r] = monitor.next(values[r]);
        return scores;
    }

    private static int rowsPerDay(NabCorpus.Series series) {
        List<Long> steps = new ArrayList<>();
        for (int r = 1; r < Math.min(STEPS, series.times().size()); r++)
            steps.add(Duration.between(series.times().get(r - 1), series.times().get(r))
                    .toSeconds());
        Collections.sort(steps);
        long step = steps.isEmpty() ? DAY : Math.max(1, steps.get(steps.size() / 2));
        return (int) Math.max(1, Math.round((double) DAY / step));
    }
}
