package io.trivium.runtime.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerParameters;
import io.trivium.runtime.moe.TokenizerSpec;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One tokenizer's input of all rows, taken as far as no trained weight is needed: standardised numbers and, for columns,
 * the bin and the place inside it.
 *
 * @param perRow numbers of one row
 * @param found bins, counted over all columns as column·bins + bin; empty without an embedding
 * @param present {@code [rows, T]}; empty when there is no padding
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers; never compared
record EncodedInput(TokenizerSpec spec, int perRow, float[] numbers, int[] found, float[] places, float[] present) {

    static EncodedInput of(TokenizerSpec spec, int tokenizer, TaskData data, Parameters parameters) {
        return switch (spec) {
            case TokenizerSpec.Tabular table ->
                columns(spec, table.columns(), read(table.input(), table.columns(), data), tokenizer, parameters, 1);
            case TokenizerSpec.EventSequence events ->
                columns(spec, events.columns(), readEvents(events, data), tokenizer, parameters, events.tokens());
            case TokenizerSpec.SeriesPatch series -> {
                float[] input = data.input(series.input(), (long) series.steps() * series.channels());
                yield channels(spec, input, series.channels(), series.signedLog(), data.rows(), tokenizer, parameters);
            }
            case TokenizerSpec.Volume volume -> {
                float[] input = data.input(volume.input(), voxels(volume));
                yield channels(spec, input, 1, false, data.rows(), tokenizer, parameters);
            }
        };
    }

    /** Fits the encoding's parameters on training rows. */
    static void fit(TokenizerSpec spec, int tokenizer, TaskData data, Parameters target) {
        switch (spec) {
            case TokenizerSpec.Tabular table ->
                ColumnFit.fit(
                        table.columns(), read(table.input(), table.columns(), data), data.labels(), tokenizer, target);
            case TokenizerSpec.EventSequence events ->
                ColumnFit.fit(events.columns(), readEvents(events, data), new float[0], tokenizer, target);
            case TokenizerSpec.SeriesPatch series ->
                ColumnFit.fitChannels(
                        data.input(series.input(), (long) series.steps() * series.channels()),
                        series.channels(),
                        series.signedLog(),
                        series.standardise(),
                        tokenizer,
                        target);
            case TokenizerSpec.Volume volume ->
                ColumnFit.fitChannels(
                        data.input(volume.input(), voxels(volume)), 1, false, volume.standardise(), tokenizer, target);
        }
    }

    private static long voxels(TokenizerSpec.Volume volume) {
        long voxels = volume.channels();
        for (int extent : volume.size()) voxels *= extent;
        return voxels;
    }

    private static ColumnTable read(String input, TokenizerSpec.Columns columns, TaskData data) {
        return ColumnTable.of(columns, data.rows(), data.input(input, columns.columns()));
    }

    private static ColumnTable readEvents(TokenizerSpec.EventSequence events, TaskData data) {
        int perEvent = events.columns().columns() + 1;
        float[] input = data.input(events.input(), (long) events.tokens() * perEvent);
        return ColumnTable.ofEvents(events.columns(), data.rows() * events.tokens(), input);
    }

