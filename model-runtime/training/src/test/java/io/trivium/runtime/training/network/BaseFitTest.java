package io.trivium.runtime.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.moe.BaseAnswer;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.PerfectTrees;
import io.trivium.runtime.pack.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseFitTest {
    private static Parameters fitted(String ridge, TaskData data) {
        byte[] yaml = """
            task: toy
            inputs:
              - {name: features, dtype: float32, shape: [-1, 3]}
            outputs:
              - {name: score, dtype: float32, shape: [-1, 2]}
            head: regression
            latencyClass: bulk
            network:
              kind: moe
              groups: {general: 4}
              tokenizers:
                - {kind: tabular, input: features}
              linear: {input: features, ridge: %s}
            """.formatted(ridge).getBytes(StandardCharsets.UTF_8);
        ModelSpec model = ModelSpec.parse(yaml);
        return InitialWeights.of(NetworkSpec.parse(yaml, model), model, data, 1);
    }

    private static TaskData rows(int rows) {
        Random random = new Random(5);
        float[] features = new float[rows * 3];
        float[] labels = new float[rows * 2];
        for (int r = 0; r < rows; r++) {
            features[3 * r] = (float) random.nextGaussian() * 100;
            features[3 * r + 1] = 7;
            features[3 * r + 2] = (float) random.nextGaussian();
            labels[2 * r] = 3 + 0.02f * features[3 * r] - 2 * features[3 * r + 2];
            labels[2 * r + 1] = 1;
        }
        return new TaskData(rows, Map.of("features", features), labels, new long[0]);
    }

    @Test
    void findsTheLineAndLeavesNothingToTheHeadsBias() {
        Parameters parameters = fitted("1e-6", rows(200));
        float[] weight = parameters.get(ParameterNames.linearWeight("score"));
        assertEquals(0.02, weight[0], 1e-4);
        assertEquals(0, weight[1], "a column that never changes");
        assertEquals(-2, weight[2], 1e-4);
        for (int c = 3; c < 6; c++) assertEquals(0, weight[c], 1e-6);
        float[] bias = parameters.get(ParameterNames.linearBias("score"));
        assertEquals(3, bias[0], 1e-3);
        assertEquals(1, bias[1], 1e-6);
        for (float own : parameters.get(ParameterNames.headBias("score"))) assertEquals(0, own);
    }

    @Test
    void fitsEachNumberOnTheRowsThatHaveIt() {
        TaskData data = rows(200);
        for (int r = 0; r < 200; r += 2) data.labels()[2 * r] = Float.NaN;
        Parameters parameters = fitted("1e-6", data);
        assertEquals(0.02, parameters.get(ParameterNames.linearWeight("score"))[0], 1e-4);
        assertEquals(3, parameters.get(ParameterNames.linearBias("score"))[0], 1e-3);
        assertEquals(1, parameters.get(ParameterNames.linearBias("score"))[1], 1e-6);
        for (int r = 1; r < 200; r += 2) data.labels()[2 * r] = Float.NaN;
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> fitted("1", data))
                .getMessage());
        assertTrue(message.contains("label of number 0 of score"), message);
    }

    @Test
    void shrinksByTheRidgePerRow() {
        TaskData data = rows(20_000);
        float[] weight = fitted("1", data).get(ParameterNames.linearWeight("score"));
        assertEquals(0.01, weight[0], 2e-4, "columns that are not correlated are halved by a ridge of 1");
        assertEquals(-1, weight[2], 2e-2);
    }

    private static final byte[] TREES = """
            task: toy
            inputs:
              - {name: features, dtype: float32, shape: [-1, 3]}
            outputs:
              - {name: score, dtype: float32, shape: [-1, 2]}
            head: regression
            latencyClass: bulk
            network:
              kind: moe
              groups: {general: 4}
              tokenizers:
                - {kind: tabular, input: features}
              trees: {input: features, parts: 3, trees: 60, depth: 4}
            """.getBytes(StandardCharsets.UTF_8);

    private static TaskData squares(int rows, long seed, int rowsOfAnAsset) {
        Random random = new Random(seed);
        float[] features = new float[rows * 3];
        float[] labels = new float[rows * 2];
        long[] hashes = new long[rows];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < 3; c++) features[3 * r + c] = (float) random.nextGaussian();
            labels[2 * r] = 5 + features[3 * r] * features[3 * r] + features[3 * r + 1];
            labels[2 * r + 1] = labels[2 * r];
            hashes[r] = r / rowsOfAnAsset;
        }
        return new TaskData(rows, Map.of("features", features), labels, hashes);
    }

    private static double error(BaseAnswers answers, TaskData data) {
        double sum = 0;
        for (int i = 0; i < answers.values().length; i++) sum += Math.pow(answers.values()[i] - data.labels()[i], 2);
        return Math.sqrt(sum / answers.values().length);
    }

    @Test
    void treesAnswerTrainingRowsAsWellAsOthersAndNoBetter() {
        ModelSpec model = ModelSpec.parse(TREES);
        NetworkSpec spec = NetworkSpec.parse(TREES, model);
        TaskData data = squares(1_500, 1, 5);
        TaskData others = squares(500, 2, 1);
        Parameters parameters = InitialWeights.of(spec, model, data, 1);
        double seen = error(BaseAnswers.of(spec, model, data, parameters, false), data);
        double learned = error(BaseAnswers.of(spec, model, data, parameters, true), data);
        double unseen = error(BaseAnswers.of(spec, model, others, parameters, false), others);
        assertTrue(seen < learned, "trees that know a row leave too little of it: " + seen + ", " + learned);
        assertEquals(unseen, learned, 0.2);
        assertTrue(unseen < 0.8, "of a deviation of 1.7: " + unseen);
        Parameters again = InitialWeights.of(spec, model, data, 1);
        assertArrayEquals(
                parameters.get(ParameterNames.treeLeaves("score")), again.get(ParameterNames.treeLeaves("score")));
    }

    @Test
    void treesAreGrownOnTheRowsThatHaveALabel() {
        ModelSpec model = ModelSpec.parse(TREES);
        NetworkSpec spec = NetworkSpec.parse(TREES, model);
        TaskData data = squares(1_500, 1, 5);
        int[] known = IntStream.range(0, 1_500).filter(row -> row % 3 > 0).toArray();
        Parameters expected = InitialWeights.of(spec, model, data.part(known), 1);
        for (int r = 0; r < 1_500; r += 3) Arrays.fill(data.labels(), 2 * r, 2 * r + 2, Float.NaN);
        Parameters parameters = InitialWeights.of(spec, model, data, 1);
        for (String name : List.of(ParameterNames.treeLeaves("score"), ParameterNames.treeConstants("score"))) {
            assertArrayEquals(expected.get(name), parameters.get(name), name);
        }
        Arrays.fill(data.labels(), Float.NaN);
        assertThrows(IllegalArgumentException.class, () -> InitialWeights.of(spec, model, data, 1));
    }

    @Test
    void modelsGrownOnAllRowsAnswerOthersInPlaceOfThoseOfTheParts() {
        byte[] yaml = new String(TREES, StandardCharsets.UTF_8)
                .replace("parts: 3", "parts: 3, served: 2")
                .getBytes(StandardCharsets.UTF_8);
        ModelSpec model = ModelSpec.parse(yaml);
        NetworkSpec ofParts = NetworkSpec.parse(TREES, model);
        NetworkSpec spec = NetworkSpec.parse(yaml, model);
        TaskData data = squares(300, 1, 5);
        TaskData others = squares(500, 2, 1);
        Parameters without = InitialWeights.of(ofParts, model, data, 1);
        Parameters parameters = InitialWeights.of(spec, model, data, 1);
        assertArrayEquals(
                BaseAnswers.of(ofParts, model, data, without, true).values(),
                BaseAnswers.of(spec, model, data, parameters, true).values(),
                "a training row is answered by the trees grown without it");
        double byParts = error(BaseAnswers.of(ofParts, model, others, without, false), others);
        double byAll = error(BaseAnswers.of(spec, model, others, parameters, false), others);
        assertTrue(byAll < byParts, "more rows, smaller errors: " + byAll + ", " + byParts);

        float[] leaves = parameters.get(ParameterNames.treeLeaves("score"));
        float[] ofSeed2 = InitialWeights.of(spec, model, data, 2).get(ParameterNames.treeLeaves("score"));
        int first = without.get(ParameterNames.treeLeaves("score")).length;
        assertEquals(first / 3 * 5, leaves.length);
        assertEquals(-1, Arrays.mismatch(leaves, 0, first, ofSeed2, 0, first));
        assertNotEquals(-1, Arrays.mismatch(leaves, first, leaves.length, ofSeed2, first, leaves.length));
    }

    /** Of a number, a label of 0 or 1, three classes, and four classes of which the rows have three. */
    private static float[] labels(TaskData data, int classes) {
        float[] labels = new float[data.rows()];
        for (int r = 0; r < labels.length; r++) {
            float number = data.labels()[2 * r];
            labels[r] =
                    classes == 0 ? number : classes == 1 ? number > 6 ? 1 : 0 : number < 5 ? 0 : number < 6.5f ? 1 : 2;
        }
        return labels;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4})
    void storedTreesAnswerAsXgboostDoes(int classes) {
        TaskData data = squares(1_000, 3, 1);
        float[] table = data.input("features", 3);
        float[] labels = labels(data, classes);
        BaseAnswer.Trees settings = new BaseAnswer.Trees("features", 2, 0, 50, 5, 0.1, 1, 0.8, 0.6, 256);
        int trees = 50 * Math.max(1, classes);
        PerfectTrees stored = new PerfectTrees(5, new float[trees * 31], new float[trees * 31], new float[trees * 32]);
        try (GrownTrees grown = GrownTrees.grow(table, 3, labels, classes, settings, 1)) {
            grown.write(stored, 0);
            float[][] logits = grown.logits(table, 3);
            float[][] answers = grown.answers(table, 3);
            for (int r = 0; r < labels.length; r++) {
                double[] sums = new double[logits[r].length];
                for (int c = 0; c < sums.length; c++) sums[c] = grown.constants()[c];
                stored.add(table, 3 * r, 0, trees, sums);
                for (int c = 0; c < sums.length; c++) assertEquals(logits[r][c], sums[c], 1e-4, "row " + r);
                if (classes == 1) assertEquals(answers[r][0], 1 / (1 + Math.exp(-sums[0])), 1e-5);
            }
        }
    }

    @Test
    void treesOfClassesAnswerOtherRowsAndAreTheSameBitsEveryTime() {
        byte[] yaml = new String(TREES, StandardCharsets.UTF_8)
                .replace("shape: [-1, 2]", "shape: [-1, 4]")
                .replace("regression", "multiclass")
                .getBytes(StandardCharsets.UTF_8);
        ModelSpec model = ModelSpec.parse(yaml);
        NetworkSpec spec = NetworkSpec.parse(yaml, model);
        TaskData numbers = squares(1_500, 1, 5);
        TaskData data = new TaskData(1_500, numbers.inputs(), labels(numbers, 4), numbers.rowHashes());
        TaskData others = squares(500, 2, 1);
        Parameters parameters = InitialWeights.of(spec, model, data, 1);
        double seen = right(BaseAnswers.of(spec, model, data, parameters, false), data.labels());
        double learned = right(BaseAnswers.of(spec, model, data, parameters, true), data.labels());
        double unseen = right(BaseAnswers.of(spec, model, others, parameters, false), labels(others, 4));
        assertTrue(seen > learned, "trees that know a row leave too little of it: " + seen + ", " + learned);
        assertEquals(unseen, learned, 0.05);
        assertTrue(unseen > 0.8, "right of three classes: " + unseen);
        Parameters again = InitialWeights.of(spec, model, data, 1);
        assertArrayEquals(
                parameters.get(ParameterNames.treeLeaves("score")), again.get(ParameterNames.treeLeaves("score")));
        for (float own : parameters.get(ParameterNames.headBias("score"))) assertEquals(0, own);
    }

    private static double right(BaseAnswers answers, float[] labels) {
        int right = 0;
        for (int r = 0; r < labels.length; r++) {
            int best = 0;
            for (int c = 1; c < answers.numbers(); c++) {
                if (answers.values()[r * answers.numbers() + c] > answers.values()[r * answers.numbers() + best]) {
                    best = c;
                }
            }
            if (best == (int) labels[r]) right++;
        }
        return right / (double) labels.length;
    }

    @Test
    void rowsOfOneAssetAreInOnePart() {
        TaskData data = squares(600, 1, 20);
        Set<Integer> parts = new HashSet<>();
        for (int r = 0; r < 600; r++) {
            parts.add(data.partOf(r, 3));
            assertEquals(data.partOf(r / 20 * 20, 3), data.partOf(r, 3));
        }
        assertEquals(Set.of(0, 1, 2), parts);
    }

    @Test
    void refusesLabelsThatDifferWithinARow() {
        ModelSpec model = ModelSpec.parse(TREES);
        assertThrows(
                IllegalArgumentException.class,
                () -> InitialWeights.of(NetworkSpec.parse(TREES, model), model, rows(50), 1));
    }
}
