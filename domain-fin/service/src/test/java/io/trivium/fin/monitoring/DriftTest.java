package io.trivium.fin.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftTest {

    /** Scores drawn as x^power of a uniform x. */
    private static long[] sample(Random random, int size, double power) {
        long[] bins = new long[Bins.SCORES];
        for (int i = 0; i < size; i++) bins[Bins.score(Math.pow(random.nextDouble(), power))]++;
        return bins;
    }

    @Test
    void saysTooFewRatherThanRaiseAFalseAlarm() {
        Random random = new Random(1);
        Drift drift = Drift.between(sample(random, 10_000, 1), sample(random, 499, 9), 500);
        assertEquals(Drift.State.TOO_FEW, drift.state());
        assertNull(drift.psi());
        assertEquals(499, drift.current());
    }

    @Test
    void smallSamplesOfOnePopulationAreStableThoughTheirIndexIsLarge() {
        int alarmsOfTheRule = 0;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Drift drift = Drift.between(sample(random, 250, 1), sample(random, 250, 1), 200);
            assertEquals(Drift.State.STABLE, drift.state(), "seed " + seed);
            Double psi = drift.psi();
            alarmsOfTheRule += psi != null && psi >= Drift.MODERATE ? 1 : 0;
        }
        assertTrue(alarmsOfTheRule > 50, "the rule of thumb alone alarms " + alarmsOfTheRule + " times of 200");
    }

    @Test
    void aRealShiftIsSeen() {
        Random random = new Random(3);
        Drift drift = Drift.between(sample(random, 20_000, 1), sample(random, 2_000, 2.5), 500);
        assertEquals(Drift.State.SHIFTED, drift.state());
        Double ks = drift.ks();
        // x^2.5 < t for x < t^0.4: the largest distance t^0.4 - t is 0.326, at t = 0.4^(1/0.6).
        assertEquals(0.326, ks == null ? 0 : ks, 0.03);
    }

    @Test
    void theIndexIsTheTextbooks() {
        long[] reference = {50_000, 50_000};
        long[] current = {60_000, 40_000};
        Double psi = Drift.between(reference, current, 500).psi();
        assertEquals(0.1 * Math.log(0.6 / 0.5) - 0.1 * Math.log(0.4 / 0.5), psi == null ? 0 : psi, 1e-4);
    }

    @ParameterizedTest
    @CsvSource({"1,6.635", "9,21.666", "19,36.191", "60,88.379"})
    void chiSquareIsTheTables(int degrees, double expected) {
        assertEquals(expected, Drift.chiSquare99(degrees), expected * 0.01);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.049,0", "0.05,1", "0.95,19", "1,19"})
    void scoresHaveTheirBins(double score, int bin) {
        assertEquals(bin, Bins.score(score));
    }

    @ParameterizedTest
    @CsvSource({"0,30", "1,32", "-1,28", "3,34", "1e300,60", "-1e300,0"})
    void featuresHaveTheirBins(double value, int bin) {
        assertEquals(bin, Bins.feature(value));
    }

    @Test
    void latencyQuantilesAreUpperEndsOfBins() {
        long[] bins = new long[Bins.LATENCIES];
        for (int ms = 0; ms < 1000; ms++) bins[Bins.latency(ms)]++;
        double p99 = Bins.latencyQuantile(bins, 0.99);
        assertTrue(p99 >= 989 && p99 <= 989 * 1.2, "p99 " + p99);
        assertTrue(Double.isNaN(Bins.latencyQuantile(new long[Bins.LATENCIES], 0.5)));
    }
}
