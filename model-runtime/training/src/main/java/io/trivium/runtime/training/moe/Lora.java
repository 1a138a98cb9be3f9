package io.trivium.runtime.training.moe;

import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Low-rank adaptation of the attention's matrices (Hu et al., arXiv 2106.09685): {@code W' = W + alpha / rank · B·A} with
 * A {@code [rank, width]} and B {@code [width, rank]} of each layer's query, key, value and output projection. The adapter
 * is kept in a file of its own and merged into a copy of the weights where a pack is written.
 *
 * @param rank at most the width, above which it adds nothing
 */
public record Lora(int rank, double alpha) {
    private static final List<String> PROJECTIONS =
            List.of(ParameterNames.Q, ParameterNames.K, ParameterNames.V, ParameterNames.O);
    private static final String RANK = "rank";
    private static final String ALPHA = "alpha";
    private static final String BASE = "base";

    public Lora {
        if (rank < 1 || !(alpha > 0)) throw new IllegalArgumentException("rank " + rank + ", alpha " + alpha);
    }

    double scale() {
        return alpha / rank;
    }

    /** The adapted matrices in the order of an adapter's numbers. */
    static List<String> adapted(MoeTopology topology) {
        List<String> names = new ArrayList<>();
        for (int l = 0; l < topology.layers(); l++) {
            for (String projection : PROJECTIONS) names.add(ParameterNames.layer(l, projection));
        }
        return names;
    }

    /** Numbers of one matrix's A, as many as of its B. */
    int half(MoeTopology topology) {
        return Math.multiplyExact(rank, topology.width());
    }

    int size(MoeTopology topology) {
        return Math.multiplyExact(2 * adapted(topology).size(), half(topology));
    }

    /** An adapter that changes nothing yet: A is normal with variance 1 / width, B is 0. */
    public float[] initial(MoeTopology topology, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[size(topology)];
        int half = half(topology);
        double deviation = 1 / Math.sqrt(topology.width());
        for (int from = 0; from < numbers.length; from += 2 * half) {
            for (int i = 0; i < half; i++) numbers[from + i] = (float) (random.nextGaussian() * deviation);
        }
        return numbers;
    }

    /**
     * A copy of some weights with an adapter merged into them.
     *
     * @param numbers per adapted matrix A, then B
     */
    public Parameters merged(Parameters base, MoeTopology topology, float[] numbers) {
        if (numbers.length != size(topology)) {
            throw new IllegalArgumentException(
                    "an adapter of " + numbers.length + " numbers is not for these weights: " + size(topology));
        }
        Parameters merged = base.copy();
        int half = half(topology);
        int width = topology.width();
        int from = 0;
        for (String name : adapted(topology)) {
            float[] weight = merged.get(name);
            for (int i = 0; i < width; i++) {
                for (int j = 0; j < width; j++) {
                    double sum = 0;
                    for (int r = 0; r < rank; r++) {
                        sum += (double) numbers[from + half + i * rank + r] * numbers[from + r * width + j];
                    }
                    weight[i * width + j] += (float) (scale() * sum);
                }
            }
            from += 2 * half;
        }
        return merged;
    }

    /** The checksum of the weights that an adapter belongs to. */
    public static String checksum(Parameters base) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(base.toBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Writes an adapter.
     *
     * @param base the weights it was trained with
     */
    public void write(Path file, MoeTopology topology, float[] numbers, Parameters base) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata(RANK, Integer.toString(rank))
                .metadata(ALPHA, Double.toString(alpha))
                .metadata(BASE, checksum(base));
        int half = half(topology);
        int from = 0;
        for (String name : adapted(topology)) {
            writer.add(name + ".a", new long[] {rank, topology.width()}, part(numbers, from, half));
            writer.add(name + ".b", new long[] {topology.width(), rank}, part(numbers, from + half, half));
            from += 2 * half;
        }
        writer.write(file);
    }

    private static float[] part(float[] numbers, int from, int length) {
        return Arrays.copyOfRange(numbers, from, from + length);
    }

    /**
     * Reads an adapter and merges it into a copy of the weights it was trained with.
     *
     * @throws IllegalArgumentException when it belongs to other weights
     */
    public static Parameters merged(Path file, Parameters base, MoeTopology topology) throws IOException {
        try (Safetensors tensors = Safetensors.open(file)) {
            String written = tensors.metadata().getOrDefault(BASE, "");
            if (!written.equals(checksum(base))) {
                throw new IllegalArgumentException(file + " belongs to other weights than these: " + written);
            }
            Lora lora = new Lora(
                    Integer.parseInt(tensors.metadata().getOrDefault(RANK, "0")),
                    Double.parseDouble(tensors.metadata().getOrDefault(ALPHA, "0")));
            float[] numbers = new float[lora.size(topology)];
            int at = 0;
            for (String name : adapted(topology)) {
                for (String matrix : new String[] {name + ".a", name + ".b"}) {
                    float[] values = tensors.tensor(matrix).toFloats();
                    System.arraycopy(values, 0, numbers, at, values.length);
                    at += values.length;
                }
            }
            return lora.merged(base, topology, numbers);
        }
    }
}
