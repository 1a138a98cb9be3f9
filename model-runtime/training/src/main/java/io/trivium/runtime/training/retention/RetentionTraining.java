package io.trivium.runtime.training.retention;

import io.trivium.runtime.pack.Head;

/**
 * How an encoder is trained: by a linear answer to its tokens, which is not part of the encoder.
 *
 * @param head binary: cross entropy of 0 and 1; multiclass: cross entropy of classes from 0; regression: squared error of
 *     one number
 * @param numbers of the answer: the classes, otherwise 1
 * @param batch histories of a step
 * @param learningRate reached after a twentieth of all steps, then a cosine to 0
 * @param weightDecay decoupled decay of matrices
 * @param gateLoss weight of {@link io.trivium.runtime.training.network.RetentionNetwork.Pass#opening} in the loss: events that
 *     say nothing then leave no trace at all, however many they are
 */
public record RetentionTraining(
        Head head, int numbers, int epochs, int batch, double learningRate, double weightDecay, double gateLoss) {
    private static final double WARM_UP = 0.05;

    /** Checks head and numbers.
     * @throws IllegalArgumentException when there is no loss of such a head */
    public RetentionTraining {
        boolean fits = switch (head) {
            case BINARY, REGRESSION -> numbers == 1;
            case MULTICLASS -> numbers >= 2;
            case SURVIVAL, DETECTION, SEGMENTATION, NONE -> false;
        };
        if (!fits) throw new IllegalArgumentException("an encoder is not trained by " + numbers + " of head " + head);
    }

    double learningRate(long step, long steps) {
        double warm = WARM_UP * steps;
        if (step < warm) return learningRate * (step + 1) / (warm + 1);
        return learningRate * 0.5 * (1 + Math.cos(Math.PI * (step - warm) / Math.max(1, steps - warm)));
    }
}
