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
     * Boosted trees: several models, each grown without one part of the training rows. The network learns what the model
     * leaves that was grown without the row, since one that knows a row leaves too little of it. The mean of these models
     * is the answer to other rows, or that of models grown on all rows where there are any.
     *
     * @param parts of the training rows, by the hash of the row
     * @param served models grown on all rows, after those of the parts; 0 for none
     * @param trees of each model, for each class of a multiclass head
     * @param depth splits between root and leaf, at most
     * @param learningRate factor of each tree
     * @param leastCurvature sum of the loss's second derivatives that both sides of a split must have
     * @param rowShare share of the rows that a tree is grown on, drawn for each tree
     * @param columnShare share of the columns that a tree may split on, drawn for each tree
     * @param bins cuts that are tried in each column, at quantiles of the rows: rare values need many
     */
    record Trees(
            String input,
            int parts,
            int served,
            int trees,
            int depth,
            double learningRate,
            double leastCurvature,
            double rowShare,
            double columnShare,
            int bins)
            implements BaseAnswer {
        /** Models of trees in the parameters. */
        public int models() {
            return parts + served;
        }

        /** The first model of those whose mean answers rows that are not trained on. */
        public int firstServed() {
            return served == 0 ? 0 : parts;
        }

        /** How many models those are. */
        public int answering() {
            return served == 0 ? parts : served;
        }

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
