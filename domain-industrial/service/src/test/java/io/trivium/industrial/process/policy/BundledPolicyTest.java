package io.trivium.industrial.process.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.GasMetalArcProcess;
import io.trivium.industrial.process.bead.Plant;
import io.trivium.industrial.process.bead.ProcessKind;
import io.trivium.industrial.process.bead.SubmergedArcProcess;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import io.trivium.industrial.process.search.OptimumGrid;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The policy that comes with the module, measured as its model card says. */
class BundledPolicyTest {
    private static final WeldProcess PROCESS = new SubmergedArcProcess();
    private static final OptimumGrid GRID = OptimumGrid.of(PROCESS, 8);
    private static final WeldPolicy POLICY = PolicyFile.bundled(ProcessKind.SAW);
    private static final PolicyEvaluation EVALUATION = new PolicyEvaluation(POLICY, PROCESS, GRID, 1);

    @Test
    void comesWithinThreePercentOfTheGridAndKeepsEveryLimit() {
        for (WeldJob job : WeldJob.submergedArcReferences()) {
            PolicyEvaluation.JobFigures figures = EVALUATION.judge(job);
            assertTrue(figures.allLimitsHold(), job.name());
            assertTrue(figures.gapPercent() <= 3, job.name() + ": " + figures.gapPercent() + " %");
        }
    }

    @Test
    void servesJobsItWasNotChosenFor() {
        PolicyEvaluation.SampledFigures figures = EVALUATION.sampled(60);
        assertTrue(figures.holdingPercent() >= 98, "limits hold in " + figures.holdingPercent() + " %");
        assertTrue(figures.gapPercentP50() <= 1.5, "median gap " + figures.gapPercentP50() + " %");
    }

    @Test
    void learnsACellsOffsetFromScatteringBeads() {
        WeldJob job = WeldJob.submergedArcReferences().getFirst();
        double[] before = new double[30];
        double[] after = new double[30];
        for (int cell = 0; cell < before.length; cell++) {
            Plant plant = Plant.shifted(PROCESS, 1, new SplittableRandom(cell));
            List<double[]> recommended = new ClosedLoop(new Planner(POLICY), 0).run(job, plant, 20);
            Planner.Plan blind = new Planner(POLICY).plan(Planner.Request.nominal(PROCESS, job));
            before[cell] = violation(job, plant.expected(blind.point()));
            after[cell] = violation(job, plant.expected(recommended.getLast()));
        }
        assertTrue(
                Arrays.stream(after).sum() < 0.5 * Arrays.stream(before).sum(),
                Arrays.stream(before).sum() + " to " + Arrays.stream(after).sum());
    }

    private static double violation(WeldJob job, Bead bead) {
        return job.limits().violation(bead, PROCESS.scatter(new double[4]));
    }

    @Test
    void refusesAnotherProcessesJobs() {
        WeldJob job = WeldJob.submergedArcReferences().getFirst();
        var refused = assertThrows(
                IllegalArgumentException.class,
                () -> new Planner(POLICY).plan(Planner.Request.nominal(new GasMetalArcProcess(1.2), job)));
        assertEquals("the policy is for submerged arc, the job for gas metal arc", refused.getMessage());
    }
}
