package io.trivium.runtime.export;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.trivium.runtime.moe.BaseAnswer;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.PerfectTrees;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Adds the final norm and one linear head per output of the task to a graph. */
final class HeadNodes {
    private final OnnxGraph graph;
    private final NetworkSpec spec;
    private final ModelSpec model;
    private final Parameters parameters;

    HeadNodes(OnnxGraph graph, NetworkSpec spec, ModelSpec model, Parameters parameters) {
        this.graph = graph;
        this.spec = spec;
        this.model = model;
        this.parameters = parameters;
    }

    /**
     * Adds the heads and declares the task's outputs, each [B, O].
     *
     * @param hidden [B, T, H]; T is 1 where the heads read the last token
     * @param mask [B, T]
     */
    void add(String hidden, String mask) {
        String normed = graph.node(
                "SimplifiedLayerNormalization",
                List.of(hidden, vector(ParameterNames.FINAL_NORM)),
                attribute("axis", -1L),
                attribute("epsilon", NetworkSpec.NORM_EPSILON),
                attribute("stash_type", 1L));
        String read = switch (spec.readout()) {
            case LAST ->
                graph.node(
                        "Reshape",
                        List.of(
                                normed,
                                graph.list("token_shape", -1, spec.topology().width())));
            case MEAN -> mean(normed, mask);
        };
        for (TensorSpec output : model.outputs()) head(output, read);
    }

    private String mean(String normed, String mask) {
        String weight = graph.node("Unsqueeze", List.of(mask, graph.list("axis_last", -1)));
        String tokens = graph.list("axis_tokens", 1);
        String kept = graph.node("Mul", List.of(normed, weight));
        String sum = graph.node("ReduceSum", List.of(kept, tokens), attribute("keepdims", 0L));
        String count = graph.node("ReduceSum", List.of(weight, tokens), attribute("keepdims", 0L));
        String some = graph.node("Max", List.of(count, graph.scalar("one", 1f)));
        return graph.node("Div", List.of(sum, some));
    }

    private void head(TensorSpec output, String read) {
        String weight = ParameterNames.headWeight(output.name());
        int width = spec.topology().width();
        int size = Math.toIntExact(output.shape().getLast());
        String matrix = graph.floats(weight, new Matrix(size, width, parameters.get(weight)).transposed(), width, size);
        String product = graph.node("MatMul", List.of(read, matrix));
        if (spec.base().isPresent()) {
            String answer = switch (spec.base().orElseThrow()) {
                case BaseAnswer.Linear linear -> linear(output.name(), linear.input(), size);
                case BaseAnswer.Trees trees -> trees(output.name(), trees);
            };
            product = graph.node("Add", List.of(product, answer));
        }
        answer(graph, model.head(), output, product, vector(ParameterNames.headBias(output.name())));
    }

    /** Declares an output, [B, O]: the head's answer to the sum of two values of that shape. */
    static void answer(OnnxGraph graph, Head head, TensorSpec output, String left, String right) {
        List<String> sum = List.of(left, right);
        switch (head) {
            case BINARY -> probability(graph, graph.node("Add", sum), output.name());
            case MULTICLASS ->
                graph.node("Softmax", output.name(), List.of(graph.node("Add", sum)), attribute("axis", -1L));
            case REGRESSION, SURVIVAL, DETECTION, SEGMENTATION, NONE -> graph.node("Add", output.name(), sum);
        }
        graph.output(
                output.name(),
                DataType.FLOAT,
                List.of("batch", Long.toString(output.shape().getLast())));
    }

    private String linear(String output, String input, int size) {
        String name = ParameterNames.linearWeight(output);
        float[] values = parameters.get(name);
        int columns = values.length / size;
        String matrix = graph.floats(name, new Matrix(size, columns, values).transposed(), columns, size);
        String product = graph.node("MatMul", List.of(input, matrix));
        return graph.node("Add", List.of(product, vector(ParameterNames.linearBias(output))));
    }

    /** The mean of the served models of trees as one ensemble, [B, classes] or [B, 1]. */
    private String trees(String output, BaseAnswer.Trees settings) {
        float[] constants = parameters.get(ParameterNames.treeConstants(output));
        int targets = constants.length / settings.models();
        int models = settings.answering();
        int first = settings.firstServed();
        PerfectTrees trees = PerfectTrees.of(parameters, output, settings.depth())
                .part(first * settings.trees() * targets, models * settings.trees() * targets);
        List<Float> means = new ArrayList<>();
        for (int target = 0; target < targets; target++) {
            double sum = 0;
            for (int i = first; i < first + models; i++) sum += constants[i * targets + target];
            means.add((float) (sum / models));
        }
        return graph.learned(
                "TreeEnsembleRegressor",
                List.of(settings.input()),
                new TreeEnsemble(trees, targets, 1f / models).attributes(means));
    }

    /**
     * 1 / (1 + e^−x), written out: ONNX Runtime's Sigmoid is right to 1e-7 absolute only, which is a large error in a
     * probability of 1e-5.
     */
    private static void probability(OnnxGraph graph, String logits, String output) {
        String power = graph.node("Exp", List.of(graph.node("Neg", List.of(logits))));
        String sum = graph.node("Add", List.of(power, graph.scalar("one", 1f)));
        graph.node("Reciprocal", output, List.of(sum));
    }

    private String vector(String name) {
        float[] values = parameters.get(name);
        return graph.floats(name, values, values.length);
    }
}
