package io.trivium.runtime.voxel;

import io.trivium.runtime.document.Document;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The part {@code training} of a specification of a {@code unet-3d}.
 *
 * @param learningRate reached after the warm-up, a twentieth of all steps, then a cosine to 0
 * @param weightDecay decoupled decay of weights; biases have none
 * @param patience epochs without a better validation metric before training ends
 * @param clipNorm largest global norm of a gradient; 0 leaves it as it is
 * @param averaging decay of the exponential moving average of the weights that is validated and kept; 0 for none
 * @param crossEntropy weight of the mean cross entropy of a row's voxels relative to 1 − Dice
 * @param flips whether rows are mirrored at random along every axis, and height and width exchanged where they are equal
 */
public record UnetTraining(
        int epochs,
        int batch,
        double learningRate,
        double weightDecay,
        int patience,
        double clipNorm,
        double averaging,
        double crossEntropy,
        boolean flips) {
    private static final double WARM_UP = 0.05;

    /** Reads it.
     * @throws InvalidPackException with every fault */
    public static UnetTraining parse(byte[] yaml) {
        List<String> faults = new ArrayList<>();
        Document training =
                Document.root(ModelSpec.tree(yaml), "spec.yaml", faults).object("training");
        UnetTraining read = new UnetTraining(
                (int) training.integer("epochs", 1, 10_000),
                (int) training.integer("batch", 1, 4_096),
                training.number("learningRate", 0, 10, 1e-3),
                training.number("weightDecay", 0, 10, 0.01),
                (int) training.integer("patience", 1, 10_000, 8),
                training.number("clipNorm", 0, 1e6, 1),
                training.number("averaging", 0, 0.99999, 0),
                training.number("crossEntropy", 0, 1e3, 1),
                training.flag("flips", false));
        training.refuseUnknownFields();
        if (!faults.isEmpty()) throw new InvalidPackException("cannot train", faults);
        return read;
    }

    /** Optimiser steps of one epoch. */
    public int stepsPerEpoch(int rows) {
        return (rows + batch - 1) / batch;
    }

    /**
     * The learning rate of a step.
     *
     * @param step from 0
     */
    public double learningRate(long step, long steps) {
        double warm = WARM_UP * steps;
        double scale = step < warm
                ? (step + 1) / (warm + 1)
                : 0.5 * (1 + Math.cos(Math.PI * Math.min(1, (step - warm) / Math.max(1, steps - warm))));
        return learningRate * scale;
    }
}