    private static EncodedInput columns(
            TokenizerSpec spec,
            TokenizerSpec.Columns columns,
            ColumnTable table,
            int tokenizer,
            Parameters parameters,
            int tokens) {
        float[] mean = parameters.get(TokenizerParameters.name(tokenizer, TokenizerParameters.MEAN));
        float[] inverse = parameters.get(TokenizerParameters.name(tokenizer, TokenizerParameters.INVERSE_DEVIATION));
        float[] numbers = new float[table.values().length];
        int wide = table.columns();
        for (int i = 0; i < numbers.length; i++) {
            int column = i % wide;
            float value = table.values()[i];
            numbers[i] = ((columns.signedLog()[column] ? ColumnTable.logarithm(value) : value) - mean[column])
                    * inverse[column];
        }
        int perRow = wide * tokens;
        if (columns.bins() == 0) {
            return new EncodedInput(spec, perRow, numbers, new int[0], new float[0], table.present());
        }
        float[] cuts = parameters.get(TokenizerParameters.name(tokenizer, TokenizerParameters.CUTS));
        float[] lower = parameters.get(TokenizerParameters.name(tokenizer, TokenizerParameters.LOWER));
        float[] width = parameters.get(TokenizerParameters.name(tokenizer, TokenizerParameters.INVERSE_WIDTH));
        int inner = columns.bins() - 1;
        int[] found = new int[numbers.length];
        float[] places = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            int column = i % wide;
            float value = table.values()[i];
            int at = Arrays.binarySearch(cuts, column * inner, (column + 1) * inner, value);
            int bin = (at >= 0 ? at + 1 : -at - 1) - column * inner;
            found[i] = column * columns.bins() + bin;
            places[i] = Math.min(1f, Math.max(0f, (value - lower[found[i]]) * width[found[i]]));
        }
        return new EncodedInput(spec, perRow, numbers, found, places, table.present());
    }

    private static EncodedInput channels(
            TokenizerSpec spec,
            float[] input,
            int channels,
            boolean log,
            int rows,
            int tokenizer,
            Parameters parameters) {
        float[] mean = parameters.get(TokenizerParameters.name(tokenizer, TokenizerParameters.MEAN));
        float[] inverse = parameters.get(TokenizerParameters.name(tokenizer, TokenizerParameters.INVERSE_DEVIATION));
        float[] numbers = new float[input.length];
        for (int i = 0; i < numbers.length; i++) {
            int channel = i % channels;
            numbers[i] = ((log ? ColumnTable.logarithm(input[i]) : input[i]) - mean[channel]) * inverse[channel];
        }
        return new EncodedInput(spec, input.length / rows, numbers, new int[0], new float[0], new float[0]);
    }

    /** Some rows in the engine's memory: {@code [B, perRow]} each, bins as int64. */
    record Part(
            NDArray numbers,
            NDArray found,
            NDArray places,
            float[] present,
            @Nullable NDArray keep) {

        /** The same with some numbers hidden.
         * @param keep {@code [B, perRow]}, 0 for those that are */
        Part hiding(NDManager scope, float[] keep) {
            NDArray kept = scope.create(FloatBuffer.wrap(keep), numbers.getShape(), DataType.FLOAT32);
            return new Part(numbers.mul(kept), found, places, present, kept);
        }
    }

    Part part(NDManager scope, int[] rows) {
        return part(scope, rows, new int[0]);
    }

    /** @param sources {@code [B, perRow]}, the row of which each number is taken; empty for the rows themselves */
    Part part(NDManager scope, int[] rows, int[] sources) {
        float[] some = new float[rows.length * perRow];
        long[] bins = new long[found.length == 0 ? 0 : some.length];
        float[] inside = new float[bins.length];
        int tokens = spec.tokens();
        float[] mask = new float[present.length == 0 ? 0 : rows.length * tokens];
        for (int i = 0; i < rows.length; i++) {
            int from = rows[i] * perRow;
            System.arraycopy(numbers, from, some, i * perRow, perRow);
            if (mask.length > 0) System.arraycopy(present, rows[i] * tokens, mask, i * tokens, tokens);
            if (bins.length == 0) continue;
            System.arraycopy(places, from, inside, i * perRow, perRow);
            for (int c = 0; c < perRow; c++) bins[i * perRow + c] = found[from + c];
        }
        for (int at = 0; at < sources.length; at++) {
            int from = sources[at] * perRow + at % perRow;
            some[at] = numbers[from];
            if (bins.length == 0) continue;
            bins[at] = found[from];
            inside[at] = places[from];
        }
        Shape shape = new Shape(rows.length, perRow);
        NDArray first = scope.create(FloatBuffer.wrap(some), shape, DataType.FLOAT32);
        if (bins.length == 0) return new Part(first, first, first, mask, null);
        return new Part(
                first,
                scope.create(LongBuffer.wrap(bins), shape, DataType.INT64),
                scope.create(FloatBuffer.wrap(inside), shape, DataType.FLOAT32),
                mask,
                null);
    }
}
