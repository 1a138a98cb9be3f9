package io.trivium.runtime.lab.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Simulated card payments that were referred to review, a third of them fraud: by a fixed logistic rule, and by patterns that
 * begin and end. Equal seeds give equal payments. For one thread.
 */
final class SimulatedPayments {
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
              {epochs: 8, batch: 64, learningRate: 0.006, dropout: 0.05, averaging: 0.9, patience: 8, biasUpdate: 0.02,
               rebalanceSteps: 40}
            challengerGates:
              {mostRows: 900, maskedLoss: 0.8, latency: 3, calibration: 0.1, overfitting: 0.2,
               slices: [{input: features, column: NIGHT}]}
            """;

    static final int FEATURES = 6;

    private static final double INTERCEPT = -2.4;
    private static final double CERTAIN = 0.95;
    private static final int MOST_PAYMENTS = 5;

    private final Random random;

    SimulatedPayments(long seed) {
        this.random = new Random(seed);
    }

    /** A pattern of fraud in addition to the rule. */
    enum Pattern {
        /** Small amounts abroad: card testing. */
        CARD_TESTING {
            @Override
            boolean holds(float... features) {
                return features[4] == 1 && features[0] < 0;
            }
        },
        /** Small amounts at new terminals. */
        NEW_TERMINAL {
            @Override
            boolean holds(float... features) {
                return features[5] < 0.25f && features[0] < 0;
            }
        };

        abstract boolean holds(float... features);
    }

    /**
     * A payment.
     *
     * @param day when it happened, in days since the first of its batch
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Payment(float[] features, boolean fraud, double day) {
        boolean isAtNight() {
            return features[1] == 1;
        }
    }

    /** The next payment while these patterns are in use. */
    Payment next(double day, Pattern... patterns) {
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
        return new Payment(features, random.nextDouble() < chance, day);
    }

    /** Payments of some days, the same number on each. */
    List<Payment> days(int days, int each, Pattern... patterns) {
        List<Payment> payments = new ArrayList<>();
        for (int i = 0; i < days * each; i++) payments.add(next((i + 0.5) / each, patterns));
        return payments;
    }
}
