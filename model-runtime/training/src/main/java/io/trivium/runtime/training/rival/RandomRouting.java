package io.trivium.runtime.training.rival;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.export.MoePieces;
import io.trivium.runtime.export.OfflineNetwork;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.Loss;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A pack with random routing: the rows of each router, and their balancing biases, change places at random within each
 * group of experts. The experts then have the same loads in another order, and each receives tokens that it was not
 * trained with. Random routing in this sense is that of hash layers (Roller et al., 2021), which experts can be trained
 * for; here they were not, so that the loss is that of a pack as it is, not of a network trained without a router.
 * Answers are those of the weights in float32.
 */
public final class RandomRouting {
    public static final String NAME = "random-routing";

    private static final int AT_A_TIME = 1_024;

    private final ModelSpec model;
    private final NetworkSpec spec;
    private final Parameters weights;

    private RandomRouting(ModelSpec model, NetworkSpec spec, Parameters weights) {
        this.model = model;
        this.spec = spec;
        this.weights = weights;
    }

    /** The pack's network; empty when it routes nothing. */
    public static Optional<RandomRouting> of(ModelPack pack) throws IOException {
        if (!pack.isOfPieces()) return Optional.empty();
        return Optional.of(new RandomRouting(
                pack.spec(),
                NetworkSpec.parse(pack.read(ModelPack.SPEC), pack.spec()),
                Parameters.read(pack.directory().resolve(ModelPack.WEIGHTS))));
    }

    /**
     * Answers of the first output as a {@link Rival} gives them, {@code [rows][numbers]}; of quantiles their mean, which is
     * the expected value.
     *
     * @param seed of the exchange
     */
    public float[][] answers(TaskData rows, long seed) throws OrtException {
        Parameters exchanged = weights.copy();
        exchange(exchanged, spec.topology(), new SplittableRandom(seed));
        float[][] answers = new float[rows.rows()][];
        MoePieces pieces = new MoePieces(spec, model, exchanged);
        try (OfflineNetwork network = new OfflineNetwork(pieces, spec, exchanged)) {
            for (int from = 0; from < answers.length; from += AT_A_TIME) {
                int count = Math.min(AT_A_TIME, answers.length - from);
                Floats found = network.run(inputs(rows, from, count))
                        .get(model.outputs().getFirst().name());
                if (found == null) throw new IllegalStateException("the network does not give its output");
                float[] values = found.values();
                int each = values.length / count;
                for (int r = 0; r < count; r++) {
                    answers[from + r] = answer(Arrays.copyOfRange(values, r * each, (r + 1) * each));
                }
            }
        }
        return answers;
    }

    private float[] answer(float[] numbers) {
        boolean quantiles = model.objective().loss().equals(Optional.of(Loss.QUANTILE));
        return quantiles ? new float[] {mean(numbers)} : numbers;
    }

    private static float mean(float[] numbers) {
        double sum = 0;
        for (float number : numbers) sum += number;
        return (float) (sum / numbers.length);
    }

    private Map<String, Floats> inputs(TaskData rows, int from, int count) {
        Map<String, Floats> inputs = new HashMap<>();
        for (TensorSpec input : model.inputs()) {
            float[] all = rows.input(input.name());
            int each = all.length / rows.rows();
            long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
            shape[0] = count;
            inputs.put(input.name(), new Floats(Arrays.copyOfRange(all, from * each, (from + count) * each), shape));
        }
        return inputs;
    }

    /** In place; no row of a group of two or more experts keeps its place. */
    public static void exchange(Parameters weights, MoeTopology topology, SplittableRandom random) {
        for (int layer = 0; layer < topology.layers(); layer++) {
            int from = 0;
            for (ExpertGroup group : topology.groups()) {
                int[] to = cycle(group.size(), random);
                for (String name : List.of(ParameterNames.ROUTER_WEIGHT, ParameterNames.ROUTER_BIAS)) {
                    float[] values = weights.get(ParameterNames.layer(layer, name));
                    int each = values.length / topology.experts();
                    float[] before = values.clone();
                    for (int e = 0; e < group.size(); e++) {
                        System.arraycopy(before, (from + e) * each, values, (from + to[e]) * each, each);
                    }
                }
                from += group.size();
            }
        }
    }

    /** A random permutation that is one cycle (Sattolo, 1986). */
    private static int[] cycle(int size, SplittableRandom random) {
        int[] to = IntStream.range(0, size).toArray();
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i);
            int other = to[i];
            to[i] = to[j];
            to[j] = other;
        }
        return to;
    }
}
