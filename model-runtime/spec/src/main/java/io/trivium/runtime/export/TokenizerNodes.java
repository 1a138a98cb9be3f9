package io.trivium.runtime.export;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerParameters;
import io.trivium.runtime.moe.TokenizerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Adds the tokenizers to a graph: from the task's inputs to hidden [B, T, H] and mask [B, T]. */
final class TokenizerNodes {
    private static final float[] ONE = {1f};

    private final OnnxGraph graph;
    private final List<TokenizerSpec> tokenizers;
    private final Parameters parameters;
    private final int width;

    TokenizerNodes(OnnxGraph graph, NetworkSpec spec, Parameters parameters) {
        this(graph, spec.tokenizers(), spec.topology().width(), parameters);
    }

    /** @param width H */
    TokenizerNodes(OnnxGraph graph, List<TokenizerSpec> tokenizers, int width, Parameters parameters) {
        this.graph = graph;
        this.tokenizers = tokenizers;
        this.parameters = parameters;
        this.width = width;
    }

    /**
     * Tokens of a batch.
     *
     * @param hidden [B, T, H]
     * @param mask [B, T], 1 for a token and 0 for padding
     */
    record Tokens(String hidden, String mask) {}

    /** Declares the task's inputs and adds every tokenizer. */
    Tokens add() {
        List<String> hidden = new ArrayList<>();
        List<String> masks = new ArrayList<>();
        for (int i = 0; i < tokenizers.size(); i++) {
            Tokens tokens = new One(i).add(tokenizers.get(i));
            hidden.add(tokens.hidden);
            masks.add(tokens.mask);
        }
        if (hidden.size() == 1) return new Tokens(hidden.getFirst(), masks.getFirst());
        return new Tokens(
                graph.node("Concat", hidden, attribute("axis", 1L)),
                graph.node("Concat", masks, attribute("axis", 1L)));
    }

    /** Nodes of tokenizer number {@code index}. */
    private final class One {
        private final int index;

        One(int index) {
            this.index = index;
        }

        Tokens add(TokenizerSpec tokenizer) {
            return switch (tokenizer) {
                case TokenizerSpec.Tabular table -> table(table);
                case TokenizerSpec.EventSequence events -> events(events);
                case TokenizerSpec.SeriesPatch series -> series(series);
                case TokenizerSpec.Volume volume -> volume(volume);
            };
        }

        private Tokens table(TokenizerSpec.Tabular table) {
            String input = graph.input(
                    table.input(),
                    DataType.FLOAT,
                    List.of("batch", text(table.columns().columns())));
            String token = columns(table.columns(), input, 1);
            return new Tokens(graph.node("Unsqueeze", List.of(token, graph.list("axis_1", 1))), present(input, 1));
        }

        private Tokens events(TokenizerSpec.EventSequence events) {
            long wide = events.columns().columns();
            String input = graph.input(
                    events.input(), DataType.FLOAT, List.of("batch", text(events.tokens()), text(wide + 1)));
            String sizes = graph.list(name("present_and_columns"), 1, wide);
            List<String> parts = graph.nodes(
                    "Split",
                    List.of(graph.fresh("present"), graph.fresh("columns")),
                    List.of(input, sizes),
                    attribute("axis", 2L));
            String mask = graph.node("Squeeze", List.of(parts.getFirst(), graph.list("axis_2", 2)));
            return new Tokens(columns(events.columns(), parts.getLast(), events.tokens()), mask);
        }

        private Tokens series(TokenizerSpec.SeriesPatch series) {
            String input = graph.input(
                    series.input(), DataType.FLOAT, List.of("batch", text(series.steps()), text(series.channels())));
            String numbers = series.signedLog() ? signedLog(graph, input) : input;
            if (series.standardise()) numbers = standardised(numbers, series.channels());
            long patch = (long) series.patch() * series.channels();
            String patches =
                    graph.node("Reshape", List.of(numbers, graph.list(name("patches"), 0, series.tokens(), patch)));
            String token = product(patches, TokenizerParameters.PATCH_WEIGHT);
            return new Tokens(
                    placed(token, parameter(TokenizerParameters.PATCH_BIAS), series.tokens()),
                    present(input, series.tokens()));
        }

