package io.trivium.industrial.process.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.ProcessKind;
import io.trivium.industrial.process.bead.SubmergedArcProcess;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PreferenceTuningTest {
    private static final WeldProcess PROCESS = new SubmergedArcProcess();
    private static final WeldJob JOB = WeldJob.submergedArcReferences().getFirst();
    private static final WeldPolicy POLICY = PolicyFile.bundled(ProcessKind.SAW);

    private static double[] planned(WeldPolicy policy) {
        return new Planner(policy).plan(Planner.Request.nominal(PROCESS, JOB)).point();
    }

    private static List<Double> list(double[] point) {
        return Arrays.stream(point).boxed().toList();
    }

    private static double distance(double[] a, double[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) squares += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.sqrt(squares);
    }

    /** A set-point near the recommended one that keeps to the limits with a quarter of a deviation to spare. */
    private static double[] liked(double[] recommended, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        WeldJob inside =
                JOB.within(JOB.limits().tightened(PROCESS.scatter(recommended).times(0.25)));
        while (true) {
            double[] candidate = recommended.clone();
            for (int i = 0; i < candidate.length; i++) candidate[i] += 0.5 * random.nextGaussian();
            double far = distance(candidate, recommended);
            if (far > 0.3
                    && far < 0.9
                    && PROCESS.region().contains(candidate)
                    && inside.limits().hold(PROCESS.expected(candidate))) {
                return candidate;
            }
        }
    }

    /** Returns how far the policy's move from the rejected set-point goes towards the preferred one, in actions. */
    private static double pull(WeldPolicy policy, double[] rejected, double[] liked) {
        Situation situation = new Situation(PROCESS, JOB, rejected, PROCESS.expected(rejected), 1);
        double[] action = policy.action(situation);
        double along = 0;
        for (int i = 0; i < action.length; i++) along += action[i] * (liked[i] - rejected[i]);
        return along / distance(liked, rejected);
    }

    @Test
    void movesTowardsWhatIsPreferredAndStaysWithinTheLimits() {
        double[] before = planned(POLICY);
        int learned = 0;
        for (long seed = 0; seed < 5; seed++) {
            double[] liked = liked(before, seed);
            Preference preference =
                    new Preference(PROCESS, JOB, list(before), list(liked), list(before), OffsetEstimate.NONE);
            PreferenceTuning.Outcome outcome =
                    new PreferenceTuning(POLICY, 1).tune(List.of(preference, preference, preference));
            Bead bead = PROCESS.expected(planned(outcome.policy()));
            assertTrue(JOB.limits().hold(bead), "seed " + seed + ": " + bead);
            if (outcome.learned() == 0) continue;
            learned++;
            double pullBefore = pull(POLICY, before, liked);
            double pullAfter = pull(outcome.policy(), before, liked);
            assertTrue(pullAfter > pullBefore, "seed " + seed + ": pull " + pullBefore + " to " + pullAfter);
        }
        assertTrue(learned >= 3, "only " + learned + " of 5 choices could be learned within the limits");
    }

    @Test
    void learnsNothingFromAChoiceThatBreaksALimit() {
        double[] before = planned(POLICY);
        double[] shallow = {0, -1.5, 1, 0};
        Preference preference =
                new Preference(PROCESS, JOB, list(before), list(shallow), list(before), OffsetEstimate.NONE);
        PreferenceTuning.Outcome outcome = new PreferenceTuning(POLICY, 1).tune(List.of(preference));
        assertSame(POLICY, outcome.policy());
        assertEquals(0, outcome.learned());
        assertEquals(1, outcome.skipped());
    }

    @Test
    void refusesPreferencesThatSayNothingOrLieOutside() {
        List<Double> centre = list(new double[4]);
        assertThrows(
                IllegalArgumentException.class,
                () -> new Preference(PROCESS, JOB, centre, centre, centre, OffsetEstimate.NONE));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Preference(
                        PROCESS, JOB, centre, list(new double[] {2, 2, 2, 2}), centre, OffsetEstimate.NONE));
    }
}
