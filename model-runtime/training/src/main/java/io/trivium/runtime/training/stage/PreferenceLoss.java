package io.trivium.runtime.training.stage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.training.moe.RowLoss;
import io.trivium.runtime.training.network.Operations;
import org.jspecify.annotations.Nullable;

/**
 * Direct preference optimisation (Rafailov et al., NeurIPS 2023, equation 7):
 * {@code −ln σ(β·[(ln p(chosen) − ln r(chosen)) − (ln p(rejected) − ln r(rejected))])} with the network's p and the frozen
 * champion's r.
 *
 * @param reference {@code ln r(chosen) − ln r(rejected)} of each pair
 * @param beta how strongly a change away from the champion is held back
 * @param disputedOnly leaves out pairs of which the champion finds the chosen output likelier. Where only a shift of
 *     all answers is learned, those would push by nothing but their number, even away from the preferred outputs
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PreferenceLoss(
        Preferences pairs, OutputLikelihood likelihood, float[] reference, double beta, boolean disputedOnly)
        implements RowLoss {

    /** Freezes the champion.
     * @param logits the champion's, of all rows */
    public static PreferenceLoss of(
            NDManager scope,
            Preferences pairs,
            OutputLikelihood likelihood,
            float[] logits,
            double beta,
            boolean disputedOnly) {
        float[] reference = margins(scope, pairs, likelihood, logits);
        return new PreferenceLoss(pairs, likelihood, reference, beta, disputedOnly);
    }

    @Override
    public NDArray of(NDManager scope, NDArray logits, int[] rows) {
        float[] frozen = new float[rows.length];
        float[] counted = new float[rows.length];
        for (int i = 0; i < frozen.length; i++) {
            frozen[i] = reference[rows[i]];
            counted[i] = disputedOnly && frozen[i] > 0 ? 0f : 1f;
        }
        NDArray margin = margins(scope, pairs, likelihood, logits, rows).sub(scope.create(frozen));
        NDArray each = logSigmoid(Operations.times(margin, beta)).mul(scope.create(counted));
        return Operations.times(each.mean(), -1);
    }

    private static NDArray logSigmoid(NDArray x) {
        return x.minimum(Operations.constant(x, 0))
                .sub(x.abs().neg().exp().add(1f).log());
    }

    /** {@code ln p(chosen) − ln p(rejected)} of each row, {@code [B]}. */
    private static NDArray margins(
            NDManager scope, Preferences pairs, OutputLikelihood likelihood, NDArray logits, int @Nullable [] rows) {
        float[] chosen = rows == null ? pairs.chosen() : some(pairs.chosen(), rows, pairs.width());
        float[] rejected = rows == null ? pairs.rejected() : some(pairs.rejected(), rows, pairs.width());
        return likelihood.of(scope, logits, chosen).sub(likelihood.of(scope, logits, rejected));
    }

    private static float[] some(float[] all, int[] rows, int width) {
        float[] taken = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) System.arraycopy(all, rows[i] * width, taken, i * width, width);
        return taken;
    }

    /** Share of the pairs of which a network finds the chosen output likelier; a tie counts half. */
    public static double rate(NDManager scope, Preferences pairs, OutputLikelihood likelihood, float[] logits) {
        return rate(margins(scope, pairs, likelihood, logits));
    }

    /** {@code ln p(chosen) − ln p(rejected)} of each pair.
     * @param logits of all pairs */
    static float[] margins(NDManager scope, Preferences pairs, OutputLikelihood likelihood, float[] logits) {
        NDArray all = scope.create(logits, new Shape(pairs.rows().rows(), pairs.width()));
        return margins(scope, pairs, likelihood, all, null).toFloatArray();
    }

    static double rate(float[] margins) {
        double preferred = 0;
        for (float margin : margins) preferred += margin > 0 ? 1 : margin == 0 ? 0.5 : 0;
        return preferred / margins.length;
    }
}
