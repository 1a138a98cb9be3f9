package io.trivium.runtime.training.voxel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.export.OfflineSession;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.export.UnetGraph;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.moe.TrainingStoppedException;
import io.trivium.runtime.voxel.UnetSpec;
import io.trivium.runtime.voxel.UnetTraining;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnetTrainerTest {
    private static final String SPEC = """
            task: balls
            inputs: [{name: x, dtype: float32, shape: [-1, 1, 4, 8, 8]}]
            outputs: [{name: y, dtype: float32, shape: [-1, 1, 4, 8, 8]}]
            head: segmentation
            latencyClass: bulk
            network: {kind: unet-3d, widths: [4, 8], blocks: 1}
            training: {epochs: 6, batch: 4, learningRate: 0.02, patience: 6, flips: true}
            """;

    private static final PrintStream QUIET = new PrintStream(PrintStream.nullOutputStream());

    @TempDir
    Path folder;

    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
    }

    @Test
    void learnsBrightVoxelsAndItsGraphAnswersTheSame() throws Exception {
        UnetSpec spec = spec(SPEC);
        VoxelData held = data(8, 2);
        UnetTrainer.Trained trained = trainer(spec).train(data(40, 1), held, 1, "a", Optional.empty(), () -> false);
        assertTrue(
                trained.validation().getOrDefault("dice", 0.0) > 0.8,
                trained.validation().toString());
        try (OfflineSession session = new OfflineSession(UnetGraph.of(spec, trained.parameters()))) {
            Floats answer = Objects.requireNonNull(session.run(Map.of("x", new Floats(held.inputs(), 8, 1, 4, 8, 8)))
                    .get("y"));
            assertArrayEquals(new long[] {8, 1, 4, 8, 8}, answer.shape());
            assertArrayEquals(trained.probabilities(), answer.values(), 1e-4f);
        }
    }

    @Test
    void aStoppedTrainingEndsAsOneThatWasNot() throws Exception {
        UnetSpec spec = spec(SPEC);
        VoxelData rows = data(16, 1);
        VoxelData held = data(4, 2);
        Path checkpoint = folder.resolve("c.safetensors");
        AtomicInteger steps = new AtomicInteger();
        assertThrows(
                TrainingStoppedException.class,
                () -> trainer(spec)
                        .train(rows, held, 1, "a", Optional.of(checkpoint), () -> steps.incrementAndGet() > 9));
        UnetTrainer.Trained resumed = trainer(spec).train(rows, held, 1, "a", Optional.of(checkpoint), () -> false);
        UnetTrainer.Trained whole = trainer(spec).train(rows, held, 1, "a", Optional.empty(), () -> false);
        assertEquals(whole.bestEpoch(), resumed.bestEpoch());
        assertArrayEquals(whole.probabilities(), resumed.probabilities(), 1e-6f);
        assertThrows(
                IllegalArgumentException.class,
                () -> trainer(spec).train(rows, held, 1, "b", Optional.of(checkpoint), () -> false));
    }

    @Test
    void aSpecificationThatDoesNotFitNamesEveryFault() {
        String wrong = SPEC.replace("[-1, 1, 4, 8, 8]}]\nhead", "[-1, 2, 4, 8, 8]}]\nhead")
                .replace("widths: [4, 8]", "widths: [4, 8, 8, 8]");
        InvalidPackException refused = assertThrows(InvalidPackException.class, () -> spec(wrong));
        assertTrue(
                refused.faults().toString().contains("multiples of 8"),
                refused.faults().toString());
        assertThrows(InvalidPackException.class, () -> spec(SPEC.replace("head: segmentation", "head: binary")));
    }

    private static UnetTrainer trainer(UnetSpec spec) {
        return new UnetTrainer(spec, UnetTraining.parse(SPEC.getBytes(StandardCharsets.UTF_8)), QUIET);
    }

    private static UnetSpec spec(String yaml) {
        byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
        return UnetSpec.parse(bytes, ModelSpec.parse(bytes));
    }

    /** Noise with a brighter box, which is the target. */
    private static VoxelData data(int rows, long seed) {
        Random random = new Random(seed);
        float[] inputs = new float[rows * 256];
        float[] targets = new float[inputs.length];
        for (int row = 0; row < rows; row++) {
            int j0 = random.nextInt(5);
            int i0 = random.nextInt(5);
            for (int v = 0; v < 256; v++) {
                int j = v / 8 % 8;
                int i = v % 8;
                boolean inside = j >= j0 && j < j0 + 3 && i >= i0 && i < i0 + 3;
                targets[row * 256 + v] = inside ? 1 : 0;
                inputs[row * 256 + v] = (float) (random.nextGaussian() * 0.3 + (inside ? 2 : 0));
            }
        }
        return new VoxelData(rows, 1, 4, 8, 8, inputs, targets, new long[0]);
    }
}
