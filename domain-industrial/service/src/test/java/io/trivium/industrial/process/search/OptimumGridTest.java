package io.trivium.industrial.process.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.industrial.process.bead.BeadLimits;
import io.trivium.industrial.process.bead.Objective;
import io.trivium.industrial.process.bead.Range;
import io.trivium.industrial.process.bead.SetPoint;
import io.trivium.industrial.process.bead.SubmergedArcProcess;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptimumGridTest {
    private static final WeldProcess PROCESS = new SubmergedArcProcess();
    private static final OptimumGrid GRID = OptimumGrid.of(PROCESS, 8);
    private static final List<WeldJob> JOBS = WeldJob.submergedArcReferences();

    @Test
    void findsTheLeastHeatThatIsKnownForThisExperiment() {
        Optimum best = GRID.best(JOBS.get(0)).orElseThrow();
        assertEquals(793, best.value(), 1);
        SetPoint.SubmergedArc point = (SetPoint.SubmergedArc) PROCESS.setPoint(best.point());
        assertEquals(32.1, point.voltageV(), 0.1);
        assertEquals(306, point.currentA(), 1);
        assertEquals(12.4, point.travelSpeedMmPerS(), 0.1);
        assertEquals(22.6, point.nozzleDistanceMm(), 0.1);
    }

    @Test
    void findsTheKnownDeepestAndFastestBeads() {
        assertEquals(6.18, GRID.best(JOBS.get(1)).orElseThrow().value(), 0.01);
        assertEquals(17.6, GRID.best(JOBS.get(2)).orElseThrow().value(), 0.05);
    }

    @Test
    void refinesWithoutBreakingALimit() {
        for (WeldJob job : JOBS) {
            Optimum coarse = GRID.best(job).orElseThrow();
            Optimum refined = GRID.refined(job).orElseThrow();
            assertTrue(job.limits().hold(refined.bead()), job.name());
            assertTrue(PROCESS.region().contains(refined.point()), job.name());
            double gain = job.objective().gapPercent(coarse.value(), refined.value());
            assertTrue(gain >= 0 && gain < 3, job.name() + ": " + gain);
        }
    }

    @Test
    void findsNothingWhereNothingHolds() {
        WeldJob job =
                new WeldJob("impossible", Objective.MIN_HEAT, new BeadLimits(Range.atLeast(30), Range.ANY, Range.ANY));
        assertEquals(Optional.empty(), GRID.best(job));
        assertEquals(Optional.empty(), GRID.refined(job));
    }
}
