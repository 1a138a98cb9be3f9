package io.trivium.runtime.moe;

import java.util.Optional;

/**
 * The ladder by which a customer's data tunes a champion, from the smallest step to the one that needs reviewers. The
 * defaults are defined only here; each can be set in the command.
 */
public enum Recipe {
    /** The last three layers, the final norm and the heads, in very small steps. */
    LAST_LAYERS("last-layers", 1e-5, 5, 3),
    /** All weights, in a few passes: for the daily update of a task that drifts. */
    ALL_LAYERS("all-layers", 3e-4, 2, 3),
    /** An adapter of rank 64 on the attention, kept apart from the champion's weights. */
    LORA("lora", 1e-4, 5, 3),
    /** Reviewers' preferences, on the biases of the heads alone: the ranking does not change. */
    DPO("dpo", 0.1, 60, 0);

    /** Rank of an adapter; no more than the network's width is used. */
    public static final int RANK = 64;
    /** The strength of the penalty on changes away from the champion. */
    public static final double BETA = 0.1;
    /**
     * Weight of the task's loss relative to that of the preferences; the task's loss would keep the biases unchanged.
     */
    public static final double TASK_WEIGHT = 0;

    private final String label;
    private final double learningRate;
    private final int epochs;
    private final int layers;

    Recipe(String label, double learningRate, int epochs, int layers) {
        this.label = label;
        this.learningRate = learningRate;
        this.epochs = epochs;
        this.layers = layers;
    }

    public double learningRate() {
        return learningRate;
    }

    public int epochs() {
        return epochs;
    }

    /** Last layers that {@link #LAST_LAYERS} and {@link #DPO} move; 0 for the biases of the heads alone. */
    public int layers() {
        return layers;
    }

    /** Whether it learns from pairs of outputs. */
    public boolean takesPreferences() {
        return this == DPO;
    }

    public static Optional<Recipe> ofLabel(String label) {
        for (Recipe each : values()) if (each.label.equals(label)) return Optional.of(each);
        return Optional.empty();
    }

    @Override
    public String toString() {
        return label;
    }
}
