package io.trivium.runtime.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv3d;
import io.trivium.runtime.moe.TokenizerParameters;
import io.trivium.runtime.moe.TokenizerSpec;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns inputs into tokens as {@link TokenizerParameters} defines. */
final class Tokenizers {
    private final int all;
    private final Function<String, NDArray> weights;

    /**
     * Tokenizers of a network.
     *
     * @param all tokens of a row
     * @param weights a trained parameter by its full name
     */
    Tokenizers(int all, Function<String, NDArray> weights) {
        this.all = all;
        this.weights = weights;
    }

    /**
     * Tokens of some rows.
     *
     * @param hidden {@code [B, T, H]}
     * @param mask {@code [B·T]}, 1 for a real token and 0 for padding; empty when all are real
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Tokens(NDArray hidden, float[] mask) {}

    Tokens of(NDManager scope, EncodedData data, int[] rows) {
        return of(scope, data, rows, null);
    }

    /** @param masking the hidden numbers; null for none */
    Tokens of(NDManager scope, EncodedData data, int[] rows, @Nullable Masking masking) {
        float[] mask = new float[rows.length * all];
        Arrays.fill(mask, 1f);
        boolean padded = false;
        NDList parts = new NDList();
        int first = 0;
        for (int i = 0; i < data.inputs().size(); i++) {
            EncodedInput input = data.inputs().get(i);
            EncodedInput.Part part = masking == null
                    ? input.part(scope, rows)
                    : input.part(scope, rows, masking.parts().get(i).sources())
                            .hiding(scope, masking.parts().get(i).keep());
            parts.add(of(i, input.spec(), part, rows.length));
            int count = input.spec().tokens();
            for (int at = 0; at < part.present().length; at++) {
                mask[at / count * all + first + at % count] = part.present()[at];
                padded |= part.present()[at] == 0f;
            }
            first += count;
        }
        NDArray hidden = parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts, 1);
        return new Tokens(hidden, padded ? mask : new float[0]);
    }

    /** Tokens of one tokenizer, {@code [B, T, H]}. */
    NDArray of(int tokenizer, TokenizerSpec spec, EncodedInput.Part part, int batch) {
        return tokens(tokenizer, spec, part, batch).add(weight(tokenizer, TokenizerParameters.POSITION));
    }

    private NDArray weight(int tokenizer, String name) {
        return weights.apply(TokenizerParameters.name(tokenizer, name));
    }

    private NDArray tokens(int i, TokenizerSpec tokenizer, EncodedInput.Part part, int batch) {
        return switch (tokenizer) {
            case TokenizerSpec.Tabular table -> columns(i, table.columns(), part, batch, 1);
            case TokenizerSpec.EventSequence events -> columns(i, events.columns(), part, batch, events.tokens());
            case TokenizerSpec.SeriesPatch series -> {
                NDArray patches = part.numbers().reshape(-1, (long) series.patch() * series.channels());
                NDArray tokens = Operations.linear(patches, weight(i, TokenizerParameters.PATCH_WEIGHT))
                        .add(weight(i, TokenizerParameters.PATCH_BIAS));
                yield tokens.reshape(batch, series.tokens(), -1);
            }
            case TokenizerSpec.Volume volume -> volume(i, volume, part.numbers(), batch);
        };
    }

    private NDArray columns(int i, TokenizerSpec.Columns spec, EncodedInput.Part part, int batch, int tokens) {
        long columns = spec.all();
        NDArray token =
                Operations.linear(part.numbers().reshape(-1, columns), weight(i, TokenizerParameters.NUMBERS_WEIGHT));
        if (spec.bins() > 0) {
            NDArray slopes = weight(i, TokenizerParameters.SLOPE);
            NDArray bases = slopes.cumSum(1).sub(slopes);
            long table = columns * spec.bins();
            NDArray both = NDArrays.concat(
                    new NDList(bases.reshape(table, spec.embedding()), slopes.reshape(table, spec.embedding())), 1);
            NDArray rows = Operations.rows(both, part.found().reshape(-1, columns));
            NDList halves = rows.split(2, 2);
            NDArray places = part.places().reshape(-1, columns, 1);
            NDArray each = halves.get(0).add(halves.get(1).mul(places));
            NDArray keep = part.keep();
            if (keep != null) each = each.mul(keep.reshape(-1, columns, 1));
            NDArray embedded = each.reshape(-1, columns * spec.embedding());
            token = token.add(Operations.linear(embedded, weight(i, TokenizerParameters.EMBEDDING_WEIGHT)));
        }
        return token.add(weight(i, TokenizerParameters.BIAS)).reshape(batch, tokens, -1);
    }

    private NDArray volume(int i, TokenizerSpec.Volume spec, NDArray numbers, int batch) {
        NDArray x = numbers.reshape(
                batch,
                spec.channels(),
                spec.size().get(0),
                spec.size().get(1),
                spec.size().get(2));
        for (int c = 0; c < spec.stem().size(); c++) {
            x = Operations.silu(convolve(
                    x, weight(i, TokenizerParameters.stemWeight(c)), weight(i, TokenizerParameters.stemBias(c)), 2, 1));
        }
        NDArray cubes = convolve(
                x,
                weight(i, TokenizerParameters.PATCH_WEIGHT),
                weight(i, TokenizerParameters.PATCH_BIAS),
                spec.patch(),
                0);
        Shape shape = cubes.getShape();
        return cubes.reshape(batch, shape.get(1), spec.tokens()).transpose(0, 2, 1);
    }

    private static NDArray convolve(NDArray x, NDArray weight, NDArray bias, int stride, int padding) {
        return Conv3d.conv3d(
                        x,
                        weight,
                        bias,
                        new Shape(stride, stride, stride),
                        new Shape(padding, padding, padding),
                        new Shape(1, 1, 1))
                .singletonOrThrow();
    }
}
