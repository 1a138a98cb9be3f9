package io.trivium.runtime.training.moe;

import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Everything a training needs to continue bit for bit: the next step takes its rows and its dropout from seed and step
 * alone. Bits are kept: numbers are float32 and float64 as they are in memory.
 *
 * @param fingerprint of the specification, data sizes and seed; another one is refused
 * @param weights trained numbers, flat
 * @param bias balancing biases, layer after layer
 * @param bestWeights empty before the first validation
 * @param steps optimiser steps done
 * @param lossSum of the current epoch's steps
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Checkpoint(
        String fingerprint,
        float[] weights,
        AdamW.State optimiser,
        float[] bias,
        float[] bestWeights,
        float[] bestBias,
        double bestMetric,
        int bestEpoch,
        long steps,
        double lossSum) {

    void write(Path file) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("fingerprint", fingerprint);
        add(writer, "weights", weights);
        add(writer, "first", optimiser.first());
        add(writer, "second", optimiser.second());
        add(writer, "average", optimiser.average());
        add(writer, "bias", bias);
        add(writer, "bestWeights", bestWeights);
        add(writer, "bestBias", bestBias);
        writer.add("numbers", new long[] {2}, new double[] {bestMetric, lossSum});
        writer.add("counts", new long[] {3}, new long[] {bestEpoch, steps, optimiser.updates()});
        writer.write(file);
    }

    private static void add(SafetensorsWriter writer, String name, float[] values) {
        writer.add(name, new long[] {values.length}, values);
    }

    /** Reads one.
     * @throws IllegalArgumentException when it belongs to another training */
    static Checkpoint read(Path file, String fingerprint) throws IOException {
        try (Safetensors tensors = Safetensors.open(file)) {
            String written = tensors.metadata().getOrDefault("fingerprint", "");
            if (!written.equals(fingerprint)) {
                throw new IllegalArgumentException(
                        file + " is of another training: its specification, data or seed" + " differ");
            }
            double[] numbers = tensors.tensor("numbers").toDoubles();
            long[] counts = tensors.tensor("counts").toLongs();
            AdamW.State optimiser = new AdamW.State(
                    tensors.tensor("first").toFloats(),
                    tensors.tensor("second").toFloats(),
                    tensors.tensor("average").toFloats(),
                    counts[2]);
            return new Checkpoint(
                    fingerprint,
                    tensors.tensor("weights").toFloats(),
                    optimiser,
                    tensors.tensor("bias").toFloats(),
                    tensors.tensor("bestWeights").toFloats(),
                    tensors.tensor("bestBias").toFloats(),
                    numbers[0],
                    Math.toIntExact(counts[0]),
                    counts[1],
                    numbers[1]);
        }
    }
}
