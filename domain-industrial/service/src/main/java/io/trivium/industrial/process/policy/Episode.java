package io.trivium.industrial.process.policy;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.Plant;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.random.RandomGenerator;

/**
 * One job on one simulated cell: a bead at a random set-point, then one bead after each move of the settings. The policy
 * sees what the measured, scattering beads say; the reward is how much better the cell's expected bead became. Not
 * thread-safe.
 */
final class Episode {
    /** Farthest a setting moves from one bead to the next, in coded steps. */
    static final double LONGEST_MOVE = 0.8;

    private final WeldProcess process;
    private final WeldJob job;
    private final Plant plant;
    private final int steps;
    private final double[] coded;
    private OffsetEstimate offset = OffsetEstimate.NONE;
    private int step;
    private double reached;

    /** @param steps moves of the settings until it ends */
    Episode(WeldProcess process, int steps, Merit merit, RandomGenerator random) {
        this.process = process;
        this.steps = steps;
        this.job = JobSampler.sample(process, random);
        this.plant = Plant.shifted(process, OffsetEstimate.PRIOR * random.nextDouble(), random);
        this.coded = process.region().sample(process.dimensions(), random);
        this.reached = merit.of(process, job, coded, plant.expected(coded));
        measure();
    }

    Situation situation() {
        return new Situation(process, job, coded, offset.expected(process, coded), 1 - (double) step / steps);
    }

    /** Moves the settings; returns the gain of merit. */
    double act(double[] actions, int from, Merit merit) {
        move(process, coded, actions, from);
        step++;
        double before = reached;
        reached = merit.of(process, job, coded, plant.expected(coded));
        measure();
        return reached - before;
    }

    /** Moves settings by an action, coded steps of at most {@link #LONGEST_MOVE} at 1, inside of the region. */
    static void move(WeldProcess process, double[] coded, double[] actions, int from) {
        for (int i = 0; i < coded.length; i++) coded[i] += LONGEST_MOVE * Math.clamp(actions[from + i], -1, 1);
        process.region().project(coded);
    }

    double[] violations() {
        return Merit.violations(process, job, coded, plant.expected(coded));
    }

    private void measure() {
        Bead bead = plant.weld(coded);
        offset = offset.and(process, coded, bead);
    }
}
