package io.trivium.runtime.moe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names of a tokenizer's parameters, and the computation that uses them. All arithmetic is float32; H is the width, T
 * the tokens, and weights are (out, in).
 *
 * <p><b>tabular, event-sequence</b>, with C columns (derived ones last), K bins and D numbers of embedding. For column c
 * of a row with the raw value x, after the derived columns have been appended:
 *
 * <pre>
 * numbers.mean [C]  numbers.inverse_deviation [C]       n = ((signedLog(c) ? sign(x)·ln(1+|x|) : x) − mean) · inverse
 * numbers.weight [H, C]
 * embedding.cuts [C, K−1]                               bin k = number of cuts ≤ x; unused cuts are +∞
 * embedding.lower [C, K]  embedding.inverse_width [C, K]   place p = clamp((x − lower(c,k)) · inverse_width(c,k), 0, 1)
 * embedding.slope [C, K, D]                             e = Σ_{j&lt;k} slope(c,j) + slope(c,k) · p
 * embedding.weight [H, C·D] columns outermost, in the memory order of e
 * bias [H]  position [T, H]
 *
 * token = n · numbers.weightᵀ + flatten(e) · embedding.weightᵀ + bias + position(t)
 * </pre>
 *
 * Without standardising, mean is 0 and inverse_deviation 1; without bins there is no {@code embedding.*}. The mask of an
 * event is the input's column 0, of a table 1.
 *
 * <p><b>series-patch</b>: {@code numbers.mean [C]}, {@code numbers.inverse_deviation [C]} per channel as above; {@code
 * patch.weight [H, P·C]} over a patch's numbers in memory order (steps outermost), {@code patch.bias [H]}, {@code
 * position [T, H]}. The mask is 1.
 *
 * <p><b>volume-3d</b>: {@code numbers.mean [1]}, {@code numbers.inverse_deviation [1]} over all voxels; for every
 * convolution i {@code stem.{i}.weight [out, in, 3, 3, 3]} and {@code stem.{i}.bias [out]} with stride 2, padding 1 and
 * SiLU behind; {@code patch.weight [H, channels, P, P, P]}, {@code patch.bias [H]} with stride P and no padding (voxels
 * that fill no cube are left out), whose output [B, H, d, h, w] gives the tokens in the order of d, h, w; {@code position
 * [T, H]}. The mask is 1.
 *
 * <p>Only {@code numbers.mean}, {@code numbers.inverse_deviation}, {@code embedding.cuts}, {@code embedding.lower} and
 * {@code embedding.inverse_width} are learned from the data's distribution instead of by gradient.
 */
public final class TokenizerParameters {
    public static final String MEAN = "numbers.mean";
    public static final String INVERSE_DEVIATION = "numbers.inverse_deviation";
    public static final String NUMBERS_WEIGHT = "numbers.weight";
    public static final String CUTS = "embedding.cuts";
    public static final String LOWER = "embedding.lower";
    public static final String INVERSE_WIDTH = "embedding.inverse_width";
    public static final String SLOPE = "embedding.slope";
    public static final String EMBEDDING_WEIGHT = "embedding.weight";
    public static final String BIAS = "bias";
    public static final String POSITION = "position";
    public static final String PATCH_WEIGHT = "patch.weight";
    public static final String PATCH_BIAS = "patch.bias";

    /** Those that come from the data's distribution; never moved by a gradient. */
    public static final List<String> FIXED = List.of(MEAN, INVERSE_DEVIATION, CUTS, LOWER, INVERSE_WIDTH);

    private TokenizerParameters() {}

    /** The full name of a parameter of tokenizer number {@code tokenizer}. */
    public static String name(int tokenizer, String parameter) {
        return "tokenizers." + tokenizer + "." + parameter;
    }

    public static String stemWeight(int convolution) {
        return "stem." + convolution + ".weight";
    }

    public static String stemBias(int convolution) {
        return "stem." + convolution + ".bias";
    }

    /** Shapes of a tokenizer's parameters by name within the tokenizer, in the order they are written. */
    public static Map<String, long[]> shapes(TokenizerSpec spec, int width) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        switch (spec) {
            case TokenizerSpec.Tabular table -> columns(shapes, table.columns(), width);
            case TokenizerSpec.EventSequence events -> columns(shapes, events.columns(), width);
            case TokenizerSpec.SeriesPatch series -> {
                shapes.put(MEAN, new long[] {series.channels()});
                shapes.put(INVERSE_DEVIATION, new long[] {series.channels()});
                shapes.put(PATCH_WEIGHT, new long[] {width, (long) series.patch() * series.channels()});
                shapes.put(PATCH_BIAS, new long[] {width});
            }
            case TokenizerSpec.Volume volume -> {
                shapes.put(MEAN, new long[] {1});
                shapes.put(INVERSE_DEVIATION, new long[] {1});
                long channels = volume.channels();
                for (int i = 0; i < volume.stem().size(); i++) {
                    long out = volume.stem().get(i);
                    shapes.put(stemWeight(i), new long[] {out, channels, 3, 3, 3});
                    shapes.put(stemBias(i), new long[] {out});
                    channels = out;
                }
                int patch = volume.patch();
                shapes.put(PATCH_WEIGHT, new long[] {width, channels, patch, patch, patch});
                shapes.put(PATCH_BIAS, new long[] {width});
            }
        }
        shapes.put(POSITION, new long[] {spec.tokens(), width});
        return shapes;
    }

    private static void columns(Map<String, long[]> shapes, TokenizerSpec.Columns spec, int width) {
        long columns = spec.all();
        shapes.put(MEAN, new long[] {columns});
        shapes.put(INVERSE_DEVIATION, new long[] {columns});
        shapes.put(NUMBERS_WEIGHT, new long[] {width, columns});
        if (spec.bins() > 0) {
            shapes.put(CUTS, new long[] {columns, spec.bins() - 1L});
            shapes.put(LOWER, new long[] {columns, spec.bins()});
            shapes.put(INVERSE_WIDTH, new long[] {columns, spec.bins()});
            shapes.put(SLOPE, new long[] {columns, spec.bins(), spec.embedding()});
            shapes.put(EMBEDDING_WEIGHT, new long[] {width, columns * spec.embedding()});
        }
        shapes.put(BIAS, new long[] {width});
    }
}
