package io.trivium.runtime.training.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.training.moe.ToyTask;
import io.trivium.runtime.training.moe.TrainingStoppedException;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.InitialWeights;
import io.trivium.runtime.training.network.Masking;
import io.trivium.runtime.training.network.TaskData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainingTest {
    private static final TaskData ROWS = ToyTask.rows(200, 1);

    @TempDir
    private Path folder;

    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
    }

    private static Pretraining two(long steps) {
        byte[] other = ToyTask.SPEC.replace("task: toy", "task: other").getBytes(StandardCharsets.UTF_8);
        return new Pretraining(
                List.of(
                        PretrainingTask.of(ToyTask.yaml(), ROWS, 3),
                        PretrainingTask.of(other, ToyTask.rows(100, 2), 1)),
                new Pretraining.Settings(steps, 32, 0.01, Masking.Hiding.of(0.3), 0.1, 0.01, 4));
    }

    private static Masking masking(Masking.Hiding hiding) {
        Parameters parameters = InitialWeights.of(ToyTask.network(), ToyTask.model(), ROWS, 1);
        EncodedData data = new EncodedData(ToyTask.network(), ToyTask.model(), ROWS, parameters);
        int[] rows = new int[100];
        for (int i = 0; i < rows.length; i++) rows[i] = i;
        return Masking.draw(data, rows, hiding, new SplittableRandom(1));
    }

    @Test
    void hidesAShareOfWhatIsThereAndCountsNothingElse() {
        for (Masking.Part part : masking(Masking.Hiding.of(0.3)).parts()) {
            int hidden = 0;
            for (int i = 0; i < part.keep().length; i++) {
                assertEquals(1f - part.keep()[i], part.counted()[i]);
                if (part.keep()[i] == 0f) hidden++;
            }
            double share = hidden / (double) part.keep().length;
            assertTrue(share > 0.1 && share < 0.45, () -> "hidden " + share);
        }
    }

    @Test
    void aSwappedNumberIsAnotherRowsAndCounts() {
        Masking.Part table = masking(new Masking.Hiding(0.4, 1, 0.25)).parts().getLast();
        int perRow = table.perToken();
        int moved = 0;
        for (int at = 0; at < table.keep().length; at++) {
            assertEquals(1f, table.keep()[at]);
            boolean own = table.sources()[at] == at / perRow;
            if (own) continue;
            moved++;
            assertEquals(1f, table.counted()[at]);
        }
        double share = moved / (double) table.keep().length;
        assertTrue(share > 0.25 && share < 0.55, () -> "swapped " + share);
        assertTrue(table.weight() > moved + 0.2 * (table.keep().length - moved));
    }

    @Test
    void losesOnHiddenNumbersAlone() {
        Masking masking = masking(Masking.Hiding.of(0.3));
        int width = 2;
        int numbers = 0;
        int tokens = 0;
        for (Masking.Part part : masking.parts()) {
            numbers += part.perToken() * (width + 1);
            tokens += part.tokens();
        }
        double squares = 0;
        int hidden = 0;
        for (Masking.Part part : masking.parts()) {
            for (int i = 0; i < part.counted().length; i++) {
                if (part.counted()[i] == 0f) continue;
                hidden++;
                squares += (double) part.target()[i] * part.target()[i];
            }
        }
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            // a map of zeros predicts 0 for every number
            NDArray told = manager.zeros(new Shape(numbers));
            NDArray seen = manager.ones(new Shape(100, tokens, width));
            assertEquals(
                    squares / hidden,
                    Pretraining.loss(manager, told, seen, masking).getFloat(),
                    1e-4);
        }
    }

    @Test
    void learnsToSayWhatWasHiddenOnOneTrunk() throws Exception {
        Pretraining.Pretrained trained = two(120).run(Optional.empty(), () -> false);
        assertTrue(
                trained.lastLoss(0) < trained.firstLoss(0),
                () -> trained.firstLoss(0) + " then " + trained.lastLoss(0));
        Parameters first = trained.parameters().getFirst();
        Parameters second = trained.parameters().getLast();
        for (String name : first.names()) {
            if (name.startsWith("layers.")) assertArrayEquals(first.get(name), second.get(name), name);
        }
    }

    @Test
    void goesOnBitForBitWhereItStopped() throws Exception {
        Pretraining.Pretrained whole = two(30).run(Optional.empty(), () -> false);
        Path checkpoint = folder.resolve("pretraining.safetensors");
        AtomicInteger steps = new AtomicInteger();
        assertThrows(
                TrainingStoppedException.class,
                () -> two(30).run(Optional.of(checkpoint), () -> steps.incrementAndGet() == 11));
        Pretraining.Pretrained resumed = two(30).run(Optional.of(checkpoint), () -> false);
        for (int task = 0; task < 2; task++) {
            Parameters expected = whole.parameters().get(task);
            for (String name : expected.names()) {
                assertArrayEquals(
                        expected.get(name), resumed.parameters().get(task).get(name), name);
            }
        }
        assertArrayEquals(whole.losses(), resumed.losses());
        assertThrows(IllegalArgumentException.class, () -> two(31).run(Optional.of(checkpoint), () -> false));
    }

    @Test
    void refusesTrunksThatDiffer() {
        byte[] wide = ToyTask.SPEC.replace("width: 16", "width: 32").getBytes(StandardCharsets.UTF_8);
        List<PretrainingTask> tasks =
                List.of(PretrainingTask.of(ToyTask.yaml(), ROWS, 1), PretrainingTask.of(wide, ROWS, 1));
        assertThrows(IllegalArgumentException.class, () -> new Pretraining(tasks, Pretraining.Settings.USUAL));
    }
}
