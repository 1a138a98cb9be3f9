package io.trivium.industrial.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.model.ModelReference;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModeProfileTest {
    private static final Instant UNTIL = Instant.parse("2026-12-01T00:00:00Z");

    @TempDir
    private Path folder;

    private static ModeProfile profile() {
        LifeProfile inputs = LifeProfile.of("toy", new ModelReference("toy-modes:1"), Fleet.lives(5, 1, 1), 100);
        return new ModeProfile(
                "toy",
                new ModelReference("toy-modes:1"),
                inputs,
                List.of(new ModeProfile.Mode("bearing", "VIB"), new ModeProfile.Mode("seal", "ELP")),
                1);
    }

    @Test
    void namesTheLikeliestModeFirstAndHowProbableAFailureIs() {
        FailureOutlook outlook =
                profile().outlook(new float[] {0.1f, 0.2f, 0.5f, 0.2f, 0, 0, 0, 0}, UNTIL, new ModelReference("toy:1"));
        assertEquals(
                List.of("seal", "bearing"),
                outlook.modes().stream()
                        .map(FailureOutlook.ModeProbability::mode)
                        .toList());
        assertEquals("ELP", outlook.modes().getFirst().code());
        // The unused fourth number is left out: of 0.8 one eighth is no failure.
        assertEquals(0.875, outlook.probability(), 1e-6);
        assertEquals(0.625, outlook.modes().getFirst().probability(), 1e-6);
    }

    @Test
    void aTemperatureDrawsAnswersTogether() {
        double[] cooled = profile().withTemperature(2).probabilities(new float[] {0.04f, 0.16f, 0.64f});
        assertArrayEquals(new double[] {1 / 7.0, 2 / 7.0, 4 / 7.0}, cooled, 1e-6);
    }

    @Test
    void findsTheTemperatureOfAnswersThatAreTooSure() {
        Random random = new Random(5);
        List<float[]> answers = new ArrayList<>();
        int[] truth = new int[4_000];
        for (int r = 0; r < truth.length; r++) {
            double right = 0.4 + 0.5 * random.nextDouble();
            double other = (1 - right) / 2;
            int likely = random.nextInt(3);
            truth[r] = random.nextDouble() < right ? likely : (likely + 1 + random.nextInt(2)) % 3;
            double sum = right * right * right + 2 * other * other * other;
            float[] sure = new float[3];
            for (int c = 0; c < 3; c++) sure[c] = (float) (Math.pow(c == likely ? right : other, 3) / sum);
            answers.add(sure);
        }
        assertEquals(3, Temperature.of(3, answers, truth), 0.15);
    }

    @Test
    void aLifeIsLabelledWithItsModeWithinTheHorizonAndWithNoneBeyond() {
        AssetHistory life = Fleet.lives(1, 3, 1).getFirst();
        LifeProfile inputs = LifeProfile.of("toy", new ModelReference("toy:1"), Fleet.lives(5, 1, 1), 50);
        ModeRows rows = new ModeRows();
        rows.addLife(life, 1, inputs, 10);
        for (ModeRows.Row row : rows.rows()) {
            assertEquals(row.row().remaining() <= 50 ? 2 : ModeProfile.NONE, row.label());
        }
        assertEquals(2, rows.labels()[0]);
        assertEquals(ModeProfile.NONE, rows.labels()[rows.labels().length - 1]);
    }

    @Test
    void liesBesideItsPackAndSaysWhenItIsMissing() throws IOException {
        Path pack = folder.resolve("1");
        NoSuchFileException missing = assertThrows(NoSuchFileException.class, () -> ModeProfile.ofPack(pack));
        assertEquals(
                ModeProfile.besidePack(pack)
                        + ": is missing: a pack for failure modes needs its profile in the same pack",
                missing.getMessage());
        profile().withTemperature(1.5).write(ModeProfile.besidePack(pack));
        ModeProfile read = ModeProfile.ofPack(pack);
        assertEquals(1.5, read.temperature());
        assertEquals(profile().modes(), read.modes());
        assertEquals(100, read.inputs().horizon());
    }
}
