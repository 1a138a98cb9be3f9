package io.trivium.industrial.model;

import static io.trivium.industrial.model.LifeTags.CHANNELS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.model.ModelReference;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeWindowTest {
    @TempDir
    private Path folder;

    private static double[][] line(int cycles, double perCycle) {
        double[][] channels = new double[cycles][CHANNELS];
        for (int t = 0; t < cycles; t++) channels[t][0] = perCycle * t;
        return channels;
    }

    @Test
    void repeatsTheFirstCycleBeforeItAndEndsWithTheMeanOfTheLastEight() {
        float[] series = LifeWindow.at(line(20, 1), 20).series();
        assertEquals(0, series[0]);
        assertEquals(15.5, series[(LifeWindow.STEPS - 1) * CHANNELS], 1e-5);
        assertEquals(7.5, series[(LifeWindow.STEPS - 2) * CHANNELS], 1e-5);
    }

    @Test
    void seesNothingOfWhatComesLater() {
        double[][] known = line(60, 0.1);
        double[][] whole = line(200, 0.1);
        whole[60][0] = 1e6;
        assertArrayEquals(
                LifeWindow.at(known, 60).features(), LifeWindow.at(whole, 60).features());
        assertArrayEquals(
                LifeWindow.at(known, 60).series(), LifeWindow.at(whole, 60).series());
    }

    @Test
    void slopesAreInDeviationsPerTenCyclesAndSmallerOverFewCycles() {
        float[] features = LifeWindow.at(line(120, 0.1), 120).features();
        int slopes = 4 * CHANNELS;
        assertEquals(1 / 1.1, features[slopes], 0.01);
        assertEquals(1 / 1.1, features[slopes + 2 * CHANNELS], 0.01);
        float[] young = LifeWindow.at(line(20, 0.1), 20).features();
        assertTrue(young[slopes + 2 * CHANNELS] < 0.1, "a slope over 20 cycles of 120 is taken for whole");
        assertEquals(1.2, features[LifeWindow.FEATURES - 2], 1e-6);
    }

    @Test
    void estimatesAreSortedLimitedAndWidened() {
        LifeProfile profile = LifeProfile.of("toy", new ModelReference("toy:1"), Fleet.lives(5, 1, 1), 100)
                .withMargin(5);
        LifeEstimate estimate = LifeEstimate.of(new float[] {0.5f, 0.4f, 1.2f}, profile);
        assertEquals((50 + 40 + 100) / 3.0, estimate.cycles(), 1e-4);
        assertEquals(35, estimate.lower(), 1e-4);
        assertEquals(100, estimate.upper(), 1e-4);
    }

    @Test
    void aProfileReadsBackAsItWasWritten() throws IOException {
        List<AssetHistory> lives = Fleet.lives(8, 6, 1);
        LifeProfile profile =
                LifeProfile.of("toy", new ModelReference("toy:1"), lives, 125).withMargin(3.5);
        Path pack = folder.resolve("1");
        assertThrows(NoSuchFileException.class, () -> LifeProfile.ofPack(pack));
        profile.write(LifeProfile.besidePack(pack));
        LifeProfile read = LifeProfile.ofPack(pack);
        assertEquals(3.5, read.margin());
        assertEquals("toy", read.assetType());
        double[][] expected = profile.channels(lives.get(3));
        double[][] actual = read.channels(lives.get(3));
        for (int t = 0; t < expected.length; t++) assertArrayEquals(expected[t], actual[t]);
    }
}
