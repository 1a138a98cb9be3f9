package io.trivium.runtime.training.rival;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.tool.TrainingOptions;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

/** Simple models on made-up rows whose best answer is known. */
class RivalsTest {
    private static final int WIDTH = 5;

    static {
        TrainingOptions.prepareEngine(1);
    }

    private static RivalRows rows(int rows, long seed, DoubleBinaryOperator label) {
        Random random = new Random(seed);
        float[] table = new float[rows * WIDTH];
        float[] labels = new float[rows];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < WIDTH; c++) table[r * WIDTH + c] = (float) (5 + 2 * random.nextGaussian());
            labels[r] = (float) label.applyAsDouble((table[r * WIDTH] - 5) / 2, (table[r * WIDTH + 1] - 5) / 2);
        }
        return new RivalRows(table, WIDTH, labels);
    }

    private static float[][] answers(Rival rival, int classes, DoubleBinaryOperator label, long seed) {
        return rival.answers(
                new Answer(classes), rows(1_500, 1, label), rows(300, 2, label), rows(400, 3, label), seed);
    }

    private static double rootMeanSquare(float[][] answers, RivalRows rows) {
        double sum = 0;
        for (int r = 0; r < answers.length; r++) sum += Math.pow(answers[r][0] - rows.labels()[r], 2);
        return Math.sqrt(sum / answers.length);
    }

    private static double accuracy(float[][] answers, RivalRows rows) {
        int right = 0;
        for (int r = 0; r < answers.length; r++) {
            int best = answers[r].length == 1 ? Math.round(answers[r][0]) : 0;
            for (int c = 1; c < answers[r].length; c++) if (answers[r][c] > answers[r][best]) best = c;
            if (best == (int) rows.labels()[r]) right++;
        }
        return right / (double) answers.length;
    }

    @Test
    void theLineIsFoundByAllButTheConstant() {
        DoubleBinaryOperator line = (a, b) -> 1 + 2 * a - b;
        RivalRows truth = rows(400, 3, line);
        for (Rival rival : Rivals.all(600)) {
            double error = rootMeanSquare(answers(rival, 0, line, 1), truth);
            assertTrue(rival.name().equals("constant") ? error > 2 : error < 0.5, rival.name() + ": " + error);
        }
        assertTrue(rootMeanSquare(answers(new LinearRival(), 0, line, 1), truth) < 0.05);
    }

    @Test
    void aProductIsFoundByTreesAndDenseNetworkAlone() {
        DoubleBinaryOperator product = (a, b) -> a * b > 0 ? 1 : 0;
        RivalRows truth = rows(400, 3, product);
        for (Rival rival : Rivals.all(600)) {
            double accuracy = accuracy(answers(rival, 1, product, 1), truth);
            boolean bends = rival.name().equals("trees") || rival.name().equals("dense");
            assertTrue(bends ? accuracy > 0.88 : accuracy < 0.65, rival.name() + ": " + accuracy);
        }
    }

    @Test
    void classesHaveProbabilitiesThatAddUpToOne() {
        DoubleBinaryOperator third = (a, b) -> a < -0.4 ? 0 : a < 0.4 ? 1 : 2;
        RivalRows truth = rows(400, 3, third);
        for (Rival rival : Rivals.all(600)) {
            float[][] answers = answers(rival, 3, third, 1);
            for (float[] row : answers) assertEquals(1, row[0] + row[1] + row[2], 1e-5, rival.name());
            if (rival.name().equals("constant")) continue;
            assertTrue(accuracy(answers, truth) > 0.85, rival.name() + ": " + accuracy(answers, truth));
        }
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        DoubleBinaryOperator product = (a, b) -> a * b;
        for (Rival rival : Rivals.all(600)) {
            float[][] first = answers(rival, 0, product, 7);
            float[][] again = answers(rival, 0, product, 7);
            float[][] other = answers(rival, 0, product, 8);
            for (int r = 0; r < first.length; r++) assertArrayEquals(first[r], again[r], rival.name());
            assertEquals(rival.isSeeded(), first[0][0] != other[0][0], rival.name());
        }
    }

    @Test
    void theDenseNetworkHasTheParametersThatAreAskedFor() {
        int units = new DenseRival(50_000).units(306, 1);
        assertEquals(50_000, units * units + units * 307, 500);
    }
}
