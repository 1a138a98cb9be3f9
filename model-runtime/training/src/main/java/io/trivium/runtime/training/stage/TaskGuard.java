package io.trivium.runtime.training.stage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trivium.runtime.training.moe.AddedLoss;
import io.trivium.runtime.training.moe.TaskMeasure;
import io.trivium.runtime.training.network.DropoutSource;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.Gradients;
import io.trivium.runtime.training.network.MoeNetwork;
import io.trivium.runtime.training.network.Operations;
import java.util.SplittableRandom;

/**
 * The task's own loss on labelled rows, mixed into another training with a weight, so that the fit to the labels is
 * kept.
 *
 * @param batch rows that are drawn for a step
 */
public record TaskGuard(TaskMeasure measure, EncodedData rows, double weight, int batch) implements AddedLoss {
    private static final long SALT = 0x6A09E667F3BCC909L;

    @Override
    public double add(NDManager scope, MoeNetwork network, long seed) {
        int[] chosen = new SplittableRandom(seed ^ SALT)
                .ints(Math.min(batch, rows.rows()), 0, rows.rows())
                .toArray();
        return Gradients.recorded(() -> {
            MoeNetwork.Pass pass = network.forward(scope, rows, chosen, DropoutSource.NONE, false);
            NDArray logits = pass.outputs().get(measure.output().name());
            if (logits == null) throw new IllegalStateException("the network has no output " + measure.output());
            NDArray loss = Operations.times(measure.loss(scope, logits, rows.labels(), chosen), weight);
            Gradients.add(scope, loss);
            return (double) loss.getFloat();
        });
    }
}
