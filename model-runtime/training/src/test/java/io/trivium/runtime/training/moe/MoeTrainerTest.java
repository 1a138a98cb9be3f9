package io.trivium.runtime.training.moe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.network.InitialWeights;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoeTrainerTest {
    private static final TaskData ROWS = ToyTask.rows(1_000, 1);
    private static final TaskData HELD = ToyTask.rows(500, 2);

    @TempDir
    private Path folder;

    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
    }

    private static MoeTrainer.Trained train(TrainedPart part, Parameters initial, Optional<Path> checkpoint, long stop)
            throws IOException {
        return train(part, initial, checkpoint, List.of(Device.cpu()), stop);
    }

    private static MoeTrainer.Trained train(
            TrainedPart part, Parameters initial, Optional<Path> checkpoint, List<Device> devices, long stop)
            throws IOException {
        MoeTraining training = MoeTraining.parse(ToyTask.yaml(), ToyTask.model());
        return new MoeTrainer(ToyTask.network(), ToyTask.model(), training, part, MoeProgress.silent())
                .train(initial, ROWS, HELD, new MoeTrainer.Run(5, "toy", checkpoint, devices, stop));
    }

    private static Parameters initial(long seed) {
        return InitialWeights.of(ToyTask.network(), ToyTask.model(), ROWS, seed);
    }

    private static MoeTrainer.Trained train(Optional<Path> checkpoint, long stop) throws IOException {
        return train(new TrainedPart.Whole(), initial(5), checkpoint, stop);
    }

    private static void assertSameBits(Parameters expected, Parameters actual) {
        assertEquals(expected.names(), actual.names());
        for (String name : expected.names()) {
            float[] left = expected.get(name);
            float[] right = actual.get(name);
            for (int i = 0; i < left.length; i++) {
                int at = i;
                assertEquals(
                        Float.floatToRawIntBits(left[i]),
                        Float.floatToRawIntBits(right[i]),
                        () -> name + "[" + at + "]");
            }
        }
    }

    @Test
    void learnsWhatNeedsBothInputsAndBalancesItsExperts() throws Exception {
        MoeTrainer.Trained trained = train(Optional.empty(), Long.MAX_VALUE);
        double precision = trained.validation().getOrDefault("average_precision", 0.0);
        assertTrue(precision > 0.97, () -> "average precision " + precision);
        assertTrue(
                trained.load().worst() < 0.3, () -> "MaxVio " + trained.load().worst());
        ParameterNames.require(trained.parameters(), ToyTask.network(), ToyTask.model());
    }

    @Test
    void goesOnBitForBitFromACheckpoint() throws Exception {
        Parameters whole = train(Optional.empty(), Long.MAX_VALUE).parameters();
        Path checkpoint = folder.resolve("checkpoint.safetensors");
        train(Optional.of(checkpoint), 40);
        MoeTrainer.Trained resumed = train(Optional.of(checkpoint), Long.MAX_VALUE);
        assertSameBits(whole, resumed.parameters());
    }

    @Test
    void writesItsCheckpointWithinAnEpochWhenItIsToldToStop() throws Exception {
        Path checkpoint = folder.resolve("stopped.safetensors");
        AtomicInteger steps = new AtomicInteger();
        MoeTrainer.Run run = new MoeTrainer.Run(
                5,
                "toy",
                Optional.of(checkpoint),
                List.of(Device.cpu()),
                Long.MAX_VALUE,
                () -> steps.incrementAndGet() == 37);
        MoeTrainer trainer = new MoeTrainer(
                ToyTask.network(),
                ToyTask.model(),
                MoeTraining.parse(ToyTask.yaml(), ToyTask.model()),
                new TrainedPart.Whole(),
                MoeProgress.silent());
        TrainingStoppedException stopped =
                assertThrows(TrainingStoppedException.class, () -> trainer.train(initial(5), ROWS, HELD, run));
        assertEquals("stopped after step 37 of 64", stopped.getMessage());
        Parameters whole = train(Optional.empty(), Long.MAX_VALUE).parameters();
        assertSameBits(whole, train(Optional.of(checkpoint), Long.MAX_VALUE).parameters());
    }

    @Test
    void learnsOnTwoReplicasAndGoesOnBitForBit() throws Exception {
        List<Device> two = List.of(Device.cpu(), Device.cpu());
        TrainedPart all = new TrainedPart.Whole();
        MoeTrainer.Trained whole = train(all, initial(5), Optional.empty(), two, Long.MAX_VALUE);
        double precision = whole.validation().getOrDefault("average_precision", 0.0);
        assertTrue(precision > 0.97, () -> "average precision " + precision);
        Path checkpoint = folder.resolve("two.safetensors");
        train(all, initial(5), Optional.of(checkpoint), two, 40);
        MoeTrainer.Trained resumed = train(all, initial(5), Optional.of(checkpoint), two, Long.MAX_VALUE);
        assertSameBits(whole.parameters(), resumed.parameters());
    }

    @Test
    void refusesACheckpointOfAnotherTraining() throws Exception {
        Path checkpoint = folder.resolve("checkpoint.safetensors");
        train(Optional.of(checkpoint), 16);
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.read(checkpoint, "another"));
    }

    @Test
    void movesOnlyABranchsOwnNumbers() throws Exception {
        Parameters before = initial(5);
        Parameters after = train(new TrainedPart.Branch("fin"), before, Optional.empty(), 20)
                .parameters();
        NetworkSpec spec = ToyTask.network();
        for (Map.Entry<String, long[]> each :
                ParameterNames.shapes(spec, ToyTask.model()).entrySet()) {
            String name = each.getKey();
            float[] old = before.get(name);
            float[] now = after.get(name);
            boolean perExpert = name.contains(".experts.") || name.contains(".router.");
            if (perExpert) {
                int half = old.length / 2;
                assertArrayEquals(Arrays.copyOf(old, half), Arrays.copyOf(now, half), name);
                assertTrue(!Arrays.equals(old, half, old.length, now, half, now.length), name);
            } else if (name.startsWith("layers.") || name.startsWith("final_norm")) {
                assertArrayEquals(old, now, name);
            }
        }
        assertTrue(!Arrays.equals(before.get("heads.score.weight"), after.get("heads.score.weight")));
    }

    @Test
    void refusesLabelsItCannotLearnFrom() {
        TaskData oneClass = new TaskData(ROWS.rows(), ROWS.inputs(), new float[ROWS.rows()], new long[0]);
        MoeTraining training = MoeTraining.parse(ToyTask.yaml(), ToyTask.model());
        MoeTrainer trainer = new MoeTrainer(
                ToyTask.network(), ToyTask.model(), training, new TrainedPart.Whole(), MoeProgress.silent());
        MoeTrainer.Run run = new MoeTrainer.Run(1, "toy", Optional.empty(), List.of(Device.cpu()), 1);
        assertThrows(IllegalArgumentException.class, () -> trainer.train(initial(1), oneClass, HELD, run));
        TaskData narrow = new TaskData(1, Map.of("features", new float[2]), new float[] {1}, new long[0]);
        assertThrows(IllegalArgumentException.class, () -> trainer.train(initial(1), ROWS, narrow, run));
    }

    /** Trees answer the same number for every quantile, so all intervals would be empty. */
    @Test
    void quantilesAreNeverAnsweredByTreesAlone() throws IOException {
        byte[] yaml = ToyTask.SPEC
                .replace("shape: [-1, 1], unit: probability", "shape: [-1, 2]")
                .replace("head: binary", "head: regression\nloss: quantile")
                .replace("  group: fin\n", "  group: fin\n  trees: {input: features, parts: 2, trees: 20, depth: 3}\n")
                .replace("learningRate: 0.01", "learningRate: 0.000001")
                .getBytes(StandardCharsets.UTF_8);
        ModelSpec model = ModelSpec.parse(yaml);
        NetworkSpec spec = NetworkSpec.parse(yaml, model);
        TaskData rows = quantiles(ROWS);
        MoeTrainer.Trained trained = new MoeTrainer(
                        spec, model, MoeTraining.parse(yaml, model), new TrainedPart.Whole(), MoeProgress.silent())
                .train(
                        InitialWeights.of(spec, model, rows, 5),
                        rows,
                        quantiles(HELD),
                        new MoeTrainer.Run(5, "toy", Optional.empty(), List.of(Device.cpu()), Long.MAX_VALUE));
        assertTrue(trained.bestEpoch() > 0, "trees alone were kept");
    }

    /** The label of each row once for each of two quantiles. */
    private static TaskData quantiles(TaskData rows) {
        float[] twice = new float[2 * rows.rows()];
        for (int i = 0; i < twice.length; i++) twice[i] = rows.labels()[i / 2];
        return new TaskData(rows.rows(), rows.inputs(), twice, rows.rowHashes());
    }
}
