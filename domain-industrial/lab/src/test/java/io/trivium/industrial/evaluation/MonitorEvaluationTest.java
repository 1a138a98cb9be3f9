package io.trivium.industrial.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.bench.BenchReport.Target;
import io.trivium.industrial.dataset.LabelledSeries;
import io.trivium.industrial.dataset.TepRuns;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MonitorEvaluationTest {
    private static final LocalDateTime START = LocalDateTime.of(2026, 1, 1, 0, 0);

    /** Two tags that follow one load and one that does not; the second tag leaves its relation from a row on. */
    private static double[][] rows(int count, int faultFrom, long seed) {
        Random random = new Random(seed);
        double[][] rows = new double[count][3];
        for (int r = 0; r < count; r++) {
            double load = random.nextGaussian();
            rows[r][0] = 100 + load;
            rows[r][1] = 50 + 2 * load + 0.2 * random.nextGaussian() + (r >= faultFrom ? 3 : 0);
            rows[r][2] = random.nextGaussian();
        }
        return rows;
    }

    private static Map<String, Target> byName(List<Target> targets) {
        return targets.stream().collect(Collectors.toMap(Target::name, Function.identity()));
    }

    private static double value(Map<String, Target> targets, String name) {
        return Objects.requireNonNull(
                Objects.requireNonNull(targets.get(name), name).value(), name);
    }

    private static LabelledSeries run(String name, long seed) {
        double[][] rows = rows(900, 700, seed);
        boolean[] anomalous = new boolean[rows.length];
        boolean[] changes = new boolean[rows.length];
        for (int r = 700; r < rows.length; r++) anomalous[r] = true;
        changes[700] = true;
        return new LabelledSeries(
                name,
                List.of("a", "b", "c"),
                IntStream.range(0, rows.length).mapToObj(START::plusSeconds).toList(),
                rows,
                anomalous,
                changes);
    }

    @Test
    void measuresTheServedMonitorAndPrincipalComponentsByKnownAndUnseenRuns() {
        Map<String, Target> skab =
                byName(MonitorEvaluation.skab(List.of(run("valve1/0.csv", 1), run("valve2/0.csv", 2))));
        assertTrue(value(skab, "skab-f1") > 0.9);
        assertEquals(true, Objects.requireNonNull(skab.get("skab-false-alarms")).met());
        for (String name : List.of("development-f1", "unseen-f1", "pca-f1", "dpca-f1", "vus-pr", "pca-vus-pr")) {
            assertTrue(value(skab, "skab-" + name) > 0.5, name);
        }
        Map<String, Target> tep = byName(MonitorEvaluation.tep(
                rows(500, 500, 3),
                List.of(new TepRuns.Run(0, rows(960, 960, 4)), new TepRuns.Run(11, rows(960, 160, 5)))));
        assertTrue(value(tep, "tep-detected") > 95);
        assertTrue(value(tep, "tep-false-alarms") < 4);
        assertTrue(value(tep, "tep-fault-11-delay") < 40);
        assertEquals(
                null,
                Objects.requireNonNull(tep.get("tep-development-detected")).value());
        assertTrue(value(tep, "tep-dpca-false-alarms") < 10);
    }

    /** With as many rows as thresholds the curve has every rank: the area is the average precision. */
    @Test
    void theThresholdsReachFromTheHighestScoreToTheLowest() {
        double[] scores = new double[250];
        for (int r = 0; r < scores.length; r++) scores[r] = r;
        boolean[] highest = new boolean[250];
        highest[249] = true;
        assertEquals(1, VolumeUnderSurface.area(scores, highest, 0), 1e-12);
        boolean[] lowest = new boolean[250];
        lowest[0] = true;
        assertEquals(1.0 / 250, VolumeUnderSurface.area(scores, lowest, 0), 1e-12);
        boolean[] both = new boolean[250];
        for (int r : new int[] {0, 248, 249}) both[r] = true;
        // Two of three rows in one of two anomalies, at a precision of 1; then all at 3 of 250.
        assertEquals(1.0 / 3 + 2.0 / 3 * 3 / 250, VolumeUnderSurface.area(scores, both, 0), 1e-12);
    }

    @Test
    void theVolumeRewardsWhatIsNearAndNeedsNoThreshold() {
        boolean[] anomalous = new boolean[1_000];
        for (int r = 500; r < 600; r++) anomalous[r] = true;
        double[] exact = new double[1_000];
        double[] early = new double[1_000];
        double[] away = new double[1_000];
        for (int r = 500; r < 600; r++) {
            exact[r] = 1;
            early[r - 20] = 1;
            away[r - 400] = 1;
        }
        double best = VolumeUnderSurface.precisionRecall(exact, anomalous);
        double near = VolumeUnderSurface.precisionRecall(early, anomalous);
        double bad = VolumeUnderSurface.precisionRecall(away, anomalous);
        assertTrue(best > 0.85 && best <= 1, "exact " + best);
        assertTrue(near < best && near > 0.6, "early " + near);
        assertTrue(bad < 0.2, "away " + bad);
        assertTrue(Double.isNaN(VolumeUnderSurface.precisionRecall(exact, new boolean[1_000])));
    }
}
