package io.trivium.industrial.evaluation;

import io.trivium.industrial.dataset.NabCorpus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The score of the Numenta Anomaly Benchmark (Lavin and Ahmad, ICMLA 2015, section II.C). An alarm within a window earns
 * more the earlier it is, and only the earliest of a window counts; one outside costs more the farther it is behind the
 * window before it. 0 is a detector without alarms, 100 one with an alarm at the start of every window and no others.
 *
 * <p>The first 15 % of a series, at most 750 rows, are for learning: alarms there are not counted.
 */
public final class NabScore {
    private static final double PROBATION = 0.15;
    private static final int PROBATION_ROWS = 5_000;
    private static final double STEEPNESS = 5;
    private static final double FAR = 3;

    /** The gains and costs of alarms, after {@code config/profiles.json}. */
    public enum Profile {
        STANDARD("standard", 0.11, 1),
        LOW_FP("low-fp", 0.22, 1),
        LOW_FN("low-fn", 0.11, 2);

        private final String label;
        private final double falsePositive;
        private final double falseNegative;

        Profile(String label, double falsePositive, double falseNegative) {
            this.label = label;
            this.falsePositive = falsePositive;
            this.falseNegative = falseNegative;
        }

        public String label() {
            return label;
        }
    }

    /**
     * A row's detector score and what an alarm there is worth, before weights.
     *
     * @param window number over all series; −1 outside
     */
    private record Point(double score, int window, double worth) {}

    private final List<Point> points = new ArrayList<>();
    private final double probation;
    private int windows;

    private NabScore(double probation) {
        this.probation = probation;
    }

    /** As the benchmark counts. */
    public static NabScore ofBenchmark() {
        return new NabScore(PROBATION);
    }

    /** For detectors that have learned before: every row counts. */
    public static NabScore withoutProbation() {
        return new NabScore(0);
    }

    /** Rows at the start of a series that do not count. */
    int probation(int rows) {
        return (int) Math.min(Math.floor(probation * rows), probation * PROBATION_ROWS);
    }

    /** Adds a detector's scores of the rows of a series, larger being more anomalous. */
    public void add(NabCorpus.Series series, double[] scores) {
        int[] window = new int[scores.length];
        int[] from = new int[series.windows().size()];
        int[] to = new int[series.windows().size()];
        java.util.Arrays.fill(window, -1);
        java.util.Arrays.fill(from, -1);
        for (int w = 0; w < from.length; w++) {
            for (int i = 0; i < scores.length; i++) {
                if (!series.windows().get(w).contains(series.times().get(i))) continue;
                if (from[w] < 0) from[w] = i;
                to[w] = i;
                window[i] = w;
            }
        }
        int last = -1;
        for (int i = 0; i < scores.length; i++) {
            int w = window[i];
            double worth = w >= 0
                    ? sigmoid(-(to[w] - i + 1) / (double) (to[w] - from[w] + 1)) / sigmoid(-1)
                    : last < 0 ? -1 : sigmoid((i - to[last]) / (double) Math.max(1, to[last] - from[last]));
            if (i >= probation(scores.length)) points.add(new Point(scores[i], w < 0 ? -1 : windows + w, worth));
            if (w >= 0 && i == to[w]) last = w;
        }
        windows += series.windows().size();
    }

    private static double sigmoid(double place) {
        return place > FAR ? -1 : 2 / (1 + Math.exp(STEEPNESS * place)) - 1;
    }

    /** The score of alarms at one threshold. */
    public double at(double threshold, Profile profile) {
        Sum sum = new Sum(profile);
        for (Point point : points) if (point.score >= threshold) sum.add(point);
        return normalised(sum.value(), profile);
    }

    /** The score at the threshold that is best for the profile over all series together, as the benchmark reports it. */
    public double best(Profile profile) {
        List<Point> order = points.stream()
                .sorted(Comparator.comparingDouble(Point::score).reversed())
                .toList();
        Sum sum = new Sum(profile);
        double best = sum.value();
        for (int i = 0; i < order.size(); i++) {
            sum.add(order.get(i));
            boolean whole = i + 1 == order.size() || order.get(i + 1).score < order.get(i).score;
            if (whole) best = Math.max(best, sum.value());
        }
        return normalised(best, profile);
    }

    private double normalised(double value, Profile profile) {
        double none = -profile.falseNegative * windows;
        return windows == 0 ? 0 : 100 * (value - none) / (windows - none);
    }

    /** The sum of the gains of alarms so far. */
    private final class Sum {
        private final Profile profile;
        private final Map<Integer, Double> byWindow = new HashMap<>();
        private double total;

        Sum(Profile profile) {
            this.profile = profile;
            this.total = -profile.falseNegative * windows;
        }

        void add(Point point) {
            if (point.window < 0) {
                total += profile.falsePositive * point.worth;
                return;
            }
            double before = byWindow.getOrDefault(point.window, -profile.falseNegative);
            double now = Math.max(before, point.worth);
            byWindow.put(point.window, now);
            total += now - before;
        }

        double value() {
            return total;
        }
    }
}
