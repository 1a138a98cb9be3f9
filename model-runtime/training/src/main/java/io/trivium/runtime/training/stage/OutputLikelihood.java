package io.trivium.runtime.training.stage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.network.Operations;

/**
 * The likelihood of an output: the logarithm of its probability given the input, up to a constant that no weight
 * changes. An output has the form of the head's answer and its units.
 *
 * <ul>
 *   <li>binary: a Bernoulli variable; an output y in [0, 1] has {@code y·ln σ(z) + (1 − y)·ln σ(−z)}
 *   <li>multiclass: a categorical variable; an output is a share for each class, {@code Σ y(c)·ln softmax(z)(c)}
 *   <li>regression: a normal variable about each of the head's numbers with the head's scale,
 *       {@code −Σ (y(c) − z(c))² / (2·scale(c)²)}
 * </ul>
 */
public sealed interface OutputLikelihood {
    /** {@code ln p(output | input)} of each row.
     * @param logits {@code [B, width]}
     * @param outputs {@code [B, width]}, row-major
     * @return {@code [B]} */
    NDArray of(NDManager scope, NDArray logits, float[] outputs);

    /** One logit. */
    record Bernoulli() implements OutputLikelihood {
        @Override
        public NDArray of(NDManager scope, NDArray logits, float[] outputs) {
            NDArray said = scope.create(outputs, logits.getShape());
            // y·z − ln(1 + e^z), with the logarithm in the form that does not overflow
            NDArray tail = logits.abs().neg().exp().add(1f).log();
            NDArray softplus = logits.maximum(Operations.constant(logits, 0)).add(tail);
            return logits.mul(said).sub(softplus).sum(new int[] {1});
        }
    }

    /** A logit for each class. */
    record Categorical() implements OutputLikelihood {
        @Override
        public NDArray of(NDManager scope, NDArray logits, float[] outputs) {
            return logits.logSoftmax(1)
                    .mul(scope.create(outputs, logits.getShape()))
                    .sum(new int[] {1});
        }
    }

    /** Numbers.
     * @param scale of each */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Normal(double[] scale) implements OutputLikelihood {
        @Override
        public NDArray of(NDManager scope, NDArray logits, float[] outputs) {
            float[] inverse = new float[scale.length];
            for (int c = 0; c < inverse.length; c++) inverse[c] = (float) (-0.5 / (scale[c] * scale[c]));
            NDArray difference = logits.sub(scope.create(outputs, logits.getShape()));
            return difference
                    .square()
                    .mul(scope.create(inverse, new Shape(1, inverse.length)))
                    .sum(new int[] {1});
        }
    }

    /**
     * That of a model's head.
     *
     * @param scale of each number of a head of numbers, such as the champion's root mean square error; read for no other
     * @throws IllegalArgumentException for a head whose outputs have none
     */
    static OutputLikelihood of(ModelSpec model, double[] scale) {
        return switch (model.head()) {
            case BINARY -> new Bernoulli();
            case MULTICLASS -> new Categorical();
            case REGRESSION -> new Normal(scale.clone());
            case SURVIVAL, DETECTION, SEGMENTATION, NONE ->
                throw new IllegalArgumentException("no likelihood is defined for outputs of the head " + model.head());
        };
    }

    /** Whether the head is one of those that have a likelihood. */
    static boolean isDefinedFor(Head head) {
        return head == Head.BINARY || head == Head.MULTICLASS || head == Head.REGRESSION;
    }
}
