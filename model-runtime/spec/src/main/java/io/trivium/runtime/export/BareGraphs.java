package io.trivium.runtime.export;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Random;

/**
 * Graphs of one expert, or of a layer's experts in one operator, with random weights, for comparative measurements. The
 * same seed gives all forms the same weights.
 *
 * @param width features of a token, H
 * @param hidden inner features of an expert, I
 * @param seed of the weights
 */
public record BareGraphs(int width, int hidden, long seed) {

    /** Weights of one expert, W1 over W3 [2·I, H] and W2 [H, I]. */
    private record Expert(Matrix in, Matrix out) {}

    private Expert weights(int expert) {
        Random random = new Random(seed * 10_007 + expert);
        return new Expert(random(random, 2 * hidden, width), random(random, width, hidden));
    }

    private static Matrix random(Random random, int rows, int columns) {
        float[] values = new float[Math.multiplyExact(rows, columns)];
        double deviation = 1 / Math.sqrt(columns);
        for (int i = 0; i < values.length; i++) values[i] = (float) (deviation * random.nextGaussian());
        return new Matrix(rows, columns, values);
    }

    /** One expert as serving has it: x [n, H] → y [n, H].
     * @param fourBit whether its weights are rounded to 4 bits or stay float32 */
    public byte[] expert(int expert, boolean fourBit) {
        Expert weights = weights(expert);
        OnnxGraph graph = new OnnxGraph("expert");
        graph.input(MoePieces.EXPERT_INPUT, DataType.FLOAT, List.of("rows", Integer.toString(width)));
        String product = linear(graph, MoePieces.EXPERT_INPUT, "w13", weights.in, fourBit);
        List<String> halves = graph.nodes("Split", List.of("gate", "value"), List.of(product), attribute("axis", -1L));
        String gate = graph.contributed("QuickGelu", List.of(halves.getFirst()), attribute("alpha", 1f));
        String inner = graph.node("Mul", List.of(gate, halves.getLast()));
        String result = linear(graph, inner, "w2", weights.out, fourBit);
        graph.output(result, MoePieces.EXPERT_OUTPUT, DataType.FLOAT, List.of("rows", Integer.toString(width)));
        return graph.toBytes();
    }

    private static String linear(OnnxGraph graph, String input, String name, Matrix weight, boolean fourBit) {
        if (fourBit) return LinearLayers.fourBit(graph, input, name, Gptq.round(weight));
        return LinearLayers.FULL.apply(graph, input, name, weight);
    }

    /** Bytes of one expert's weights.
     * @param fourBit with scales and zero points, or float32 */
    public long expertBytes(boolean fourBit) {
        Expert weights = weights(0);
        if (fourBit)
            return Gptq.round(weights.in).bytes() + Gptq.round(weights.out).bytes();
        return (long) Float.BYTES * (weights.in.values().length + (long) weights.out.values().length);
    }

    /** ONNX Runtime's MoE operator in float32: x [n, H], logits [n, E] → y [n, H].
     * @param topK experts of each token */
    public byte[] fused(int experts, int topK) {
        float[] in = new float[experts * 2 * hidden * width];
        float[] out = new float[experts * width * hidden];
        for (int e = 0; e < experts; e++) {
            Expert weights = weights(e);
            int half = hidden * width;
            for (int r = 0; r < hidden; r++) {
                int to = e * 2 * half + 2 * r * width;
                System.arraycopy(weights.in.values(), r * width, in, to, width);
                System.arraycopy(weights.in.values(), half + r * width, in, to + width, width);
            }
            System.arraycopy(weights.out.values(), 0, out, e * half, half);
        }
        OnnxGraph graph = new OnnxGraph("fused");
        List<String> rows = List.of("rows", Integer.toString(width));
        graph.input(MoePieces.EXPERT_INPUT, DataType.FLOAT, rows);
        graph.input("logits", DataType.FLOAT, List.of("rows", Integer.toString(experts)));
        String result = graph.contributed(
                "MoE",
                List.of(
                        MoePieces.EXPERT_INPUT,
                        "logits",
                        graph.floats("w13", in, experts, 2L * hidden, width),
                        "",
                        graph.floats("w2", out, experts, width, hidden)),
                FusedGraph.attributes(topK));
        graph.output(result, MoePieces.EXPERT_OUTPUT, DataType.FLOAT, rows);
        return graph.toBytes();
    }
}
