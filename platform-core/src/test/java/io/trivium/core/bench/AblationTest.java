package io.trivium.core.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AblationTest {
    private static final int ROWS = 400;
    private static final double[] TRUTH = new Random(1).doubles(ROWS).toArray();

    private static double error(float[][] answers, int[] rows) {
        double sum = 0;
        for (int row : rows) sum += Math.abs(answers[row][0] - TRUTH[row]);
        return sum / rows.length;
    }

    private static float[][] answers(double off, long seed) {
        Random random = new Random(seed);
        float[][] answers = new float[ROWS][1];
        for (int r = 0; r < ROWS; r++) answers[r][0] = (float) (TRUTH[r] + off * random.nextGaussian());
        return answers;
    }

    private static long[] entities(int rowsEach) {
        long[] entities = new long[ROWS];
        for (int r = 0; r < ROWS; r++) entities[r] = r / rowsEach;
        return entities;
    }

    private static List<Ablation.Row> table(int rowsEach, double served, double rival) {
        return new Ablation(entities(rowsEach), BenchReport.Better.LOWER, AblationTest::error)
                .rows(new float[][][] {answers(served, 2)}, Map.of("rival", new float[][][] {
                    answers(rival, 3), answers(rival, 4)
                }));
    }

    @Test
    void saysWhetherTheServedModelIsWorseBeyondTheInterval() {
        assertTrue(table(1, 0.2, 0.1).getLast().beatsTheServedOne());
        assertFalse(table(1, 0.1, 0.1).getLast().beatsTheServedOne());
        Ablation.Row better = table(1, 0.1, 0.2).getLast();
        assertFalse(better.beatsTheServedOne());
        assertTrue(better.servedIsBetterBy() > 0 && better.differs()[0] > 0);
        assertEquals(2, better.trainings());
        assertEquals(0.2 * Math.sqrt(2 / Math.PI), better.value(), 0.02);
        assertTrue(better.interval()[0] < better.value() && better.value() < better.interval()[1]);
    }

    @Test
    void theServedModelIsFirstAndDoesNotDifferFromItself() {
        Ablation.Row served = table(1, 0.1, 0.2).getFirst();
        assertEquals(Ablation.SERVED, served.model());
        assertEquals(0, served.servedIsBetterBy());
        assertEquals(0, served.differs()[1]);
    }

    @Test
    void drawsWholeEntities() {
        double[] alone = table(1, 0.1, 0.2).getLast().differs();
        double[] one = table(ROWS, 0.1, 0.2).getLast().differs();
        assertTrue(alone[1] > alone[0]);
        assertEquals(one[0], one[1], "one entity gives every draw the same rows");
    }
}
