package io.trivium.runtime.lab.trial;

import io.trivium.runtime.training.network.TaskData;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A simulated task that drifts: every tenth payment or so is a fraud, and its signs change a little every day. Equal
 * seeds give equal worlds.
 */
final class TrialWorld {
    static final int COLUMNS = 6;
    static final int AMOUNT = 0;
    static final int RISK = 1;
    static final int SEGMENT = 4;
    static final int SEGMENTS = 5;
    static final String INPUT = "features";

    static final String SPEC = """
            task: gate-trial
            inputs:
              - {name: features, dtype: float32, shape: [-1, 6], columns: [AMOUNT, RISK, AGE, HOUR, SEGMENT, NOISE]}
            outputs:
              - {name: score, dtype: float32, shape: [-1, 1], unit: probability}
            head: binary
            latencyClass: interactive
            challengerGates:
              maxAgeDays: 7
              slices:
                - {input: features, column: SEGMENT}
            network:
              kind: moe
              width: 16
              layers: 1
              heads: 2
              expertHidden: 16
              sharedHidden: 16
              groups: {general: 4, fin: 4}
              group: fin
              tokenizers:
                - {kind: tabular, input: features, piecewise: {bins: 16, embedding: 4}}
            training:
              {epochs: 5, batch: 64, learningRate: 0.01, dropout: 0.05, averaging: 0.9, patience: 5, biasUpdate: 0.02,
               rebalanceSteps: 20}
            """;

    private static final long DAY_SALT = 0x9E3779B97F4A7C15L;
    private static final double BASE = -4.6;
    private static final double DRIFT = 0.015;

    private final long seed;
    private final double[] weights = new double[COLUMNS];
    private final double[] drift = new double[COLUMNS];
    private final double[] ofSegment = new double[SEGMENTS];

    TrialWorld(long seed) {
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        for (int c = 0; c < SEGMENT; c++) {
            weights[c] = (random.nextBoolean() ? 1 : -1) * random.nextDouble(0.6, 1.4);
            drift[c] = DRIFT * random.nextGaussian();
        }
        for (int s = 0; s < SEGMENTS; s++) ofSegment[s] = random.nextGaussian() * 0.7;
    }

    /**
     * Rows of some days, in no order of time.
     *
     * @param to the first day that is no longer in
     * @param draw rows of another number are other ones
     */
    TaskData rows(int from, int to, int count, int draw) {
        float[] features = new float[count * COLUMNS];
        float[] labels = new float[count];
        long[] hashes = new long[count];
        SplittableRandom random =
                new SplittableRandom(seed ^ (DAY_SALT * (1L + draw + 1_000L * from + 1_000_000L * to)));
        for (int i = 0; i < count; i++) {
            double day = from + (double) (to - from) * i / count;
            double logit = BASE;
            for (int c = 0; c < COLUMNS; c++) {
                double value = c == SEGMENT ? random.nextInt(SEGMENTS) : random.nextGaussian();
                features[i * COLUMNS + c] = (float) value;
                if (c == SEGMENT) logit += ofSegment[(int) value];
                else logit += (weights[c] + drift[c] * day) * value;
            }
            double amount = features[i * COLUMNS + AMOUNT];
            double risk = features[i * COLUMNS + RISK];
            logit += amount * risk + (Math.abs(amount) > 1 ? 1.5 : 0);
            labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
            // The day is stored in the upper half, so that it can be read back.
            hashes[i] = (long) day << 40 | random.nextLong() >>> 25;
        }
        return new TaskData(count, Map.of(INPUT, features), labels, hashes);
    }

    /** The day of a row. */
    static int day(long hash) {
        return (int) (hash >>> 40);
    }

    static Map<String, List<Long>> shapes() {
        return Map.of(INPUT, List.of((long) COLUMNS));
    }
}
