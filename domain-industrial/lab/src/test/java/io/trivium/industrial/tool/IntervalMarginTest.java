package io.trivium.industrial.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.industrial.model.LifeRows;
import io.trivium.industrial.model.LifeWindow;
import io.trivium.industrial.tool.IntervalMargin.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntervalMarginTest {
    private static final double HORIZON = 100;

    /** One window of each of some lives. */
    private static List<Score> scores(double... cycles) {
        return IntStream.range(0, cycles.length)
                .mapToObj(life -> new Score(life, cycles[life]))
                .toList();
    }

    private static Score score(double remaining, float... quantiles) {
        LifeRows.Row row = new LifeRows.Row(new LifeWindow(new float[0], new float[0]), remaining, 7);
        return Score.of(row, quantiles, HORIZON);
    }

    @Test
    void ofLivesWithOneWindowItIsTheCorrectedQuantile() {
        // 8 of 10 and one to come: rank 0.8 * 11, rounded up
        assertEquals(5, IntervalMargin.of(scores(-10, -10, -10, 3, -10, -10, -10, -10, 5, 10), 0.8));
    }

    @Test
    void intervalsThatAreTooWideBecomeNarrower() {
        double[] inside = new double[19];
        java.util.Arrays.fill(inside, -10);
        assertEquals(-10, IntervalMargin.of(scores(inside), 0.9));
    }

    @Test
    void aLifeOfManyWindowsCountsAsMuchAsOneOfFew() {
        List<Score> scores = new ArrayList<>(scores(1, 2, 3, 4, 5, 6, 7, 8, 9));
        for (int window = 0; window < 1_000; window++) scores.add(new Score(99, 50));
        assertEquals(8, IntervalMargin.of(scores, 0.7)); // 8 of 11 lives are the first to reach 0.7
        assertEquals(50, IntervalMargin.of(scores, 0.9));
    }

    @Test
    void fewLivesTakeTheLargestScore() {
        assertEquals(4, IntervalMargin.of(scores(1, 4, 2), 0.9));
    }

    @Test
    void theScoreIsMeasuredFromTheNetworksOutermostQuantiles() {
        assertEquals(10, score(30, 0.4f, 0.6f, 0.5f).cycles(), 1e-5);
        assertEquals(15, score(75, 0.4f, 0.6f, 0.5f).cycles(), 1e-5);
        assertEquals(-5, score(55, 0.4f, 0.6f, 0.5f).cycles(), 1e-5);
    }

    @Test
    void moreThanTheHorizonIsAsFarInsideAsTheQuantileIsAboveIt() {
        assertEquals(-3, score(180, 0.9f, 1.03f).cycles(), 1e-5);
    }
}
