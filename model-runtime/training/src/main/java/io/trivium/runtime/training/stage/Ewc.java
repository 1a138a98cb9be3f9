package io.trivium.runtime.training.stage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.moe.AddedLoss;
import io.trivium.runtime.training.moe.Transplant;
import io.trivium.runtime.training.network.Layout;
import io.trivium.runtime.training.network.MoeNetwork;
import java.util.Arrays;
import java.util.List;

/**
 * Elastic weight consolidation (Kirkpatrick et al., PNAS 2017, equation 3): {@code λ/2·Σ F(i)·(θ(i) − θ*(i))²} over the
 * weights of the trunk, with F the diagonal Fisher information of each remembered task, added up, and θ* the weights the
 * training begins with. Belongs to one thread.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Ewc(float[] fisher, float[] anchor, double lambda) implements AddedLoss {

    /**
     * That of remembered tasks.
     *
     * @param begun the network with the weights the training begins with
     * @throws IllegalArgumentException when a memory has no Fisher information
     */
    public static Ewc of(
            List<TaskMemory> memories, NetworkSpec spec, ModelSpec model, Parameters begun, double lambda) {
        Layout layout = new Layout(spec, model);
        float[] sum = new float[layout.size()];
        for (TaskMemory memory : memories) {
            Parameters known = memory.fisher()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "the memory of " + memory.model().task() + " has no Fisher information"));
            Parameters target = zeros(spec, model);
            Transplant.trunk(new Transplant.Source(memory.spec(), known), spec, target);
            float[] flat = layout.flatten(target);
            int from = layout.trunkOffset();
            for (int i = from; i < from + layout.trunkSize(); i++) sum[i] += flat[i];
        }
        return new Ewc(sum, layout.flatten(begun), lambda);
    }

    private static Parameters zeros(NetworkSpec spec, ModelSpec model) {
        Parameters zeros = new Parameters();
        ParameterNames.shapes(spec, model)
                .forEach((name, shape) -> zeros.put(
                        name,
                        shape,
                        new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))]));
        return zeros;
    }

    @Override
    public double add(NDManager scope, MoeNetwork network, long seed) {
        NDArray gradient = network.flat().getGradient();
        gradient.attach(scope);
        float[] now = network.flat().toFloatArray();
        float[] added = new float[now.length];
        double penalty = penalty(now, added);
        gradient.addi(scope.create(added));
        return penalty;
    }

    /** The term at some weights.
     * @param derivative filled with its derivative */
    double penalty(float[] weights, float[] derivative) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double moved = (double) weights[i] - anchor[i];
            derivative[i] = (float) (lambda * fisher[i] * moved);
            sum += lambda / 2 * fisher[i] * moved * moved;
        }
        return sum;
    }
}
