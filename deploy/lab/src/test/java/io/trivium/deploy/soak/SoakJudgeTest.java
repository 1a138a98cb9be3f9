package io.trivium.deploy.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.soak.Finding.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakJudgeTest {
    private static final double MIB = 1 << 20;
    private static final double HOURS = 2.5;
    private static final int SEEDS = 20;

    @Test
    void findsASlowLeakInNoise() {
        for (int seed = 0; seed < SEEDS; seed++) {
            // 42 MiB in 24 hours of 400 MiB, which is 2.9 MiB in the judged part, under noise of 2 MiB
            Noise noise = new Noise(seed, 2 * MIB);
            Finding found = judged(Measure.MEMORY, hour -> 400 * MIB + 1.75 * MIB * hour + noise.next());
            assertEquals(Outcome.GROWS, found.outcome(), "seed " + seed + ": " + found.line());
        }
    }

    @Test
    void leavesNoiseAlone() {
        int alarms = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Noise noise = new Noise(seed, 8 * MIB);
            if (judged(Measure.MEMORY, hour -> 400 * MIB + noise.next()).grows()) alarms++;
        }
        assertTrue(alarms <= 1, alarms + " of " + SEEDS + " flat series were called leaks");
    }

    @Test
    void leavesTheSawtoothOfACollectorAlone() {
        for (double minutes : new double[] {0.7, 3, 11}) {
            Finding found = judged(Measure.MEMORY, hour -> (300 + 200 * (hour * 60 / minutes % 1)) * MIB);
            assertEquals(Outcome.FLAT, found.outcome(), minutes + " min: " + found.line());
        }
    }

    @Test
    void judgesAJvmByItsHeapAndWhatIsBesideIt() {
        List<Sample> samples = new ArrayList<>(series(Measure.MEMORY, hour -> (300 + 20 * hour) * MIB));
        samples.addAll(series(Measure.NATIVE, hour -> 100 * MIB));
        assertEquals(
                List.of(Outcome.LISTED, Outcome.FLAT),
                SoakJudge.judge(samples).stream().map(Finding::outcome).toList());
    }

    @Test
    void listsTheMemoryOfTheDemosPacsAndJudgesItsThreads() {
        List<Sample> samples = new ArrayList<>();
        series(Measure.MEMORY, hour -> (100 + 400 * hour) * MIB).forEach(sample -> samples.add(ofThePacs(sample)));
        series(Measure.THREADS, hour -> 20 + 30 * hour).forEach(sample -> samples.add(ofThePacs(sample)));
        assertEquals(
                List.of(Outcome.LISTED, Outcome.GROWS),
                SoakJudge.judge(samples).stream().map(Finding::outcome).toList());
    }

    private static Sample ofThePacs(Sample sample) {
        return new Sample(sample.second(), "orthanc", sample.measure(), sample.value());
    }

    @Test
    void findsALeakUnderASawtooth() {
        Finding found = judged(Measure.MEMORY, hour -> (300 + 20 * hour + 60 * (hour * 20 % 1)) * MIB);
        assertEquals(Outcome.GROWS, found.outcome(), found.line());
    }

    @Test
    void leavesOutTheWarmUp() {
        Finding found = judged(Measure.HEAP, hour -> 200 * MIB * Math.min(1, hour * 3));
        assertEquals(Outcome.FLAT, found.outcome(), found.line());
    }

    @Test
    void toleratesWhatWouldNotMatterInADay() {
        assertFalse(judged(Measure.HEAP, hour -> (200 + 0.2 * hour) * MIB).grows());
        assertTrue(judged(Measure.HEAP, hour -> (200 + 0.6 * hour) * MIB).grows());
        assertFalse(judged(Measure.DIRECT, hour -> (0.1 + 0.02 * hour) * MIB).grows());
    }

    @Test
    void findsTwoThreadsAnHourAndLeavesAPoolThatBreathesAlone() {
        assertTrue(judged(Measure.THREADS, hour -> 80 + Math.floor(3 * hour)).grows());
        assertFalse(
                judged(Measure.THREADS, hour -> 80 + Math.floor(hour * 30 % 4)).grows());
        assertFalse(judged(Measure.FILES, hour -> 300).grows());
    }

    @Test
    void findsLagThatIsNeverMadeUpAndLatencyThatCreepsUp() {
        Random random = new Random(1);
        assertTrue(judged(Measure.LAG, hour -> 20 + 200 * hour + random.nextInt(20))
                .grows());
        assertFalse(judged(Measure.LAG, hour -> random.nextInt(400)).grows());
        assertTrue(
                judged(Measure.P99, hour -> 20 + 4 * hour + random.nextDouble()).grows());
        assertFalse(judged(Measure.P99, hour -> 20 + 5 * random.nextDouble()).grows());
    }

    @Test
    void forgivesNoErrorAndNoRestart() {
        assertTrue(judged(Measure.ERRORS, hour -> hour < 1.5 ? 3 : 4).grows());
        assertFalse(judged(Measure.ERRORS, hour -> 3).grows());
        assertTrue(judged(Measure.RESTARTS, hour -> hour < 1.9 ? 0 : 1).grows());
    }

    @Test
    void saysWhenThereIsTooLittleAndWhatGrowsByDesign() {
        List<Sample> few = series(Measure.HEAP, hour -> hour).subList(0, 6);
        assertEquals(Outcome.UNDECIDED, SoakJudge.judge(few).getFirst().outcome());
        assertEquals(Outcome.LISTED, judged(Measure.DISK, hour -> 1e9 * hour).outcome());
    }

    @Test
    void judgesTheSamplesOfARunThatWasCutShort(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("samples.csv");
        List<Sample> samples = new ArrayList<>(series(Measure.FILES, hour -> 100 + Math.floor(10 * hour)));
        samples.addAll(List.of(
                new Sample(0, "fin.decision.v1", Measure.EVENTS, 0),
                new Sample(7_200, "fin.decision.v1", Measure.EVENTS, 432_000)));
        try (SampleFile written = SampleFile.create(file)) {
            written.add(samples);
        }
        Files.writeString(file, Files.readString(file) + "7215.0,x,fil");
        SoakReport report = SoakReport.of(file);
        assertFalse(report.isFlat());
        String lines = String.join("\n", report.lines());
        assertTrue(lines.contains("Growing: [files of x]"), lines);
        assertTrue(lines.contains("432,000 events ÷ 432,000 a day = 1.00 days"), lines);
        assertTrue(report.toJson().contains("\"soak.files.growing\""), report.toJson());
        Files.writeString(file, "not,samples\n");
        assertThrows(LauncherException.class, () -> SoakReport.of(file));
    }

    @Test
    void takesNothingForFlatThatWasNotSampled(@TempDir Path directory) throws Exception {
        assertEquals(List.of(), reported(directory, Measure.values()).unseen());
        assertTrue(reported(directory, Measure.values()).isFlat());
        Measure[] withoutLag = Stream.of(Measure.values())
                .filter(measure -> measure != Measure.LAG)
                .toArray(Measure[]::new);
        SoakReport blind = reported(directory, withoutLag);
        assertEquals(List.of(Measure.LAG), blind.unseen());
        assertFalse(blind.isFlat());
        String lines = String.join("\n", blind.lines());
        assertTrue(lines.contains("too few samples of any lag"), lines);
    }

    private static SoakReport reported(Path directory, Measure... measures) throws Exception {
        Path file = Files.createTempFile(directory, "samples", ".csv");
        Files.delete(file);
        try (SampleFile written = SampleFile.create(file)) {
            for (Measure measure : measures) written.add(series(measure, hour -> 300));
        }
        return SoakReport.of(file);
    }

    private static Finding judged(Measure measure, DoubleUnaryOperator value) {
        return SoakJudge.judge(series(measure, value)).getFirst();
    }

    /** As long as a run by default, a sample every 15 s. */
    private static List<Sample> series(Measure measure, DoubleUnaryOperator value) {
        List<Sample> samples = new ArrayList<>();
        for (double second = 0; second <= HOURS * 3_600; second += 15) {
            samples.add(new Sample(second, "x", measure, value.applyAsDouble(second / 3_600)));
        }
        return samples;
    }

    /** Noise whose neighbours resemble each other, as memory's do. */
    private static final class Noise {
        private static final double KEPT = 0.7;

        private final Random random;
        private final double size;
        private double now;

        Noise(int seed, double size) {
            this.random = new Random(seed);
            this.size = size;
        }

        double next() {
            now = KEPT * now + (1 - KEPT) * size * random.nextGaussian();
            return now;
        }
    }
}
