package io.trivium.runtime.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The numbers of a graph that are the same in every run, by name; an inner graph sees those of the outer ones. */
final class Constants {
    /** Longer tensors are weights, not sizes. */
    private static final int MOST = 1_024;

    private final @Nullable Constants outer;
    /** Null where a name of the outer graph means a value that is not constant. */
    private final Map<String, double @Nullable []> values = new HashMap<>();

    private Constants(@Nullable Constants outer) {
        this.outer = outer;
    }

    static Constants of(GraphProto graph, @Nullable Constants outer) {
        Constants constants = new Constants(outer);
        for (TensorProto tensor : graph.getInitializerList()) constants.values.put(tensor.getName(), numbers(tensor));
        for (NodeProto node : graph.getNodeList()) {
            for (String output : node.getOutputList()) constants.values.put(output, null);
            if (node.getOpType().equals("Constant") && node.getOutputCount() == 1) {
                constants.values.put(node.getOutput(0), numbers(node));
            }
        }
        // An initializer that is an input, too, is only a default.
        for (ValueInfoProto input : graph.getInputList()) constants.values.put(input.getName(), null);
        return constants;
    }

    /** The numbers, exact up to 2^53; empty when they are not constant or are not numbers. */
    Optional<double[]> find(String name) {
        if (values.containsKey(name)) return Optional.ofNullable(values.get(name));
        return outer == null ? Optional.empty() : outer.find(name);
    }

    private static double @Nullable [] numbers(NodeProto constant) {
        for (AttributeProto attribute : constant.getAttributeList()) {
            double @Nullable [] found = numbers(attribute);
            if (found != null) return found;
        }
        return null;
    }

    private static double @Nullable [] numbers(AttributeProto attribute) {
        return switch (attribute.getName()) {
            case "value" -> numbers(attribute.getT());
            case "value_int" -> new double[] {attribute.getI()};
            case "value_ints" ->
                attribute.getIntsList().stream().mapToDouble(Long::doubleValue).toArray();
            case "value_float" -> new double[] {attribute.getF()};
            case "value_floats" ->
                attribute.getFloatsList().stream()
                        .mapToDouble(Float::doubleValue)
                        .toArray();
            default -> null;
        };
    }

    private static double @Nullable [] numbers(TensorProto tensor) {
        long elements = GraphCheck.product(tensor.getDimsList());
        if (elements > MOST) return null;
        double[] read = new double[(int) elements];
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
        if (type == null) return null;
        boolean packed = tensor.hasRawData();
        try {
            for (int i = 0; i < read.length; i++) {
                switch (type) {
                    case INT64 -> read[i] = packed ? raw.getLong() : tensor.getInt64Data(i);
                    case INT32 -> read[i] = packed ? raw.getInt() : tensor.getInt32Data(i);
                    case INT16 -> read[i] = packed ? raw.getShort() : tensor.getInt32Data(i);
                    case FLOAT -> read[i] = packed ? raw.getFloat() : tensor.getFloatData(i);
                    case DOUBLE -> read[i] = packed ? raw.getDouble() : tensor.getDoubleData(i);
                    default -> {
                        return null;
                    }
                }
            }
            return read;
        } catch (IndexOutOfBoundsException | java.nio.BufferUnderflowException e) {
            return null; // fewer numbers than its shape says, which GraphCheck refuses
        }
    }
}
