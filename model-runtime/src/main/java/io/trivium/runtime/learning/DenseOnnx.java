package io.trivium.runtime.learning;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.trivium.runtime.export.OnnxGraph;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes a trained dense ensemble as one ONNX graph: input encoding, all members side by side, their mean probability.
 * The piecewise-linear embedding is a table look-up (bin, place in it, value and slope there), which costs the same
 * for two cut points as for a thousand.
 */
final class DenseOnnx {
    private final TrainedDense trained;
    private final DenseSpec spec;
    private final ColumnEncoding encoding;
    private final int columns;
    private final int members;
    private final OnnxGraph graph = new OnnxGraph("dense");
    private final Set<String> constants = new HashSet<>();

    private DenseOnnx(TrainedDense trained) {
        this.trained = trained;
        this.spec = trained.spec();
        this.encoding = trained.encoding();
        this.columns = encoding.columns();
        this.members = spec.members();
    }

    /** @param input name of the {@code [batch, columns]} float32 input, {@code output} of the {@code [batch, 1]} score */
    static byte[] write(TrainedDense trained, String input, String output) {
        return new DenseOnnx(trained).build(input, output);
    }

    private byte[] build(String input, String output) {
        String table = graph.input(
                input, TensorProto.DataType.FLOAT, -1, columns - spec.derived().count());
        String features = spec.derived().append(graph, table);
        String hidden = firstLayer(features);
        int fanIn = spec.hidden().getFirst();
        for (int layer = 1; layer <= spec.hidden().size(); layer++) {
            int width = layer == spec.hidden().size() ? 1 : spec.hidden().get(layer);
            String weight = weights(DenseEnsemble.weight(layer), members, fanIn, width);
            String product = graph.node("MatMul", List.of(activate(hidden), weight));
            hidden = graph.node("Add", List.of(product, weights(DenseEnsemble.bias(layer), members, 1, width)));
            fanIn = width;
        }
        String score = probability(hidden);
        graph.node("ReduceMean", output, List.of(score), attribute("axes", new long[] {0}), attribute("keepdims", 0L));
        graph.output(output, TensorProto.DataType.FLOAT, -1, 1);
        return graph.toBytes();
    }

    private String firstLayer(String features) {
        int width = spec.hidden().getFirst();
        String numbers = graph.node("Unsqueeze", List.of(standardised(features), axes("member_axis", 0)));
        String sum = graph.node("MatMul", List.of(numbers, weights(DenseEnsemble.NUMBERS, members, columns, width)));
        sum = graph.node("Add", List.of(sum, weights(DenseEnsemble.bias(0), members, 1, width)));
        if (encoding.bins() == 0) return sum;
        int embedded = columns * spec.embedding();
        String weight = weights(DenseEnsemble.EMBEDDED, members, embedded, width);
        return graph.node("Add", List.of(sum, graph.node("MatMul", List.of(embedding(features), weight))));
    }

    private String standardised(String features) {
        boolean any = false;
        boolean all = true;
        for (boolean log : encoding.signedLog()) {
            any |= log;
            all &= log;
        }
        String value = features;
        if (any) {
            String one = graph.floats("one", new float[] {1f});
            String magnitude = graph.node("Add", List.of(graph.node("Abs", List.of(features)), one));
            value = graph.node(
                    "Mul", List.of(graph.node("Sign", List.of(features)), graph.node("Log", List.of(magnitude))));
            if (!all) {
                String chosen = graph.booleans("signed_log", encoding.signedLog(), 1, columns);
                value = graph.node("Where", List.of(chosen, value, features));
            }
        }
        if (!spec.standardise()) return value;
        String centred = graph.node("Sub", List.of(value, graph.floats("mean", encoding.mean(), 1, columns)));
        return graph.node(
                "Mul", List.of(centred, graph.floats("inverse_deviation", encoding.inverseDeviation(), 1, columns)));
    }

