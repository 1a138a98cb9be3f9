package io.trivium.runtime.tool;

import io.trivium.runtime.training.network.Masking;
import io.trivium.runtime.training.stage.Pretraining;
import picocli.CommandLine.Option;

/** The options of the pretraining of a trunk. */
public final class PretrainingOptions {
    @Option(names = "--steps", defaultValue = "2000", description = "of the optimiser (default: ${DEFAULT-VALUE})")
    private long steps;

    @Option(names = "--batch", defaultValue = "192", description = "rows of a step (default: ${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--hidden", defaultValue = "0.3", description = "share that is hidden (default: ${DEFAULT-VALUE})")
    private double hidden;

    @Option(
            names = "--swapped",
            defaultValue = "0",
            description = "share of a table's hidden numbers that are another row's instead of the mean (default:"
                    + " ${DEFAULT-VALUE})")
    private double swapped;

    @Option(
            names = "--seen",
            defaultValue = "0",
            description = "weight in the loss of numbers that are not hidden (default: ${DEFAULT-VALUE})")
    private double seen;

    @Option(names = "--learning-rate", defaultValue = "0.001", description = "highest (default: ${DEFAULT-VALUE})")
    private double learningRate;

    /** With default values for all other settings. */
    public Pretraining.Settings settings(long seed) {
        Pretraining.Settings usual = Pretraining.Settings.USUAL;
        return new Pretraining.Settings(
                steps,
                batch,
                learningRate,
                new Masking.Hiding(hidden, swapped, seen),
                usual.dropout(),
                usual.weightDecay(),
                seed);
    }
}
