package io.trivium.runtime.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.trivium.runtime.moe.PerfectTrees;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Simple models of a task as one graph: the numbers of its {@link #tables}, one after the other, are the columns of a table. */
public final class RivalGraph {
    /** Series have three dimensions with that of rows, images four and volumes five. */
    private static final int MOST_DIMENSIONS = 3;

    private final OnnxGraph graph = new OnnxGraph("rival");
    private final ModelSpec model;
    private final String table;

    private RivalGraph(ModelSpec model) {
        this.model = model;
        List<String> flat = new ArrayList<>();
        for (TensorSpec input : model.inputs()) {
            graph.input(
                    input.name(),
                    DataType.FLOAT,
                    IntStream.range(0, input.shape().size())
                            .mapToObj(i -> i == 0
                                    ? "batch"
                                    : Long.toString(input.shape().get(i)))
                            .toList());
        }
        for (TensorSpec input : tables(model)) flat.add(graph.node("Flatten", List.of(input.name())));
        this.table = flat.size() == 1 ? flat.getFirst() : graph.node("Concat", flat, OnnxGraph.attribute("axis", 1L));
    }

    /** The inputs that simple models read, in the order of the specification: no images and volumes, of which they learn nothing. */
    public static List<TensorSpec> tables(ModelSpec model) {
        return model.inputs().stream()
                .filter(input -> input.shape().size() <= MOST_DIMENSIONS)
                .toList();
    }

    /**
     * Whether a task has {@link #tables}, float32 inputs of fixed size alone and one output {@code [B, O]}.
     */
    public static boolean fits(ModelSpec model) {
        return !tables(model).isEmpty()
                && model.outputs().size() == 1
                && model.outputs().getFirst().shape().size() == 2
                && model.inputs().stream()
                        .allMatch(input -> input.type() == TensorType.FP32
                                && input.shape().stream().skip(1).allMatch(size -> size > 0));
    }

    /**
     * A linear model.
     *
     * @param weights row-major {@code [columns, O]}
     * @param bias {@code [O]}
     */
    public static byte[] linear(ModelSpec model, float[] weights, float[] bias) {
        RivalGraph rival = new RivalGraph(model);
        String matrix = rival.graph.floats("weight", weights, weights.length / bias.length, bias.length);
        return rival.answering(rival.graph.node("MatMul", List.of(rival.table, matrix)), bias);
    }

    /**
     * Boosted trees.
     *
     * @param trees tree i adds to number i mod O
     * @param constants {@code [O]}, the answer before the first tree
     */
    public static byte[] trees(ModelSpec model, PerfectTrees trees, float[] constants) {
        RivalGraph rival = new RivalGraph(model);
        AttributeProto[] ensemble =
                new TreeEnsemble(trees, constants.length, 1).attributes(Collections.nCopies(constants.length, 0f));
        return rival.answering(rival.graph.learned("TreeEnsembleRegressor", List.of(rival.table), ensemble), constants);
    }

    private byte[] answering(String sum, float[] constants) {
        TensorSpec output = model.outputs().getFirst();
        HeadNodes.answer(graph, model.head(), output, sum, graph.floats("constant", constants, constants.length));
        return graph.toBytes();
    }
}
