package io.trivium.runtime.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rewrites a graph of {@link OnnxGraph} so that it multiplies in float16: the products with constant weights, attention
 * and the mixture, with their weights. All else stays float32, in particular the router, norms, inputs and outputs, and
 * values beyond 65,504 would be infinite inside of a product. A processor computes the same products in float32 with the
 * rounded weights.
 */
final class HalfGraph {
    /** Operators all of whose float32 inputs may be float16. */
    private static final Set<String> WHOLE = Set.of("MoE", "Attention", "MultiHeadAttention");

    /** Inputs of {@link #WHOLE} that are whole numbers: which tokens are present. */
    private static final Map<String, Integer> WHOLE_NUMBERS = Map.of("Attention", 3, "MultiHeadAttention", 4);

    private final Map<String, TensorProto> constants = new LinkedHashMap<>();
    private final Set<String> made = new HashSet<>();
    private final GraphProto.Builder to;

    private HalfGraph(GraphProto from) {
        from.getInitializerList().forEach(each -> constants.put(each.getName(), each));
        this.to = from.toBuilder().clearNode().clearInitializer();
        for (NodeProto node : from.getNodeList()) add(node);
        Set<String> used = new HashSet<>();
        to.getNodeList().forEach(node -> used.addAll(node.getInputList()));
        for (TensorProto each : from.getInitializerList()) if (used.contains(each.getName())) to.addInitializer(each);
    }

    /** The graph with its products in float16. */
    static byte[] of(byte[] onnx) {
        try {
            ModelProto model = ModelProto.parseFrom(onnx);
            return model.toBuilder()
                    .setGraph(new HalfGraph(model.getGraph()).to)
                    .build()
                    .toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not an ONNX model", e);
        }
    }

    private void add(NodeProto node) {
        String operator = node.getOpType();
        if (!WHOLE.contains(operator) && !(operator.equals("MatMul") && hasWeight(node))) {
            to.addNode(node);
            return;
        }
        NodeProto.Builder half = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            String input = node.getInput(i);
            if (!input.isEmpty() && WHOLE_NUMBERS.getOrDefault(operator, -1) != i) half.setInput(i, half(input));
        }
        String result = node.getOutput(0);
        half.setOutput(0, name(result) + "_result");
        to.addNode(half);
        cast(half.getOutput(0), result, TensorProto.DataType.FLOAT);
    }

    /** A weight of the router decides between experts, which rounding could exchange. */
    private boolean hasWeight(NodeProto node) {
        String weight = node.getInput(1);
        return constants.containsKey(weight) && !weight.contains("router");
    }

    private String half(String value) {
        String name = name(value);
        if (!made.add(name)) return name;
        TensorProto constant = constants.get(value);
        if (constant == null) cast(value, name, TensorProto.DataType.FLOAT16);
        else to.addInitializer(rounded(constant, name));
        return name;
    }

    private static String name(String value) {
        return value + "_half";
    }

    private void cast(String from, String result, TensorProto.DataType type) {
        to.addNode(NodeProto.newBuilder()
                .setOpType("Cast")
                .setName(result + "_cast")
                .addInput(from)
                .addOutput(result)
                .addAllAttribute(List.of(OnnxGraph.attribute("to", (long) type.getNumber()))));
    }

    private static TensorProto rounded(TensorProto constant, String name) {
        ByteBuffer floats = constant.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer halves = ByteBuffer.allocate(floats.remaining() / 2).order(ByteOrder.LITTLE_ENDIAN);
        while (floats.hasRemaining()) halves.putShort(Float.floatToFloat16(floats.getFloat()));
        return constant.toBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT16_VALUE)
                .setRawData(com.google.protobuf.ByteString.copyFrom(halves.flip()))
                .build();
    }
}
