package io.trivium.industrial.process.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.industrial.process.bead.Plant;
import io.trivium.industrial.process.bead.SubmergedArcProcess;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BayesianOptimisationTest {
    private static final WeldProcess PROCESS = new SubmergedArcProcess();
    private static final WeldJob JOB = WeldJob.submergedArcReferences().getFirst();

    private static List<double[]> run(long seed, int beads) {
        Plant plant = Plant.nominal(PROCESS, new SplittableRandom(seed));
        return new BayesianOptimisation(JOB, plant, new SplittableRandom(~seed)).run(beads);
    }

    @Test
    void recommendsInsideOfTheRegionAfterEveryBead() {
        List<double[]> recommended = run(1, 14);
        assertEquals(14, recommended.size());
        for (double[] point : recommended) assertTrue(PROCESS.region().contains(point));
    }

    @Test
    void isTheSameForTheSameSeeds() {
        List<double[]> one = run(2, 11);
        List<double[]> again = run(2, 11);
        for (int i = 0; i < one.size(); i++) assertArrayEquals(one.get(i), again.get(i));
    }

    @Test
    void comesNearTheBestHeatFromScatteringBeadsAlone() {
        double sum = 0;
        for (long seed = 1; seed <= 3; seed++) {
            double[] last = run(seed, 31).getLast();
            sum += JOB.limits().violation(PROCESS.expected(last), PROCESS.scatter(last));
            sum += Math.abs(PROCESS.heatJPerMm(last) - 793) / 793;
        }
        assertTrue(sum / 3 < 1, "mean distance from the best " + sum / 3);
    }
}
