package io.trivium.runtime.training.moe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.Recipe;
import io.trivium.runtime.training.network.InitialWeights;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.stage.Measured;
import io.trivium.runtime.training.stage.Preferences;
import io.trivium.runtime.training.stage.Tuning;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters, and the recipes that train them or the last layers. */
class LoraTest {
    private static final TaskData ROWS = ToyTask.rows(256, 1);
    private static final TaskData HELD = ToyTask.rows(200, 2);
    private static final MoeTopology TOPOLOGY = ToyTask.network().topology();

    @TempDir
    private Path folder;

    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
    }

    private static Parameters initial() {
        Parameters parameters = InitialWeights.of(ToyTask.network(), ToyTask.model(), ROWS, 5);
        // a head of zeros, which an adapter does not move, would let nothing through to the attention
        float[] head = parameters.get(ParameterNames.headWeight("score"));
        for (int i = 0; i < head.length; i++) head[i] = i % 2 == 0 ? 0.3f : -0.3f;
        return parameters;
    }

    private static MoeTrainer.Trained tuned(Tuning tuning, Optional<Path> checkpoint, long stop) throws Exception {
        MoeTraining settings = tuning.training(MoeTraining.parse(ToyTask.yaml(), ToyTask.model()));
        Additions additions = tuning.labelled(ToyTask.network(), ToyTask.model());
        return new MoeTrainer(
                        ToyTask.network(), ToyTask.model(), settings, tuning.part(), MoeProgress.silent(), additions)
                .train(initial(), ROWS, HELD, new MoeTrainer.Run(5, "toy", checkpoint, List.of(Device.cpu()), stop));
    }

    private static Tuning lora() {
        return new Tuning(Recipe.LORA, 0.01, 3, 3, 64, 0.1, 1);
    }

    @Test
    void computesMergedWhatItComputesApart() {
        Lora lora = new Lora(3, 6);
        Parameters base = initial();
        Random random = new Random(1);
        float[] numbers = new float[lora.size(TOPOLOGY)];
        for (int i = 0; i < numbers.length; i++) numbers[i] = (float) random.nextGaussian() * 0.3f;
        Parameters merged = lora.merged(base, TOPOLOGY, numbers);
        int width = TOPOLOGY.width();
        int half = 3 * width;
        String name = ParameterNames.layer(0, ParameterNames.K);
        int from = 2 * half; // the second of the adapted matrices
        float[] x = new float[width];
        for (int i = 0; i < width; i++) x[i] = (float) random.nextGaussian();
        for (int i = 0; i < width; i++) {
            double apart = 0;
            double together = 0;
            for (int j = 0; j < width; j++) {
                apart += base.get(name)[i * width + j] * x[j];
                together += merged.get(name)[i * width + j] * x[j];
            }
            for (int r = 0; r < 3; r++) {
                double inner = 0;
                for (int j = 0; j < width; j++) inner += numbers[from + r * width + j] * x[j];
                apart += 6.0 / 3 * numbers[from + half + i * 3 + r] * inner;
            }
            assertEquals(apart, together, 1e-5);
        }
    }

    @Test
    void isKeptApartAndGivesTheTrainedAnswersWhereItIsMerged() throws Exception {
        MoeTrainer.Trained trained = tuned(lora(), Optional.empty(), Long.MAX_VALUE);
        assertTrue(trained.bestEpoch() > 0, "training helped");
        Lora lora = lora().lora(ToyTask.network()).orElseThrow();
        assertEquals(TOPOLOGY.width(), lora.rank(), "no more than the width");
        Path file = folder.resolve("tenant.safetensors");
        Parameters base = initial();
        lora.write(file, TOPOLOGY, trained.adapter(), base);
        Parameters merged = Lora.merged(file, base, TOPOLOGY);
        float[] expected = trained.scores();
        float[] found = new Measured(ToyTask.network(), ToyTask.model(), merged).answers(HELD);
        assertArrayEquals(expected, found, 1e-5f);
        for (String name : base.names()) {
            boolean adapted = name.contains(".attention.");
            assertEquals(
                    adapted, !Arrays.equals(base.get(name), trained.parameters().get(name)), name);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> Lora.merged(file, trained.parameters(), TOPOLOGY),
                "it belongs to other weights");
    }

    @Test
    void goesOnBitForBitFromACheckpoint() throws Exception {
        Path checkpoint = folder.resolve("lora.safetensors");
        MoeTrainer.Trained whole = tuned(lora(), Optional.empty(), Long.MAX_VALUE);
        tuned(lora(), Optional.of(checkpoint), 4);
        MoeTrainer.Trained resumed = tuned(lora(), Optional.of(checkpoint), Long.MAX_VALUE);
        assertArrayEquals(whole.adapter(), resumed.adapter());
        assertEquals(whole.steps(), resumed.steps());
    }

    @Test
    void movesTheLastLayersTheFinalNormAndTheHeadsAlone() throws Exception {
        Tuning last = new Tuning(Recipe.LAST_LAYERS, 0.01, 2, 1, 64, 0.1, 1);
        Parameters base = initial();
        Parameters tuned = tuned(last, Optional.empty(), Long.MAX_VALUE).parameters();
        for (String name : base.names()) {
            boolean fixed =
                    !name.startsWith("layers.1.") && !name.startsWith("heads.") && !name.equals("final_norm.weight");
            if (fixed) assertArrayEquals(base.get(name), tuned.get(name), name);
        }
        String moved = ParameterNames.layer(1, ParameterNames.Q);
        assertFalse(Arrays.equals(base.get(moved), tuned.get(moved)));
    }

    @Test
    void movesTheBiasesOfTheHeadsAloneByPreferences() throws Exception {
        Tuning usual = Tuning.of(Recipe.DPO);
        Parameters base = initial();
        Preferences yes = new Preferences(HELD.withoutLabels(), filled(1), filled(0));
        Additions additions =
                usual.preferring(ToyTask.network(), ToyTask.model(), base, yes, yes, ToyTask.rows(64, 1), HELD);
        MoeTrainer trainer = new MoeTrainer(
                ToyTask.network(),
                ToyTask.model(),
                usual.training(MoeTraining.parse(ToyTask.yaml(), ToyTask.model()))
                        .sized(3, 64),
                usual.part(),
                MoeProgress.silent(),
                additions);
        MoeTrainer.Run run =
                new MoeTrainer.Run(1, "preferences", Optional.empty(), List.of(Device.cpu()), Long.MAX_VALUE);
        Parameters tuned = trainer.train(base, yes.rows(), HELD, run).parameters();
        for (String name : base.names()) {
            if (!name.equals("heads.score.bias")) assertArrayEquals(base.get(name), tuned.get(name), name);
        }
        assertTrue(tuned.get("heads.score.bias")[0] > base.get("heads.score.bias")[0]);
    }

    private static float[] filled(float value) {
        float[] all = new float[HELD.rows()];
        Arrays.fill(all, value);
        return all;
    }

    @Test
    void leavesTheChampionWhereNothingIsBetter() throws Exception {
        Tuning none = new Tuning(Recipe.LAST_LAYERS, 0, 1, 3, 64, 0.1, 1);
        Parameters base = initial();
        MoeTrainer.Trained kept = tuned(none, Optional.empty(), Long.MAX_VALUE);
        assertEquals(0, kept.bestEpoch());
        for (String name : base.names())
            assertArrayEquals(base.get(name), kept.parameters().get(name), name);
    }
}
