package io.trivium.runtime.tool.course;

import java.util.Random;

/**
 * Simulated card payments with six features each, and whether they are fraud: a fixed logistic rule, and patterns of fraud
 * that come and go. The same seed gives the same payments. For one thread.
 */
final class CardWorld {
    static final int FEATURES = 6;

    /** The task's specification: a small mixture of experts, so that an update takes seconds. */
    static final String SPEC = """
            task: %s
            inputs:
              - {name: features, dtype: float32, shape: [-1, 6], columns: [AMOUNT_LOG_RATIO, NIGHT, HOME_DISTANCE, CARD_COUNT_1H, FOREIGN, TERMINAL_AGE]}
            outputs:
              - {name: score, dtype: float32, shape: [-1, 1], unit: probability}
            head: binary
            latencyClass: near-real-time
            network:
              kind: moe
              width: 16
              layers: 2
              heads: 2
              expertHidden: 16
              sharedHidden: 16
              groups: {general: 4, fin: 4}
              group: fin
              tokenizers:
                - {kind: tabular, input: features, piecewise: {bins: 16, embedding: 4}}
            training:
              {epochs: 20, batch: 64, learningRate: 0.01, dropout: 0.05, averaging: 0.9, patience: 6, biasUpdate: 0.02,
               rebalanceSteps: 40}
            challengerGates:
              {leastSliceRows: 20, maskedLoss: 0.8, latency: 3, calibration: 0.1, overfitting: 0.2,
               slices: [{input: features, column: NIGHT}]}
            """;

    private static final double INTERCEPT = -3.2;
    private static final double CERTAIN = 0.9;
    private static final int MOST_PAYMENTS = 5;

    private final Random random;

    CardWorld(long seed) {
        this.random = new Random(seed);
    }

    /** A kind of fraud beside the usual one. */
    enum Pattern {
        /** Small amounts abroad: card testing. */
        FOREIGN_SMALL {
            @Override
            boolean holds(float... features) {
                return features[4] == 1 && features[0] < 0;
            }
        },
        /** A card's first payment of the hour at a young terminal. */
        YOUNG_TERMINAL {
            @Override
            boolean holds(float... features) {
                return features[3] == 0 && features[5] < 0.3f;
            }
        };

        abstract boolean holds(float... features);
    }

    /** A payment. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Payment(float[] features, boolean fraud) {
        boolean atNight() {
            return features[1] == 1;
        }
    }

    /** The next payment of a world in which these patterns are about. */
    Payment next(Pattern... patterns) {
        float[] features = {
            (float) random.nextGaussian(),
            random.nextDouble() < 0.25 ? 1 : 0,
            (float) Math.abs(random.nextGaussian()),
            random.nextInt(MOST_PAYMENTS),
            random.nextDouble() < 0.15 ? 1 : 0,
            random.nextFloat()
        };
        double logit = INTERCEPT + 1.5 * features[0] + 1.4 * features[1] + 0.8 * features[2] + 0.3 * features[3];
        double chance = 1 / (1 + Math.exp(-logit));
        for (Pattern pattern : patterns) if (pattern.holds(features)) chance = CERTAIN;
        return new Payment(features, random.nextDouble() < chance);
    }
}
