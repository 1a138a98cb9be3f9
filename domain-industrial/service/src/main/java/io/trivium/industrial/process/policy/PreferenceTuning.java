package io.trivium.industrial.process.policy;

import io.trivium.industrial.process.bead.BeadSpread;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Direct preference optimisation (Rafailov et al. 2023, equation 7) of a policy by operators' choices, β =
 * {@value #BETA}. A choice between two set-points becomes choices between moves: from the current settings towards the
 * chosen one rather than the rejected one, away from the rejected one, and staying at the chosen one. On situations of
 * other jobs the policy is kept close to its previous actions. A change that violates a limit that was kept before is
 * undone in halves. Thread-safe.
 */
public final class PreferenceTuning {
    static final double BETA = 0.1;
    private static final int STEPS = 200;
    private static final double RATE = 2e-4;
    private static final double LONGEST_GRADIENT = 1;
    private static final int HELD_SITUATIONS = 512;
    /** Weight of the squared distance from what the policy did elsewhere, in variances of its actions. */
    private static final double HOLD = 0.02;

    private static final int CHECKED_JOBS = 40;
    private static final int HALVINGS = 6;

    private final WeldPolicy reference;
    private final long seed;

    public PreferenceTuning(WeldPolicy reference, long seed) {
        this.reference = reference;
        this.seed = seed;
    }

    /**
     * The result of a tuning.
     *
     * @param policy the tuned one, or the one before when nothing could be learned
     * @param learned choices that were learned from
     * @param skipped choices whose chosen set-point breaks a limit
     * @param kept share of the change that kept all limits, 0 when it was undone
     */
    public record Outcome(WeldPolicy policy, int learned, int skipped, double kept) {}

    public Outcome tune(List<Preference> preferences) {
        List<Preference> usable =
                preferences.stream().filter(Preference::keepsLimits).toList();
        int skipped = preferences.size() - usable.size();
        if (usable.isEmpty()) return new Outcome(reference, 0, skipped, 0);
        List<Choice> choices = new ArrayList<>();
        for (Preference preference : usable) choices.addAll(choices(preference));
        Mlp tuned = reference.actor().copy();
        learn(tuned, choices);
        double kept = 1;
        for (int halving = 0; halving <= HALVINGS; halving++, kept /= 2) {
            Mlp candidate = reference.actor().copy();
            candidate.blend(tuned, kept);
            WeldPolicy policy = reference.tuned(candidate);
            if (keepsLimits(policy, usable)) return new Outcome(policy, usable.size(), skipped, kept);
        }
        return new Outcome(reference, 0, skipped, 0);
    }

    /** A move preferred to another in one situation. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Choice(double[] features, double[] preferred, double[] rejected) {}

    private List<Choice> choices(Preference preference) {
        double[] chosen = Preference.point(preference.chosen());
        double[] rejected = Preference.point(preference.rejected());
        double[] start = Preference.point(preference.start());
        double[] stay = new double[chosen.length];
        List<Choice> choices = new ArrayList<>();
        for (double remaining : new double[] {1, 0.5, 1.0 / reference.steps()}) {
            choices.add(choice(preference, start, remaining, towards(start, chosen), towards(start, rejected)));
            choices.add(choice(preference, rejected, remaining, towards(rejected, chosen), stay));
            choices.add(choice(preference, chosen, remaining, stay, towards(chosen, rejected)));
        }
        return choices;
    }

    private static Choice choice(
            Preference preference, double[] coded, double remaining, double[] preferred, double[] rejected) {
        WeldProcess process = preference.process();
        Situation situation = new Situation(
                process, preference.job(), coded, preference.offset().expected(process, coded), remaining);
        return new Choice(situation.features(), preferred, rejected);
    }

    /** The action that moves straight to a point, as far as one move reaches. */
    private static double[] towards(double[] from, double[] to) {
        double[] action = new double[from.length];
        double longest = 1;
        for (int i = 0; i < action.length; i++) {
            action[i] = (to[i] - from[i]) / Episode.LONGEST_MOVE;
            longest = Math.max(longest, Math.abs(action[i]));
        }
        for (int i = 0; i < action.length; i++) action[i] /= longest;
        return action;
    }

    private void learn(Mlp tuned, List<Choice> choices) {
        DMatrixRMaj seen =
                new DMatrixRMaj(choices.stream().map(Choice::features).toArray(double[][]::new));
        DMatrixRMaj before = reference.actor().forward(seen).output();
        DMatrixRMaj held = heldSituations();
        DMatrixRMaj heldBefore = reference.actor().forward(held).output();
        Adam adam = new Adam(tuned.tensors(), LONGEST_GRADIENT);
        double variance = reference.deviation() * reference.deviation();
        for (int step = 0; step < STEPS; step++) {
            Mlp.Pass pass = tuned.forward(seen);
            List<double[]> gradients =
                    tuned.backward(pass, preferenceGradient(choices, pass.output(), before, variance));
            Mlp.Pass heldPass = tuned.forward(held);
            DMatrixRMaj drift = new DMatrixRMaj(held.numRows, heldBefore.numCols);
            for (int i = 0; i < drift.data.length; i++) {
                drift.data[i] = 2 * HOLD * (heldPass.output().data[i] - heldBefore.data[i]) / variance / held.numRows;
            }
            List<double[]> holding = tuned.backward(heldPass, drift);
            for (int t = 0; t < gradients.size(); t++) {
                for (int i = 0; i < gradients.get(t).length; i++) gradients.get(t)[i] += holding.get(t)[i];
            }
            adam.step(gradients, RATE);
        }
    }

    /** By the network's actions, of −ln σ(β·(ln π(w)/π₀(w) − ln π(l)/π₀(l))), the mean over the choices. */
    private static DMatrixRMaj preferenceGradient(
            List<Choice> choices, DMatrixRMaj now, DMatrixRMaj before, double variance) {
        DMatrixRMaj gradient = new DMatrixRMaj(now.numRows, now.numCols);
        for (int i = 0; i < choices.size(); i++) {
            double[] preferred = choices.get(i).preferred();
            double[] rejected = choices.get(i).rejected();
            double margin = 0;
            for (int k = 0; k < preferred.length; k++) {
                margin += (now.get(i, k) - before.get(i, k)) * (preferred[k] - rejected[k]) / variance;
            }
            double pull = BETA / (1 + Math.exp(BETA * margin)) / variance / choices.size();
            for (int k = 0; k < preferred.length; k++) gradient.set(i, k, -pull * (preferred[k] - rejected[k]));
        }
        return gradient;
    }

    private DMatrixRMaj heldSituations() {
        RandomGenerator random = new SplittableRandom(seed);
        List<WeldProcess> processes = reference.kind().variants();
        double[][] rows = new double[HELD_SITUATIONS][];
        for (int i = 0; i < rows.length; i++) {
            WeldProcess process = processes.get(i % processes.size());
            WeldJob job = JobSampler.sample(process, random);
            double[] coded = process.region().sample(process.dimensions(), random);
            rows[i] = new Situation(process, job, coded, process.expected(coded), 1 - random.nextDouble()).features();
        }
        return new DMatrixRMaj(rows);
    }

    /** Every job that the policy solved within its limits before, it still solves so. */
    private boolean keepsLimits(WeldPolicy policy, List<Preference> preferences) {
        Planner tuned = new Planner(policy);
        for (Preference preference : preferences) {
            Planner.Request request =
                    new Planner.Request(preference.process(), preference.job(), preference.offset(), BeadSpread.NONE);
            if (!tuned.plan(request).holds()) return false;
        }
        Planner before = new Planner(reference.tuned(reference.actor()));
        RandomGenerator random = new SplittableRandom(~seed);
        List<WeldProcess> processes = reference.kind().variants();
        for (int i = 0; i < CHECKED_JOBS; i++) {
            WeldProcess process = processes.get(i % processes.size());
            Planner.Request request = Planner.Request.nominal(process, JobSampler.sample(process, random));
            if (before.plan(request).holds() && !tuned.plan(request).holds()) return false;
        }
        return true;
    }
}
