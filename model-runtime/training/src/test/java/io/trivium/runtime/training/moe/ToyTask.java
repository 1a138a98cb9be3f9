package io.trivium.runtime.training.moe;

import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.network.TaskData;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

/**
 * A small task whose answer needs both inputs: positive when the amount is within a narrow band around the amounts of
 * the card's last events.
 */
public final class ToyTask {
    public static final String SPEC = """
            task: toy
            inputs:
              - {name: events, dtype: float32, shape: [-1, 3, 2], columns: [PRESENT, AMOUNT]}
              - {name: features, dtype: float32, shape: [-1, 2], columns: [AMOUNT, NOISE]}
            outputs:
              - {name: score, dtype: float32, shape: [-1, 1], unit: probability}
            head: binary
            latencyClass: interactive
            network:
              kind: moe
              width: 16
              layers: 2
              heads: 2
              expertHidden: 8
              sharedHidden: 16
              groups: {general: 4, fin: 4}
              group: fin
              tokenizers:
                - {kind: event-sequence, input: events, signedLog: true, piecewise: {bins: 8, embedding: 4}}
                - {kind: tabular, input: features, signedLog: [AMOUNT], piecewise: {bins: 32, embedding: 4}}
            training:
              {epochs: 4, batch: 64, learningRate: 0.01, dropout: 0.1, averaging: 0.9, patience: 4, biasUpdate: 0.02,
               rebalanceSteps: 60}
            """;

    private ToyTask() {}

    public static byte[] yaml() {
        return SPEC.getBytes(StandardCharsets.UTF_8);
    }

    public static ModelSpec model() {
        return ModelSpec.parse(yaml());
    }

    public static NetworkSpec network() {
        return NetworkSpec.parse(yaml(), model());
    }

    public static TaskData rows(int count, long seed) {
        Random random = new Random(seed);
        float[] events = new float[count * 6];
        float[] features = new float[count * 2];
        float[] labels = new float[count];
        long[] hashes = new long[count];
        for (int i = 0; i < count; i++) {
            double usual = random.nextBoolean() ? 2 : 4;
            int known = 1 + random.nextInt(3);
            for (int t = 3 - known; t < 3; t++) {
                events[i * 6 + t * 2] = 1;
                events[i * 6 + t * 2 + 1] = (float) Math.exp(usual + random.nextGaussian() * 0.1);
            }
            double amount = random.nextBoolean() ? 2 : 4;
            features[i * 2] = (float) Math.exp(amount + random.nextGaussian() * 0.3);
            features[i * 2 + 1] = random.nextFloat();
            labels[i] = amount == usual ? 0 : 1;
            hashes[i] = random.nextLong();
        }
        return new TaskData(count, Map.of("events", events, "features", features), labels, hashes);
    }
}
