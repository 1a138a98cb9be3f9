package io.trivium.runtime.learning.curate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConfidentLearningTest {
    /** Probabilities of class 1; the labels are 0, 0, 0, 0, 1, 1, 1, 1. */
    private static ConfidentLearning ofEight() {
        float[] ones = {0.1f, 0.2f, 0.9f, 0.3f, 0.8f, 0.9f, 0.15f, 0.7f};
        float[] probabilities = new float[16];
        for (int row = 0; row < 8; row++) {
            probabilities[2 * row] = 1 - ones[row];
            probabilities[2 * row + 1] = ones[row];
        }
        return new ConfidentLearning(new int[] {0, 0, 0, 0, 1, 1, 1, 1}, probabilities, 2);
    }

    @Test
    void aThresholdIsTheMeanThatTheRowsOfAClassHave() {
        // class 0: (0.9 + 0.8 + 0.1 + 0.7) / 4; class 1: (0.8 + 0.9 + 0.15 + 0.7) / 4
        assertArrayEquals(new double[] {0.625, 0.6375}, ofEight().thresholdsOfClasses(), 1e-6);
    }

    @Test
    void theJointCountsRowsByLabelAndByTheClassTheyReach() {
        // by hand: rows 0 and 1 reach class 0, row 2 class 1, row 3 class 0 (0.7); rows 4, 5 and 7 class 1, row 6 class
        // 0
        assertArrayEquals(new int[][] {{3, 1}, {1, 3}}, ofEight().confidentJoint());
        assertArrayEquals(new double[] {3, 1}, ofEight().calibratedJoint()[0], 1e-9);
    }

    @Test
    void theWidestMarginIsSuspectedFirst() {
        List<ConfidentLearning.Suspect> suspects = ofEight().suspects();
        assertEquals(
                List.of(2, 6),
                suspects.stream().map(ConfidentLearning.Suspect::row).toList());
        assertEquals(1, suspects.getFirst().suggested());
        assertEquals(0.9, suspects.getFirst().probability(), 1e-6);
        assertEquals(0.8, suspects.getFirst().margin(), 1e-6);
    }

    @Test
    void rowsThatReachNoClassAreCountedByCalibrationAlone() {
        float[] probabilities = {0.9f, 0.1f, 0.5f, 0.5f, 0.2f, 0.8f, 0.1f, 0.9f};
        ConfidentLearning learning = new ConfidentLearning(new int[] {0, 0, 0, 1}, probabilities, 2);
        // thresholds 0.533 and 0.9: row 1 reaches neither, row 2 neither
        assertArrayEquals(new int[][] {{1, 0}, {0, 1}}, learning.confidentJoint());
        assertArrayEquals(new double[] {3, 0}, learning.calibratedJoint()[0], 1e-9);
        assertEquals(List.of(), learning.suspects());
    }

    @Test
    void findsPlantedNoiseOfThreeClasses() {
        int rows = 3_000;
        Random random = new Random(11);
        float[] table = new float[rows * 4];
        int[] truth = new int[rows];
        int[] labels = new int[rows];
        boolean[] isWrong = new boolean[rows];
        long[] groups = new long[rows];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < 4; i++) table[row * 4 + i] = (float) random.nextGaussian();
            float first = table[row * 4] + 0.2f * (float) random.nextGaussian();
            truth[row] = first > 0.5f ? 2 : table[row * 4 + 1] > 0 ? 1 : 0;
            isWrong[row] = random.nextDouble() < 0.08;
            labels[row] = isWrong[row] ? (truth[row] + 1 + random.nextInt(2)) % 3 : truth[row];
            groups[row] = row / 2;
        }
        LabelledRows labelled = new LabelledRows(4, table, labels, 3);
        float[] probabilities = OutOfSample.USUAL.probabilities(labelled, groups);
        List<ConfidentLearning.Suspect> suspects = new ConfidentLearning(labels, probabilities, 3).suspects();
        long found = suspects.stream().filter(each -> isWrong[each.row()]).count();
        long named = suspects.stream()
                .filter(each -> isWrong[each.row()] && each.suggested() == truth[each.row()])
                .count();
        long planted = java.util.stream.IntStream.range(0, rows)
                .filter(row -> isWrong[row])
                .count();
        double precision = (double) found / suspects.size();
        double recall = (double) found / planted;
        assertTrue(precision > 0.6, () -> "precision " + precision);
        assertTrue(recall > 0.75, () -> "recall " + recall);
        assertTrue(named > 0.9 * found, () -> named + " of " + found + " with the right label");
        assertArrayEquals(probabilities, OutOfSample.USUAL.probabilities(labelled, groups));
    }

    @Test
    void rowsOfOneGroupDoNotJudgeEachOther() {
        // every group is one place with a label that nothing but its own rows would explain
        int rows = 400;
        Random random = new Random(5);
        float[] table = new float[rows];
        int[] labels = new int[rows];
        long[] groups = new long[rows];
        for (int row = 0; row < rows; row++) {
            int group = row / 8;
            groups[row] = group;
            table[row] = group;
            if (row % 8 == 0) labels[row] = random.nextInt(2);
            else labels[row] = labels[row - 1];
        }
        float[] probabilities = OutOfSample.USUAL.probabilities(new LabelledRows(1, table, labels, 2), groups);
        long right = java.util.stream.IntStream.range(0, rows)
                .filter(row -> (probabilities[2 * row + 1] > 0.5) == (labels[row] == 1))
                .count();
        assertTrue(right < 0.75 * rows, () -> right + " of " + rows + " known");
        assertEquals(rows, Arrays.stream(groups).count());
    }
}