        private Tokens volume(TokenizerSpec.Volume volume) {
            List<String> shape = new ArrayList<>(List.of("batch", text(volume.channels())));
            for (int extent : volume.size()) shape.add(text(extent));
            String input = graph.input(volume.input(), DataType.FLOAT, shape);
            String voxels = volume.standardise() ? standardised(input, 1) : input;
            for (int i = 0; i < volume.stem().size(); i++) {
                String bias = constant(TokenizerParameters.stemBias(i));
                voxels = graph.node(
                        "Conv",
                        List.of(voxels, constant(TokenizerParameters.stemWeight(i)), bias),
                        attribute("kernel_shape", 3, 3, 3),
                        attribute("strides", 2, 2, 2),
                        attribute("pads", 1, 1, 1, 1, 1, 1));
                voxels = graph.node("Mul", List.of(voxels, graph.node("Sigmoid", List.of(voxels))));
            }
            long patch = volume.patch();
            String cubes = graph.node(
                    "Conv",
                    List.of(voxels, constant(TokenizerParameters.PATCH_WEIGHT)),
                    attribute("kernel_shape", patch, patch, patch),
                    attribute("strides", patch, patch, patch));
            String flat = graph.node("Reshape", List.of(cubes, graph.list(name("cubes"), 0, width, volume.tokens())));
            String token = graph.node("Transpose", List.of(flat), attribute("perm", 0, 2, 1));
            return new Tokens(
                    placed(token, parameter(TokenizerParameters.PATCH_BIAS), volume.tokens()),
                    present(input, volume.tokens()));
        }

        /** From raw columns [.., F] to tokens [.., H]. */
        private String columns(TokenizerSpec.Columns columns, String input, int tokens) {
            String raw = input;
            String numbers = input;
            boolean[] logs = columns.signedLog();
            boolean any = any(logs, 0, columns.columns());
            if (any || !columns.derived().isEmpty()) {
                if (any(logs, columns.columns(), logs.length)) {
                    throw new IllegalArgumentException("a derived column is a logarithm already");
                }
                String logarithms = signedLog(graph, input);
                if (any) numbers = chosen(logs, columns.columns(), logarithms, input);
                if (!columns.derived().isEmpty()) {
                    String ratios = graph.node(
                            "Sub", List.of(pick(columns, logarithms, true), pick(columns, logarithms, false)));
                    raw = graph.node("Concat", List.of(raw, ratios), attribute("axis", -1L));
                    numbers = graph.node("Concat", List.of(numbers, ratios), attribute("axis", -1L));
                }
            }
            if (columns.standardise()) numbers = standardised(numbers, columns.all());
            String token = product(numbers, TokenizerParameters.NUMBERS_WEIGHT);
            if (columns.bins() > 0) {
                String embedded = product(embedding(columns, raw), TokenizerParameters.EMBEDDING_WEIGHT);
                token = graph.node("Add", List.of(token, embedded));
            }
            return placed(token, parameter(TokenizerParameters.BIAS), tokens);
        }

        private String chosen(boolean[] logs, int count, String logarithms, String input) {
            boolean all = true;
            for (int c = 0; c < count; c++) all &= logs[c];
            if (all) return logarithms;
            boolean[] own = java.util.Arrays.copyOf(logs, count);
            return graph.node("Where", List.of(graph.booleans(name("signed_log"), own, count), logarithms, input));
        }

        private String pick(TokenizerSpec.Columns columns, String logarithms, boolean numerator) {
            long[] picked = columns.derived().stream()
                    .mapToLong(ratio -> numerator ? ratio.numerator() : ratio.denominator())
                    .toArray();
            String indexes = graph.list(name(numerator ? "numerators" : "denominators"), picked);
            return graph.node("Gather", List.of(logarithms, indexes), attribute("axis", -1L));
        }

        /** Embeddings [.., C·D]: the bin by counting cuts, then one row of a table of all bins. */
        private String embedding(TokenizerSpec.Columns columns, String raw) {
            String wide = graph.node("Unsqueeze", List.of(raw, graph.list("axis_last", -1)));
            String row = new BinNodes(
                            graph,
                            name("embedding"),
                            columns.all(),
                            columns.bins(),
                            parameter(TokenizerParameters.CUTS))
                    .add(wide);
            int size = columns.embedding();
            String found = graph.node("Gather", List.of(table(columns), row));
            List<String> parts = graph.nodes(
                    "Split",
                    IntStream.range(0, 4).mapToObj(i -> graph.fresh("bin")).toList(),
                    List.of(found, graph.list(name("bin_sizes"), 1, 1, size, size)),
                    attribute("axis", -1L));
            String place = graph.node("Mul", List.of(graph.node("Sub", List.of(wide, parts.get(0))), parts.get(1)));
            place = graph.node("Clip", List.of(place, graph.scalar("zero", 0f), graph.scalar("one", 1f)));
            String value = graph.node("Add", List.of(parts.get(2), graph.node("Mul", List.of(parts.get(3), place))));
            boolean table = tokenizers.get(index) instanceof TokenizerSpec.Tabular;
            long flat = (long) columns.all() * size;
            String shape = table ? graph.list(name("flat"), 0, flat) : graph.list(name("flat"), 0, 0, flat);
            return graph.node("Reshape", List.of(value, shape));
        }