    /** Embeddings {@code [members, batch, columns·embedding]}. */
    private String embedding(String features) {
        int bins = encoding.bins();
        int cuts = Math.max(1, bins - 1);
        String last = axes("last_axis", 2);
        String wide = graph.node("Unsqueeze", List.of(features, last));
        String passed = graph.node(
                "GreaterOrEqual", List.of(wide, graph.floats("cuts", encoding.innerCuts(), 1, columns, cuts)));
        String ones = graph.node("Cast", List.of(passed), attribute("to", (long) TensorProto.DataType.FLOAT_VALUE));
        String bin = graph.node("ReduceSum", List.of(ones, last), attribute("keepdims", 0L));
        float[] offsets = new float[columns];
        for (int column = 0; column < columns; column++) offsets[column] = column * bins;
        String flat = graph.node("Add", List.of(bin, graph.floats("offsets", offsets, 1, columns)));
        String index = graph.node("Cast", List.of(flat), attribute("to", (long) TensorProto.DataType.INT64_VALUE));

        long rows = (long) columns * bins;
        String lower = graph.node("Gather", List.of(graph.floats("lower_edges", encoding.lowerEdges(), rows), index));
        String inverse =
                graph.node("Gather", List.of(graph.floats("inverse_widths", encoding.inverseWidths(), rows), index));
        String place = graph.node("Mul", List.of(graph.node("Sub", List.of(features, lower)), inverse));
        place = graph.node(
                "Clip", List.of(place, graph.floats("zero", new float[] {0f}), graph.floats("unit", new float[] {1f})));
        place = graph.node("Unsqueeze", List.of(place, last));

        long width = (long) members * spec.embedding();
        String bases = graph.floats("embedding.base", byBin(trained.embeddingBase()), rows, width);
        String slopes = graph.floats(DenseEnsemble.TABLE, byBin(trained.weight(DenseEnsemble.TABLE)), rows, width);
        String rise = graph.node("Mul", List.of(graph.node("Gather", List.of(slopes, index)), place));
        String value = graph.node("Add", List.of(graph.node("Gather", List.of(bases, index)), rise));
        String split = graph.longs("split_shape", new long[] {-1, columns, members, spec.embedding()}, 4);
        value = graph.node("Reshape", List.of(value, split));
        value = graph.node("Transpose", List.of(value), attribute("perm", 2, 0, 1, 3));
        String joined = graph.longs("joined_shape", new long[] {members, -1, (long) columns * spec.embedding()}, 3);
        return graph.node("Reshape", List.of(value, joined));
    }

    /** From {@code [members, bins of all columns, embedding]} to {@code [bins of all columns, members, embedding]}. */
    private float[] byBin(float[] byMember) {
        int rows = columns * encoding.bins();
        int width = spec.embedding();
        float[] turned = new float[byMember.length];
        for (int member = 0; member < members; member++) {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(
                        byMember, (member * rows + row) * width, turned, (row * members + member) * width, width);
            }
        }
        return turned;
    }

    private String activate(String hidden) {
        return switch (spec.activation()) {
            case RELU -> graph.node("Relu", List.of(hidden));
            case SILU -> graph.node("Mul", List.of(hidden, probability(hidden)));
        };
    }

    /**
     * 1 / (1 + e^−x), written out: ONNX Runtime's Sigmoid is right to 1e-7 absolute only, which is a large error in a
     * probability of 1e-5.
     */
    private String probability(String logit) {
        String power = graph.node("Exp", List.of(graph.node("Neg", List.of(logit))));
        String name = "sigmoid_one";
        if (constants.add(name)) graph.floats(name, new float[] {1f});
        return graph.node("Reciprocal", List.of(graph.node("Add", List.of(power, name))));
    }

    private String weights(String name, long... shape) {
        return graph.floats(name, trained.weight(name), shape);
    }

    private String axes(String name, long... axes) {
        return graph.longs(name, axes, axes.length);
    }
}
