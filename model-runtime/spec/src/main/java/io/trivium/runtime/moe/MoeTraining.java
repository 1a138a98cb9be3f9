package io.trivium.runtime.moe;

import io.trivium.runtime.document.Document;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part {@code training} of a specification of a mixture of experts.
 *
 * @param batch rows of one pass; a step of the optimiser has {@code accumulate} passes
 * @param learningRate reached after the warm-up, then a cosine to 0
 * @param weightDecay decoupled decay of matrices; norms, biases and positions have none
 * @param embeddingDecay the same for the slopes of piecewise-linear embeddings
 * @param warmupShare share of all steps; {@code warmupSteps}, when not 0, is used instead
 * @param patience epochs without a better validation metric before training ends
 * @param clipNorm largest global norm of a gradient; 0 leaves it as it is
 * @param biasUpdate γ, the change of an expert's bias in a step; falls to 0 with the learning rate
 * @param balanceLoss α, factor of the sequence balance loss
 * @param dropout rate on tokens and on the layers' additions to them
 * @param labelSmoothing share of a label that is spread evenly over the classes
 * @param averaging decay of the exponential moving average of the weights that is validated and kept; 0 takes the
 *     weights themselves
 * @param routerRate factor of the learning rate of the routers: they turn whole batches from one expert to another, which
 *     the biases must be able to follow
 * @param startBalancing passes before training that move nothing but the biases; {@code rebalanceSteps} the ones after it
 *     that do so for the weights that are kept
 * @param distillation the teacher, when there is one
 */
public record MoeTraining(
        int epochs,
        int batch,
        double learningRate,
        double weightDecay,
        double embeddingDecay,
        double warmupShare,
        int warmupSteps,
        int patience,
        double clipNorm,
        int accumulate,
        double biasUpdate,
        double balanceLoss,
        double dropout,
        double labelSmoothing,
        double averaging,
        double routerRate,
        int startBalancing,
        int rebalanceSteps,
        Optional<Distillation> distillation) {

    /** Reads it.
     * @throws InvalidPackException with every fault */
    public static MoeTraining parse(byte[] yaml, ModelSpec model) {
        List<String> faults = new ArrayList<>();
        Document training =
                Document.root(ModelSpec.tree(yaml), "spec.yaml", faults).object("training");
        double decay = training.number("weightDecay", 0, 10, 0.01);
        if (training.has("warmupSteps") && training.has("warmupShare")) {
            training.fault("warmupSteps", "and warmupShare exclude each other");
        }
        MoeTraining read = new MoeTraining(
                (int) training.integer("epochs", 1, 10_000),
                (int) training.integer("batch", 1, 65_536),
                training.number("learningRate", 0, 10, 1e-3),
                decay,
                training.number("embeddingDecay", 0, 10, decay),
                training.number("warmupShare", 0, 1, 0.05),
                (int) training.integer("warmupSteps", 0, 1_000_000, 0),
                (int) training.integer("patience", 1, 10_000, 8),
                training.number("clipNorm", 0, 1e6, 1),
                (int) training.integer("accumulate", 1, 1_024, 1),
                training.number("biasUpdate", 0, 1, 0.001),
                training.number("balanceLoss", 0, 1, 1e-4),
                training.number("dropout", 0, 0.9, 0),
                training.number("labelSmoothing", 0, 0.5, 0),
                training.number("averaging", 0, 0.99999, 0),
                training.number("routerRate", 1e-6, 10, 0.1),
                (int) training.integer("startBalancing", 0, 1_000_000, 100),
                (int) training.integer("rebalanceSteps", 0, 1_000_000, 200),
                Distillation.read(training, model));
        training.refuseUnknownFields();
        if (!faults.isEmpty()) throw new InvalidPackException("cannot train", faults);
        return read;
    }

    /** The same without any balancing, for comparison. */
    public MoeTraining withoutBalancing() {
        return new MoeTraining(
                epochs,
                batch,
                learningRate,
                weightDecay,
                embeddingDecay,
                warmupShare,
                warmupSteps,
                patience,
                clipNorm,
                accumulate,
                0,
                0,
                dropout,
                labelSmoothing,
                averaging,
                routerRate,
                0,
                0,
                distillation);
    }

    /**
     * The same for a champion that continues to learn in small steps: no balancing, which would move every router, no
     * teacher and no average.
     */
    public MoeTraining tuning(int epochs, double learningRate) {
        return new MoeTraining(
                epochs,
                batch,
                learningRate,
                weightDecay,
                embeddingDecay,
                warmupShare,
                0,
                epochs,
                clipNorm,
                accumulate,
                0,
                balanceLoss,
                dropout,
                labelSmoothing,
                0,
                routerRate,
                0,
                0,
                Optional.empty());
    }

    /** The same for stretches of steps that another plan counts: no average of weights, no teacher, no balancing apart. */
    public MoeTraining stretches(double learningRate) {
        return new MoeTraining(
                epochs,
                batch,
                learningRate,
                weightDecay,
                embeddingDecay,
                warmupShare,
                warmupSteps,
                patience,
                clipNorm,
                accumulate,
                biasUpdate,
                balanceLoss,
                dropout,
                labelSmoothing,
                0,
                routerRate,
                0,
                0,
                Optional.empty());
    }

    /** The same with other epochs and rows of a pass, for data of another size; the patience grows with the epochs. */
    public MoeTraining sized(int epochs, int batch) {
        return new MoeTraining(
                epochs,
                batch,
                learningRate,
                weightDecay,
                embeddingDecay,
                warmupShare,
                warmupSteps,
                Math.max(patience, (int) ((long) patience * epochs / this.epochs)),
                clipNorm,
                accumulate,
                biasUpdate,
                balanceLoss,
                dropout,
                labelSmoothing,
                averaging,
                routerRate,
                startBalancing,
                rebalanceSteps,
                distillation);
    }

    /** Optimiser steps of one epoch. */
    public int stepsPerEpoch(int rows) {
        int rowsPerStep = Math.multiplyExact(batch, accumulate);
        return (rows + rowsPerStep - 1) / rowsPerStep;
    }

    /** Decay of a parameter, by its name in the weight file. */
    public double decayOf(String parameter) {
        if (parameter.endsWith("bias") || parameter.contains("norm.weight")) return 0;
        if (parameter.endsWith("." + TokenizerParameters.POSITION)) return 0;
        return parameter.endsWith("." + TokenizerParameters.SLOPE) ? embeddingDecay : weightDecay;
    }

    /**
     * The learning rate of a step.
     *
     * @param step from 0
     */
    public double learningRate(long step, long steps) {
        double warm = warmupSteps > 0 ? warmupSteps : warmupShare * steps;
        double scale = step < warm
                ? (step + 1) / (warm + 1)
                : 0.5 * (1 + Math.cos(Math.PI * Math.min(1, (step - warm) / Math.max(1, steps - warm))));
        return learningRate * scale;
    }

    /** γ of a step: constant through the warm-up, then falling to 0 with the learning rate, by which loads drift. */
    public double biasUpdate(long step, long steps) {
        double warm = warmupSteps > 0 ? warmupSteps : warmupShare * steps;
        return step < warm || learningRate == 0 ? biasUpdate : biasUpdate * learningRate(step, steps) / learningRate;
    }
}
