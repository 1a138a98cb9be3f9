package io.trivium.runtime.lab.trial;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;

/** Graphs with injected faults. */
final class BentGraph {
    private static final String HIDDEN = "hidden";

    private BentGraph() {}

    /**
     * The graph of the heads with work that changes no answer: a number of sines, summed, times zero, added.
     *
     * @param output of the graph, [B, 1]
     * @param times how often the sines of all of {@code hidden} are taken
     */
    static byte[] slow(byte[] onnx, String output, int times) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(onnx).toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        for (NodeProto.Builder node : graph.getNodeBuilderList()) {
            for (int i = 0; i < node.getOutputCount(); i++) {
                if (node.getOutput(i).equals(output)) node.setOutput(i, "slow_answer");
            }
        }
        graph.addInitializer(longs("slow_repeats", 1, 1, times));
        graph.addInitializer(longs("slow_axes", 1, 2));
        graph.addInitializer(longs("slow_axis", 1));
        graph.addInitializer(TensorProto.newBuilder()
                .setName("slow_zero")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addFloatData(0));
        graph.addNode(node("Tile", "slow_tiled", HIDDEN, "slow_repeats"));
        graph.addNode(node("Sin", "slow_sines", "slow_tiled"));
        graph.addNode(node("ReduceSum", "slow_sum", "slow_sines", "slow_axes")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("keepdims")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(0)));
        graph.addNode(node("Mul", "slow_nothing", "slow_sum", "slow_zero"));
        graph.addNode(node("Unsqueeze", "slow_column", "slow_nothing", "slow_axis"));
        graph.addNode(node("Add", output, "slow_answer", "slow_column"));
        return model.build().toByteArray();
    }

    /** The graph with a number that is none in the largest of its constants. */
    static byte[] withoutNumber(byte[] onnx) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(onnx).toBuilder();
        TensorProto.Builder largest = model.getGraphBuilder().getInitializerBuilderList().stream()
                .filter(each -> each.getDataType() == TensorProto.DataType.FLOAT_VALUE)
                .max(Comparator.comparingInt(each -> each.getRawData().size()))
                .orElseThrow();
        byte[] numbers = largest.getRawData().toByteArray();
        ByteBuffer.wrap(numbers).order(ByteOrder.LITTLE_ENDIAN).putFloat(Float.NaN);
        largest.setRawData(ByteString.copyFrom(numbers));
        return model.build().toByteArray();
    }

    private static NodeProto.Builder node(String type, String output, String... inputs) {
        NodeProto.Builder node =
                NodeProto.newBuilder().setOpType(type).setName("slow_" + type).addOutput(output);
        for (String input : inputs) node.addInput(input);
        return node;
    }

    private static TensorProto longs(String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(values.length);
        for (long value : values) tensor.addInt64Data(value);
        return tensor.build();
    }
}
