package io.trivium.runtime.training.rival;

import io.trivium.runtime.pack.ModelSpec;

/**
 * What a task asks for.
 *
 * @param classes 0 for a number, 1 for the probability of label 1, otherwise how many classes have a probability each
 */
public record Answer(int classes) {
    /**
     * What a specification's head asks for.
     *
     * @throws IllegalArgumentException when it has no rivals here
     */
    public static Answer of(ModelSpec spec) {
        return switch (spec.head()) {
            case REGRESSION -> new Answer(0);
            case BINARY -> new Answer(1);
            case MULTICLASS ->
                new Answer(Math.toIntExact(spec.outputs().getFirst().shape().getLast()));
            default -> throw new IllegalArgumentException("a head of kind " + spec.head() + " has no simple rivals");
        };
    }

    boolean isNumber() {
        return classes == 0;
    }

    boolean isBinary() {
        return classes == 1;
    }

    /** Numbers of an answer. */
    int numbers() {
        return Math.max(1, classes);
    }

    /** Classes that a softmax has. */
    int softmax() {
        return Math.max(2, classes);
    }

    /** An answer of the probabilities of a softmax. */
    float[] ofProbabilities(double[] probabilities) {
        float[] answer = new float[numbers()];
        for (int i = 0; i < answer.length; i++) answer[i] = (float) probabilities[isBinary() ? 1 : i];
        return answer;
    }
}
