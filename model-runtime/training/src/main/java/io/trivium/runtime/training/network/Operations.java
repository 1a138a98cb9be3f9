package io.trivium.runtime.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.Dropout;
import io.trivium.runtime.moe.NetworkSpec;

/**
 * The operations that the network is built from. Results belong to the manager of the first argument.
 *
 * <p>No operation that the backward pass reads again may be given a Java number: DJL makes an array of it, hands the
 * engine its memory and frees that memory at once, so that the gradient is computed from whatever is stored there
 * later. {@link #constant} gives an array that lives as long as the step.
 */
public final class Operations {
    private Operations() {}

    /** A number as an array of {@code like}'s manager. */
    public static NDArray constant(NDArray like, double value) {
        return like.getManager().create((float) value);
    }

    /** {@code x · factor} */
    public static NDArray times(NDArray x, double factor) {
        return x.mul(constant(x, factor));
    }

    /** {@code x / sqrt(mean(x²) + ε) · weight} over the last axis. */
    static NDArray rmsNorm(NDArray x, NDArray weight) {
        NDArray squares = x.square().mean(new int[] {-1}, true);
        return x.div(squares.add(NetworkSpec.NORM_EPSILON).sqrt()).mul(weight);
    }

    /** {@code [N, in] → [N, out]} with a weight [out, in]. */
    static NDArray linear(NDArray x, NDArray weight) {
        return x.matMul(weight.transpose());
    }

    static NDArray silu(NDArray x) {
        return x.mul(Activation.sigmoid(x));
    }

    /** {@code ln σ(x)}, without the underflow of the logarithm of a sigmoid. */
    static NDArray logSigmoid(NDArray x) {
        return x.minimum(constant(x, 0)).sub(x.abs().neg().exp().add(1f).log());
    }

    /**
     * The feed-forward network of an expert: {@code W2(silu(W1 x) · (W3 x))}.
     *
     * @param x [N, H], or [E, N, H] for a stack of experts
     * @param w13 W1 above W3
     */
    static NDArray expert(NDArray x, NDArray w13, NDArray w2) {
        boolean stacked = x.getShape().dimension() == 3;
        NDArray both = x.matMul(stacked ? w13.transpose(0, 2, 1) : w13.transpose());
        NDList halves = both.split(2, -1 + both.getShape().dimension());
        NDArray inner = silu(halves.get(0)).mul(halves.get(1));
        return inner.matMul(stacked ? w2.transpose(0, 2, 1) : w2.transpose());
    }

    /** Rows of a table: {@code [rows, D]} and int64 {@code [...]} to {@code [..., D]}. */
    static NDArray rows(NDArray table, NDArray indexes) {
        try (NDList result = new NDList()) {
            result.addAll(table.getNDArrayInternal().embedding(indexes, table, SparseFormat.DENSE));
            NDArray rows = result.singletonOrThrow();
            result.clear();
            return rows;
        }
    }

    static NDArray dropout(NDArray x, float rate) {
        return rate == 0 ? x : Dropout.dropout(x, rate, true).singletonOrThrow();
    }

    /** The last of every row's tokens: {@code [B, T, H] → [B, H]}. */
    static NDArray lastToken(NDArray hidden) {
        Shape shape = hidden.getShape();
        long tokens = shape.get(1);
        if (tokens == 1) return hidden.reshape(shape.get(0), shape.get(2));
        return hidden.split(new long[] {tokens - 1}, 1).get(1).reshape(shape.get(0), shape.get(2));
    }
}
