package io.trivium.runtime.training.moe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.statistics.BoundedLabels;
import io.trivium.runtime.tool.DataFiles;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.stage.Measured;
import io.trivium.runtime.training.stage.TaskMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lives of parts, in units of their mean, of which most are only known to be at least the time until a replacement. */
class IntervalTrainingTest {
    private static final String SPEC = """
            task: toy-life
            inputs:
              - {name: features, dtype: float32, shape: [-1, 2], columns: [LOAD, NOISE]}
            outputs:
              - {name: life, dtype: float32, shape: [-1, %d]}
            head: regression
            %s
            latencyClass: bulk
            network:
              kind: moe
              width: 16
              layers: 1
              heads: 2
              expertHidden: 8
              sharedHidden: 16
              groups: {general: 4}
              tokenizers:
                - {kind: tabular, input: features, standardise: true}
            training:
              epochs: 20
              batch: 64
              learningRate: 0.01
              patience: 20
              startBalancing: 0
              rebalanceSteps: 0
            """;

    @TempDir
    private Path folder;

    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
    }

    private static MoeTrainingJob job(int width, String loss) {
        return new MoeTrainingJob(SPEC.formatted(width, loss).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Parts under some load.
     *
     * @param width labels of a row
     * @param replaced share of the parts that are replaced before they fail, about; 0 for none
     */
    private static TaskData rows(int count, int width, double replaced, long seed) {
        Random random = new Random(seed);
        float[] features = new float[2 * count];
        float[] bounds = new float[2 * width * count];
        for (int r = 0; r < count; r++) {
            features[2 * r] = random.nextFloat();
            features[2 * r + 1] = random.nextFloat();
            double life = Math.max(0, 1.5 - features[2 * r] + 0.3 * random.nextGaussian());
            // A time that is even up to 1 / replaced of the mean life is before it with that probability.
            double replacement = random.nextDouble() / Math.max(1e-9, replaced);
            for (int c = 0; c < width; c++) {
                bounds[2 * (r * width + c)] = (float) Math.min(life, replacement);
                bounds[2 * (r * width + c) + 1] = life > replacement ? Float.POSITIVE_INFINITY : (float) life;
            }
        }
        BoundedLabels labels = BoundedLabels.between(bounds);
        return new TaskData(count, Map.of("features", features), labels.numbers(), labels.bounds(), new long[0]);
    }

    private static TaskData exact(TaskData rows) {
        int width = rows.labels().length / rows.rows();
        TaskData some = rows.part(IntStream.range(0, rows.rows())
                .filter(row -> !Float.isNaN(rows.labels()[row * width]))
                .toArray());
        return new TaskData(some.rows(), some.inputs(), some.labels(), some.rowHashes());
    }

    /** Mean absolute error of the expected life. */
    private static double error(MoeTrainingJob job, TaskData rows, TaskData held, TaskData truth) throws IOException {
        Parameters trained =
                job.train(job.initial(rows, 1), new TrainedPart.Whole(), rows, held, 1, job.training(), Additions.NONE);
        float[] answers = new Measured(job.spec(), job.model(), trained).answers(truth);
        int width = answers.length / truth.rows();
        double sum = 0;
        for (int r = 0; r < truth.rows(); r++) {
            double expected = 0;
            for (int c = 0; c < width; c++) expected += answers[r * width + c] / (double) width;
            sum += Math.abs(expected - truth.labels()[r * width]);
        }
        return sum / truth.rows();
    }

    @ParameterizedTest
    @CsvSource({"1,''", "5,loss: quantile"})
    void replacedPartsTeachThatLivesAreLonger(int width, String loss) throws Exception {
        MoeTrainingJob job = job(width, loss);
        TaskData rows = rows(1_000, width, 0.6, 1);
        TaskData held = rows(300, width, 0.6, 2);
        TaskData truth = rows(1_000, width, 0, 3);
        double share = 1 - exact(rows).rows() / (double) rows.rows();
        assertEquals(0.6, share, 0.05);
        double ofExact = error(job, exact(rows), exact(held), truth);
        double ofAll = error(job, rows, held, truth);
        assertTrue(ofAll < ofExact, "mean absolute error " + ofAll + ", with exact labels alone " + ofExact);
    }

    @Test
    void trainsOnIntervalsAlone() throws Exception {
        BoundedLabels between = BoundedLabels.between(1, 2, 1, 2, 1, 2, 1, 2);
        TaskData rows =
                new TaskData(4, Map.of("features", new float[8]), between.numbers(), between.bounds(), new long[0]);
        double error = error(
                job(1, ""),
                rows,
                rows,
                new TaskData(1, Map.of("features", new float[2]), new float[] {1.5f}, new long[0]));
        assertTrue(error <= 0.75, "an answer near the interval: " + error);
    }

    @Test
    void aDataSetHasBoundsOnlyWhereALabelIsAnInterval() throws Exception {
        MoeTrainingJob job = job(1, "");
        TaskData rows = rows(50, 1, 0.6, 1);
        Path file = folder.resolve("rows.safetensors");
        new SafetensorsWriter()
                .add("features", new long[] {50, 2}, rows.input("features"))
                .add("label", new long[] {50}, rows.labels())
                .add("labelbounds", new long[] {50, 2}, rows.bounds())
                .write(file);
        TaskData read = DataFiles.read(file, job.model());
        assertArrayEquals(rows.labels(), read.labels());
        assertArrayEquals(rows.bounds(), read.bounds());
        for (TaskData each : List.of(rows, exact(rows))) {
            new EncodedData(job.spec(), job.model(), each, job.initial(each, 1)).write(file);
            try (Safetensors tensors = Safetensors.open(file)) {
                assertEquals(each.bounds().length > 0, tensors.names().contains("labelbounds"));
            }
        }
    }

    @Test
    void aMemoryKeepsTheBoundsOfItsRowsAndOfThoseBefore() throws Exception {
        MoeTrainingJob job = job(1, "");
        TaskData rows = rows(50, 1, 0.6, 1);
        TaskData known = exact(rows);
        Path pack = Files.createDirectories(folder.resolve("pack"));
        Files.writeString(pack.resolve(ModelPack.SPEC), SPEC.formatted(1, ""));
        job.initial(known, 1).write(pack.resolve(ModelPack.WEIGHTS));
        Path memory = folder.resolve("memory");
        TaskMemory.Room room = new TaskMemory.Room(10_000, 0, 1);
        var _ = TaskMemory.remember(memory, pack, known, new long[known.rows()], room);
        TaskMemory before = TaskMemory.readAll(memory).getFirst();
        assertEquals(0, before.rows().bounds().length);
        assertArrayEquals(known.labels(), before.rows().labels());
        var _ = TaskMemory.remember(memory, pack, rows, new long[rows.rows()], room);
        var _ = TaskMemory.remember(memory, pack, known, new long[known.rows()], room);
        TaskMemory after = TaskMemory.readAll(memory).getFirst();
        BoundedLabels expected =
                BoundedLabels.joined(List.of(known.boundedLabels(), rows.boundedLabels(), known.boundedLabels()));
        assertArrayEquals(expected.numbers(), after.rows().labels());
        assertArrayEquals(expected.bounds(), after.rows().bounds());
        assertArrayEquals(before.logits(), Arrays.copyOf(after.logits(), known.rows()));
    }
}
