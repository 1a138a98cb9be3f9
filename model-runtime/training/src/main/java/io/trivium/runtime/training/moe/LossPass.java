package io.trivium.runtime.training.moe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.training.network.DropoutSource;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.Gradients;
import io.trivium.runtime.training.network.MoeNetwork;
import io.trivium.runtime.training.network.Operations;
import java.util.Optional;

/**
 * Adds the gradient of some training rows' loss to a network's. One replica uses the engine's dropout; several, whose
 * threads would take turns at the engine's one generator, dropout by row.
 *
 * @param output name of the output that is trained
 * @param own loss in the place of the task's
 * @param rows those of the lesson, as the network takes them
 * @param replicas how many networks share the rows
 * @param seed of the step's dropout
 * @param first place of the pass's first row among all rows of the step
 */
record LossPass(
        Objective objective,
        String output,
        Optional<RowLoss> own,
        MoeTraining training,
        EncodedData rows,
        Lesson lesson,
        int replicas,
        long seed,
        int first)
        implements Replicas.Pass {

    /** @throws IllegalStateException when the loss is not finite */
    @Override
    public Replicas.Answer run(NDManager scope, MoeNetwork network, Replicas.Part part) {
        int[] chosen = part.rows();
        float rate = (float) training.dropout();
        DropoutSource dropout = replicas == 1
                ? DropoutSource.ofEngine(rate)
                : DropoutSource.ofRows(rate, seed, first + part.first(), chosen.length);
        MoeNetwork.Pass pass = network.forward(scope, rows, chosen, dropout, training.balanceLoss() > 0);
        NDArray logits = pass.outputs().get(output);
        if (logits == null) throw new IllegalStateException("the network has no output " + output);
        NDArray loss = loss(scope, logits, chosen);
        NDArray balance = pass.balance();
        NDArray whole = balance == null ? loss : loss.add(Operations.times(balance, training.balanceLoss()));
        Gradients.add(scope, Operations.times(whole, part.weight()));
        double value = loss.getFloat();
        if (!Double.isFinite(value)) {
            throw new IllegalStateException("the training loss is not finite; lower the learning rate");
        }
        return new Replicas.Answer(value * part.weight(), pass.loads());
    }

    private NDArray loss(NDManager scope, NDArray logits, int[] chosen) {
        if (own.isPresent()) return own.orElseThrow().of(scope, logits, chosen);
        if (lesson.distillation().isPresent()) {
            return objective.taught(scope, logits, lesson, chosen, training.labelSmoothing());
        }
        int each = lesson.labels().count() / lesson.labelled();
        return objective.loss(scope, logits, lesson.labels().some(chosen, each), training.labelSmoothing());
    }
}
