package io.trivium.runtime.moe;

import io.trivium.runtime.pack.ModelSpec;

/**
 * An answer in addition to the network's (the wide part of Cheng et al., "Wide & Deep Learning for Recommender Systems",
 * 2016). It is fitted before the network is trained and then stays fixed, so the network learns what it leaves.
 */
public sealed interface BaseAnswer {
    /** Name of its input, of the shape {@code [B, F]}. */
    String input();

    /**
     * A ridge regression.
     *
     * @param ridge penalty on the squared weights of standardised columns, per training row
     */
    record Linear(String input, double ridge) implements BaseAnswer {}

    /**
     * Boosted trees: the mean of several models, each grown without one part of the training rows. The network
     * learns what the model leaves that was grown without the row, since one that knows a row leaves too little of it.
     *
     * @param parts of the training rows, by the hash of the row
     * @param trees of each model, for each class of a multiclass head
     * @param depth splits between root and leaf, at most
     * @param learningRate factor of each tree
     */
    record Trees(String input, int parts, int trees, int depth, double learningRate) implements BaseAnswer {
        /** What a head asks for: 0 a number, 1 the probability of label 1, otherwise so many classes a probability each. */
        public static int classes(ModelSpec model) {
            return switch (model.head()) {
                case BINARY -> 1;
                case MULTICLASS ->
                    Math.toIntExact(model.outputs().getFirst().shape().getLast());
                default -> 0;
            };
        }
    }
}
