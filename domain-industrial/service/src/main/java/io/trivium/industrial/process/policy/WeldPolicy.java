package io.trivium.industrial.process.policy;

import io.trivium.industrial.process.bead.ProcessKind;
import io.trivium.industrial.process.bead.WeldProcess;

/**
 * Decides how to move the settings in a situation: a network's action, and a normal distribution of the same deviation
 * around it. Thread-safe: the network is not changed once the policy is created.
 */
public final class WeldPolicy {
    private final ProcessKind kind;
    private final Mlp actor;
    private final double deviation;
    private final int steps;
    private final boolean tuned;

    /**
     * @param deviation of actions around the network's, as the training left it
     * @param steps moves of the settings that an episode of the training had
     * @param tuned whether it learned preferences after its training
     */
    WeldPolicy(ProcessKind kind, Mlp actor, double deviation, int steps, boolean tuned) {
        WeldProcess process = kind.variants().getFirst();
        if (actor.sizes().getFirst() != Situation.features(process)
                || actor.sizes().getLast() != process.dimensions()) {
            throw new IllegalArgumentException("a network of sizes " + actor.sizes() + " is no policy for "
                    + kind.title() + ", which has " + Situation.features(process) + " inputs and "
                    + process.dimensions() + " settings");
        }
        if (!(deviation > 0)) throw new IllegalArgumentException("a policy's deviation is not positive: " + deviation);
        if (steps < 1) throw new IllegalArgumentException("a policy without steps");
        this.kind = kind;
        this.actor = actor;
        this.deviation = deviation;
        this.steps = steps;
        this.tuned = tuned;
    }

    public ProcessKind kind() {
        return kind;
    }

    Mlp actor() {
        return actor;
    }

    double deviation() {
        return deviation;
    }

    int steps() {
        return steps;
    }

    double[] action(Situation situation) {
        return actor.of(situation.features());
    }

    boolean tuned() {
        return tuned;
    }

    /** A policy that learned preferences, which this network is. */
    WeldPolicy tuned(Mlp other) {
        return new WeldPolicy(kind, other, deviation, steps, true);
    }
}
