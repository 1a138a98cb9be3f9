package io.trivium.runtime.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingJobTest {
    private static final String SPEC = """
            task: toy
            inputs:
              - {name: features, dtype: float32, shape: [-1, 4], columns: [amount, count, flag, constant]}
            outputs:
              - {name: score, dtype: float32, shape: [-1, 1], unit: probability}
            head: binary
            latencyClass: interactive
            network:
              kind: dense
              ensemble: 2
              signedLog: [amount]
              piecewise: {bins: 32, embedding: 4}
              hidden: [16, 8]
              dropout: 0.1
              activation: %s
            training: {epochs: 6, batch: 64, learningRate: 0.01, patience: 4}
            """;
    private static final TrainingJob.Labelling LABELLING =
            new TrainingJob.Labelling("toy", "1.2", "abc", "train", "made up", "CC0", "2026-01-01", "2026-01-02");

    @TempDir
    private Path folder;

    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
    }

    /** Positive when the amount lies in a narrow band, which a linear model cannot see. */
    private static TabularData rows(int count, long seed) {
        Random random = new Random(seed);
        float[] features = new float[count * 4];
        float[] labels = new float[count];
        long[] hashes = new long[count];
        for (int i = 0; i < count; i++) {
            float amount = (float) Math.exp(random.nextGaussian() * 2 + 3);
            features[4 * i] = amount;
            features[4 * i + 1] = random.nextInt(30);
            features[4 * i + 2] = random.nextInt(2);
            features[4 * i + 3] = 7;
            labels[i] = amount > 40 && amount < 80 ? 1 : 0;
            hashes[i] = random.nextLong();
        }
        return new TabularData(count, 4, features, labels, hashes);
    }

    private TrainingJob.Outcome train(String spec, TabularData training, TabularData validation, String out)
            throws Exception {
        return new TrainingJob(spec.getBytes(StandardCharsets.UTF_8))
                .run(training, validation, 3, LABELLING, folder.resolve(out), TrainingProgress.silent());
    }

    @Test
    void learnsABandAndExportsTheSameNetwork() throws Exception {
        TabularData training = rows(3_000, 1);
        TabularData validation = rows(1_000, 2);
        TrainingJob.Outcome outcome = train(SPEC.formatted("relu"), training, validation, "pack");
        assertTrue(
                outcome.validation().averagePrecision() > 0.9,
                () -> "average precision " + outcome.validation().averagePrecision());
        assertTrue(outcome.parity() <= 1e-5, () -> "parity " + outcome.parity());

        ModelPack pack = ModelPack.open(folder.resolve("pack"));
        assertEquals("1.2", pack.manifest().version());
        assertEquals(3_000, pack.manifest().provenance().data().rows());
        assertEquals(
                outcome.validation().averagePrecision(),
                pack.manifest().provenance().metrics().get("validation_average_precision"));
        long[] seen = pack.trainingRows();
        assertEquals(4_000, seen.length);
        for (int i = 1; i < seen.length; i++) assertTrue(Long.compareUnsigned(seen[i - 1], seen[i]) <= 0);

        try (PackScorer scorer = new PackScorer(pack.model().array())) {
            float[] edge = scorer.score(new TabularData(
                    3, 4, new float[] {0, 0, 0, 0, 1e30f, 1e9f, 1, -7, 60, 3, 1, 7}, new float[0], new long[0]));
            for (float score : edge) assertTrue(score >= 0 && score <= 1, () -> "score " + score);
            assertTrue(edge[2] > 0.5, () -> "in the band " + edge[2]);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> scorer.score(new TabularData(1, 3, new float[3], new float[0], new long[0])));
        }
    }

    @Test
    void givesTheSameModelForTheSameSeed() throws Exception {
        TabularData training = rows(600, 1);
        TabularData validation = rows(400, 2);
        train(SPEC.formatted("silu"), training, validation, "one");
        train(SPEC.formatted("silu"), training, validation, "two");
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("one/model.onnx")),
                Files.readAllBytes(folder.resolve("two/model.onnx")));
    }

    @Test
    void worksWithoutAnEmbedding() throws Exception {
        String plain = SPEC.formatted("relu")
                .replaceAll("  piecewise:.*\n", "")
                .replace("signedLog: [amount]", "signedLog: true");
        assertTrue(train(plain, rows(600, 1), rows(400, 2), "plain").parity() <= 1e-5);
    }

    @Test
    void refusesDataItCannotLearnFrom() {
        TabularData good = rows(200, 1);
        TabularData oneClass = new TabularData(200, 4, good.features(), new float[200], good.rowHashes());
        assertThrows(IllegalArgumentException.class, () -> train(SPEC.formatted("relu"), oneClass, good, "x"));
        TabularData narrow = new TabularData(2, 3, new float[6], new float[] {0, 1}, new long[0]);
        assertThrows(IllegalArgumentException.class, () -> train(SPEC.formatted("relu"), narrow, narrow, "x"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new TabularData(1, 1, new float[] {Float.NaN}, new float[0], new long[0]));
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    void namesEveryFaultOfASpecification() {
        String wrong = SPEC.formatted("tanh")
                .replace("signedLog: [amount]", "signedLog: [amout]")
                .replace("bins: 32", "bins: 4096")
                .replace("epochs: 6", "epoch: 6");
        InvalidPackException e =
                assertThrows(InvalidPackException.class, () -> new TrainingJob(wrong.getBytes(StandardCharsets.UTF_8)));
        List<String> faults = e.faults();
        assertEquals(5, faults.size(), faults::toString);
        String all = String.join("\n", faults);
        assertTrue(all.contains("amout"), all);
        assertTrue(all.contains("tanh"));
        assertTrue(all.contains("4096"));
        assertTrue(all.contains("epochs is missing"));
        assertTrue(all.contains("epoch is not a known field"));
    }
}
