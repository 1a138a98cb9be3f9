package io.trivium.industrial.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.industrial.dataset.NabCorpus;
import io.trivium.industrial.evaluation.NabScore.Profile;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NabScoreTest {
    private static final int ROWS = 100;
    private static final int FROM = 40;
    private static final int TO = 49;
    private static final LocalDateTime START = LocalDateTime.of(2026, 1, 1, 0, 0);

    private static NabCorpus.Series series() {
        return new NabCorpus.Series(
                "one",
                IntStream.range(0, ROWS).mapToObj(START::plusMinutes).toList(),
                new double[ROWS],
                List.of(new NabCorpus.Window(START.plusMinutes(FROM), START.plusMinutes(TO))));
    }

    private static NabScore alarmsAt(int... rows) {
        double[] scores = new double[ROWS];
        for (int row : rows) scores[row] = 1;
        NabScore score = NabScore.ofBenchmark();
        score.add(series(), scores);
        return score;
    }

    private static double sigmoid(double y) {
        return 2 / (1 + Math.exp(5 * y)) - 1;
    }

    @Test
    void silenceIsZeroAndAnAlarmAtTheStartIsAHundred() {
        assertEquals(0, alarmsAt().at(1, Profile.STANDARD), 1e-9);
        assertEquals(100, alarmsAt(FROM).at(1, Profile.STANDARD), 1e-9);
        assertEquals(100, alarmsAt(FROM).at(1, Profile.LOW_FN), 1e-9);
    }

    @Test
    void onlyTheEarliestAlarmOfAWindowCounts() {
        double late = sigmoid(-0.1) / sigmoid(-1);
        assertEquals(50 * (late + 1), alarmsAt(TO).at(1, Profile.STANDARD), 1e-9);
        assertEquals(100, alarmsAt(FROM, 45, TO).at(1, Profile.STANDARD), 1e-9);
    }

    @Test
    void anAlarmBeforeAnyWindowCostsItsWholeWeight() {
        assertEquals(100 - 50 * 0.11, alarmsAt(30, FROM).at(1, Profile.STANDARD), 1e-9);
        assertEquals(100 - 50 * 0.22, alarmsAt(30, FROM).at(1, Profile.LOW_FP), 1e-9);
        assertEquals(100 - 100 * 0.11 / 3, alarmsAt(30, FROM).at(1, Profile.LOW_FN), 1e-9);
    }

    @Test
    void anAlarmSoonBehindAWindowCostsLess() {
        double cost = -0.11 * sigmoid(3 / 9.0);
        assertEquals(100 - 50 * cost, alarmsAt(FROM, TO + 3).at(1, Profile.STANDARD), 1e-9);
        assertEquals(100 - 50 * 0.11, alarmsAt(FROM, 99).at(1, Profile.STANDARD), 1e-9);
    }

    @Test
    void theRowsOfProbationDoNotCount() {
        assertEquals(15, NabScore.ofBenchmark().probation(ROWS));
        assertEquals(750, NabScore.ofBenchmark().probation(100_000));
        assertEquals(100, alarmsAt(14, FROM).at(1, Profile.STANDARD), 1e-9);
        assertEquals(100 - 50 * 0.11, alarmsAt(15, FROM).at(1, Profile.STANDARD), 1e-9);
    }

    @Test
    void withoutProbationTheFirstRowCounts() {
        double[] scores = new double[ROWS];
        scores[0] = 1;
        scores[FROM] = 1;
        NabScore score = NabScore.withoutProbation();
        score.add(series(), scores);
        assertEquals(100 - 50 * 0.11, score.at(1, Profile.STANDARD), 1e-9);
    }

    @Test
    void theBestThresholdTakesEqualScoresTogether() {
        double[] scores = new double[ROWS];
        scores[FROM] = 0.9;
        scores[60] = 0.9;
        scores[70] = 0.5;
        NabScore score = NabScore.ofBenchmark();
        score.add(series(), scores);
        double cost = -0.11 * sigmoid(11 / 9.0);
        assertEquals(100 - 50 * cost, score.best(Profile.STANDARD), 1e-9);
    }
}