        /** Per bin its lower edge, 1 / width, value at the lower edge and rise to the upper one, [C·K, 2 + 2·D]. */
        private String table(TokenizerSpec.Columns columns) {
            int bins = columns.bins();
            int size = columns.embedding();
            int rowSize = 2 + 2 * size;
            float[] lower = parameter(TokenizerParameters.LOWER);
            float[] inverse = parameter(TokenizerParameters.INVERSE_WIDTH);
            float[] slope = parameter(TokenizerParameters.SLOPE);
            float[] rows = new float[columns.all() * bins * rowSize];
            for (int c = 0; c < columns.all(); c++) {
                double[] base = new double[size];
                for (int k = 0; k < bins; k++) {
                    int bin = c * bins + k;
                    int at = bin * rowSize;
                    rows[at] = lower[bin];
                    rows[at + 1] = inverse[bin];
                    for (int d = 0; d < size; d++) {
                        rows[at + 2 + d] = (float) base[d];
                        rows[at + 2 + size + d] = slope[bin * size + d];
                        base[d] += slope[bin * size + d];
                    }
                }
            }
            return graph.floats(name("embedding.table"), rows, (long) columns.all() * bins, rowSize);
        }

        private String standardised(String numbers, long count) {
            String mean = graph.floats(name(TokenizerParameters.MEAN), parameter(TokenizerParameters.MEAN), count);
            String inverse = graph.floats(
                    name(TokenizerParameters.INVERSE_DEVIATION),
                    parameter(TokenizerParameters.INVERSE_DEVIATION),
                    count);
            return graph.node("Mul", List.of(graph.node("Sub", List.of(numbers, mean)), inverse));
        }

        /** {@code x · weightᵀ} with a weight (out, in). */
        private String product(String x, String weight) {
            float[] values = parameter(weight);
            int columns = values.length / width;
            float[] turned = new Matrix(width, columns, values).transposed();
            return graph.node("MatMul", List.of(x, graph.floats(name(weight), turned, columns, width)));
        }

        /** Adds bias and position, which are one constant. */
        private String placed(String token, float[] bias, int tokens) {
            float[] place = parameter(TokenizerParameters.POSITION).clone();
            for (int i = 0; i < place.length; i++) place[i] += bias[i % width];
            String constant = tokens == 1 && tokenizers.get(index) instanceof TokenizerSpec.Tabular
                    ? graph.floats(name("place"), place, width)
                    : graph.floats(name("place"), place, tokens, width);
            return graph.node("Add", List.of(token, constant));
        }

        /** A mask of ones, [B, tokens]. */
        private String present(String input, int tokens) {
            String batch = graph.node("Shape", List.of(input), attribute("start", 0L), attribute("end", 1L));
            String shape = graph.node("Concat", List.of(batch, graph.list("size_1", 1)), attribute("axis", 0L));
            float[] ones = new float[tokens];
            java.util.Arrays.fill(ones, 1f);
            return graph.node("Expand", List.of(graph.floats(name("present"), ones, 1, tokens), shape));
        }

        private String constant(String parameter) {
            String name = name(parameter);
            return graph.floats(name, parameters.get(name), parameters.shape(name));
        }

        private float[] parameter(String parameter) {
            return parameters.get(name(parameter));
        }

        private String name(String parameter) {
            return TokenizerParameters.name(index, parameter);
        }
    }

    /** {@code sign(x) · ln(1 + |x|)} */
    static String signedLog(OnnxGraph graph, String input) {
        String magnitude = graph.node("Add", List.of(graph.node("Abs", List.of(input)), graph.floats("ones", ONE, 1)));
        return graph.node("Mul", List.of(graph.node("Sign", List.of(input)), graph.node("Log", List.of(magnitude))));
    }

    private static boolean any(boolean[] flags, int from, int to) {
        for (int i = from; i < to; i++) if (flags[i]) return true;
        return false;
    }

    private static String text(long size) {
        return Long.toString(size);
    }
}
