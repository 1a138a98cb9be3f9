package io.trivium.runtime.training.moe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.statistics.BinaryMetrics;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistillationTest {
    private static final String SPEC = """
            task: toy
            inputs:
              - {name: features, dtype: float32, shape: [-1, 2], columns: [AMOUNT, NOISE]}
            outputs:
              - {name: score, dtype: float32, shape: [-1, 1], unit: probability}
            head: binary
            latencyClass: interactive
            network:
              kind: moe
              width: 16
              layers: 1
              heads: 2
              expertHidden: 8
              sharedHidden: 16
              groups: {general: 4}
              tokenizers:
                - {kind: tabular, input: features, standardise: true, piecewise: {bins: 16, embedding: 4}}
            training:
              epochs: 3
              batch: 64
              learningRate: 0.01
              patience: 3
              startBalancing: 5
              rebalanceSteps: 5
              distillation:
                input: features
                weight: 0.9
                temperature: 2
                teachers:
                  - {kind: boosted-trees, parts: 5, trees: 20, depth: 2, learningRate: 0.3}
            """;

    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
    }

    private static MoeTrainingJob job(String spec) {
        return new MoeTrainingJob(spec.getBytes(StandardCharsets.UTF_8));
    }

    /** Positive when the amount is within a band. */
    private static TaskData rows(int count, long seed) {
        Random random = new Random(seed);
        float[] features = new float[count * 2];
        float[] labels = new float[count];
        for (int i = 0; i < count; i++) {
            features[i * 2] = random.nextFloat();
            features[i * 2 + 1] = random.nextFloat();
            labels[i] = features[i * 2] > 0.4f && features[i * 2] < 0.6f ? 1 : 0;
        }
        return new TaskData(count, Map.of("features", features), labels, new long[0]);
    }

    private static TaskData turned(TaskData rows) {
        float[] labels = new float[rows.rows()];
        for (int i = 0; i < labels.length; i++) labels[i] = 1 - rows.labels()[i];
        return new TaskData(rows.rows(), rows.inputs(), labels, new long[0]);
    }

    private static MoeTrainer.Trained train(MoeTrainingJob job, TaskData rows, Optional<TaskData> unlabelled, long seed)
            throws IOException {
        TaskData held = rows(300, 77);
        return job.train(
                job.initial(rows, seed),
                new TrainedPart.Whole(),
                job.lesson(rows, unlabelled, held, seed).lesson(),
                held,
                seed,
                Optional.empty(),
                List.of(Device.cpu()),
                () -> false,
                MoeProgress.silent());
    }

    @Test
    void aFewLabelsAndManyRowsWithoutTeachANetworkTheSameBitsEveryTime() throws Exception {
        MoeTrainingJob job = job(SPEC);
        TaskData few = rows(200, 1);
        TaskData many = rows(2_000, 2);
        MoeTrainer.Trained trained = train(job, few, Optional.of(many), 3);
        double precision = trained.validation().getOrDefault("average_precision", 0.0);
        assertTrue(precision > 0.9, () -> "average precision " + precision);

        MoeTrainer.Trained withOtherLabels = train(job, few, Optional.of(turned(many)), 3);
        assertArrayEquals(trained.scores(), withOtherLabels.scores(), "labels of those rows must not be read");
        assertFalse(Arrays.equals(
                trained.scores(), train(job, few, Optional.of(many), 4).scores()));
    }

    @Test
    void theFiguresTellOfTheTeacher() {
        TaskData few = rows(200, 1);
        Map<String, Double> figures = job(SPEC)
                .lesson(few, Optional.of(rows(70, 2)), rows(300, 77), 3)
                .figures();
        assertEquals(70, figures.get("unlabelled_rows"));
        assertTrue(figures.getOrDefault("teacher_validation_average_precision", 0.0) > 0.9, figures::toString);
        assertEquals(
                0,
                job(SPEC)
                        .lesson(few, Optional.empty(), rows(300, 77), 3)
                        .figures()
                        .get("unlabelled_rows"));
    }

    /** Labels drawn at random can only be known by who has seen them. */
    @Test
    void theTeacherDoesNotHandOnTheLabelOfARowItHasSeen() {
        Random random = new Random(5);
        TaskData rows = rows(2_000, 4);
        float[] labels = new float[2_000];
        for (int i = 0; i < labels.length; i++) labels[i] = random.nextInt(5) == 0 ? 1 : 0;
        TaskData drawn = new TaskData(2_000, rows.inputs(), labels, new long[0]);
        byte[] deep = SPEC.replace("depth: 2", "depth: 8, leastCurvature: 0.1").getBytes(StandardCharsets.UTF_8);
        MoeTraining training = MoeTraining.parse(deep, ModelSpec.parse(deep));
        try (Teacher teacher = Teacher.fit(training.distillation().orElseThrow(), Objective.BINARY, 1, drawn, 1)) {
            double seen = BinaryMetrics.of(teacher.of(drawn), labels).auc();
            double unseen = BinaryMetrics.of(teacher.ofTraining(drawn), labels).auc();
            assertTrue(seen > 0.9, () -> "trees that have seen the rows: AUC " + seen);
            assertEquals(0.5, unseen, 0.06, "trees that have not");
        }
    }

    /** Three ranges of the amount; or a hump of it, as one number or as two quantiles. */
    private static TaskData rows(String head, int count, long seed) {
        TaskData rows = rows(count, seed);
        int each = head.contains("quantile") ? 2 : 1;
        float[] labels = new float[count * each];
        for (int i = 0; i < labels.length; i++) {
            float amount = rows.input("features")[i / each * 2];
            if (head.contains("multiclass")) labels[i] = amount < 0.4f ? 0 : amount < 0.6f ? 1 : 2;
            else labels[i] = 3 - 10 * Math.abs(amount - 0.5f);
        }
        return new TaskData(count, rows.inputs(), labels, new long[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "multiclass, 3, 2, accuracy, 0.85",
        "regression, 1, 1, negative_rmse, -0.6",
        "'regression\nloss: quantile', 2, 1, negative_rmse, -0.6"
    })
    void manyRowsWithoutLabelsTeachOtherHeadsToo(String head, int width, int temperature, String metric, double least)
            throws Exception {
        MoeTrainingJob job = job(SPEC.replace("head: binary", "head: " + head)
                .replace("[-1, 1]", "[-1, " + width + "]")
                .replace(", unit: probability", "")
                .replace("temperature: 2", "temperature: " + temperature)
                .replace("trees: 20", "trees: 60"));
        TaskData few = rows(head, 200, 1);
        TaskData many = rows(head, 2_000, 2).withoutLabels();
        TaskData held = rows(head, 300, 77);
        MoeTrainingJob.Taught taught = job.lesson(few, Optional.of(many), held, 3);
        double ofTeacher = taught.figures().getOrDefault("teacher_validation_" + metric, Double.NEGATIVE_INFINITY);
        assertTrue(ofTeacher > least, () -> metric + " of the teacher " + ofTeacher);
        assertArrayEquals(
                taught.lesson().teacher(),
                job.lesson(few, Optional.of(many), held, 3).lesson().teacher(),
                "the same bits every time");
        double reached = job.train(
                        job.initial(few, 3),
                        new TrainedPart.Whole(),
                        taught.lesson(),
                        held,
                        3,
                        Optional.empty(),
                        List.of(Device.cpu()),
                        () -> false,
                        MoeProgress.silent())
                .validation()
                .getOrDefault(metric, Double.NEGATIVE_INFINITY);
        assertTrue(reached > least, () -> metric + " " + reached);
    }

    private static void assertRefused(String from, String to, String fault) {
        InvalidPackException refused = assertThrows(InvalidPackException.class, () -> job(SPEC.replace(from, to)));
        assertTrue(
                refused.faults().stream().anyMatch(each -> each.contains(fault)),
                () -> refused.faults().toString());
    }

    @Test
    void saysWhatIsWrongWithASpecification() {
        assertRefused("kind: boosted-trees", "kind: oracle", "kind is not boosted-trees: oracle");
        assertRefused("input: features\n    weight", "input: events\n    weight", "is no input of the model: events");
        assertRefused("temperature: 2", "temperature: 0", "temperature");
        assertRefused(
                "weight: 0.9",
                "weight: 0.9, columns: [SIZE]".replace(", ", "\n    "),
                "name no column of features: SIZE");
        assertRefused("parts: 5", "parts: 1", "parts");
        assertRefused("depth: 2", "depth: 2, leaves: 4", "leaves");
        assertRefused("head: binary", "head: regression", "temperature is for classes");
        assertRefused("head: binary", "head: none", "needs the head binary, multiclass or regression");
        InvalidPackException weighted = assertThrows(
                InvalidPackException.class,
                () -> job(SPEC.replace("head: binary", "head: multiclass")
                        .replace("depth: 2", "depth: 2, positiveWeight: 3")));
        assertTrue(weighted.toString().contains("positiveWeight"), weighted.toString());
    }

    @Test
    void rowsWithoutLabelsNeedATeacher() {
        MoeTrainingJob job = job(SPEC.substring(0, SPEC.indexOf("  distillation:")));
        TaskData rows = rows(100, 1);
        assertThrows(IllegalArgumentException.class, () -> job.lesson(rows, Optional.of(rows(10, 2)), rows(100, 3), 1));
    }
}
