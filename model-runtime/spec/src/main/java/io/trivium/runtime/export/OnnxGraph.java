package io.trivium.runtime.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Builds one ONNX model (IR 8, opset 17, ONNX Runtime's contributed operators where used) node by node. Values are
 * referred to by name; every method that adds a node returns the name of its result. A constant that is added a second
 * time under the same name is the first one. Not thread-safe.
 */
public final class OnnxGraph {
    /** Domain of the operators that only ONNX Runtime knows. */
    public static final String MICROSOFT = "com.microsoft";

    /** Domain of the operators of models that are no networks. */
    private static final String LEARNED = "ai.onnx.ml";

    private static final int LEARNED_OPSET = 3;
    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;

    private final GraphProto.Builder graph;
    private final Set<String> constants = new HashSet<>();
    private boolean contributed;
    private boolean learned;
    private int next;

    public OnnxGraph(String name) {
        this.graph = GraphProto.newBuilder().setName(name);
    }

    /**
     * Declares an input.
     *
     * @param shape −1 denotes a size that differs from call to call; the first such size is named {@code batch}
     */
    public String input(String name, TensorProto.DataType type, long... shape) {
        graph.addInput(value(name, type, shape));
        return name;
    }

    public void output(String name, TensorProto.DataType type, long... shape) {
        graph.addOutput(value(name, type, shape));
    }

    /**
     * Declares an input by its dimensions.
     *
     * @param shape each a number, or the name of a size that differs from call to call and is the same wherever the
     *     name occurs
     */
    public String input(String name, TensorProto.DataType type, List<String> shape) {
        graph.addInput(value(name, type, shape));
        return name;
    }

    /** The same for an output. */
    public void output(String name, TensorProto.DataType type, List<String> shape) {
        graph.addOutput(value(name, type, shape));
    }

    /** Makes the result of a node an output under another name, without a node that copies it. */
    public void output(String result, String name, TensorProto.DataType type, List<String> shape) {
        for (NodeProto.Builder node : graph.getNodeBuilderList()) {
            for (int i = 0; i < node.getInputCount(); i++) {
                if (node.getInput(i).equals(result)) node.setInput(i, name);
            }
            for (int i = 0; i < node.getOutputCount(); i++) {
                if (node.getOutput(i).equals(result)) node.setOutput(i, name);
            }
        }
        output(name, type, shape);
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, long... shape) {
        List<String> named = new ArrayList<>();
        for (int i = 0; i < shape.length; i++) {
            named.add(shape[i] >= 0 ? Long.toString(shape[i]) : i == 0 ? "batch" : name + "_" + i);
        }
        return value(name, type, named);
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, List<String> shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (String size : shape) {
            if (Character.isDigit(size.charAt(0))) dimensions.addDimBuilder().setDimValue(Long.parseLong(size));
            else dimensions.addDimBuilder().setDimParam(size);
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(type.getNumber())
                .setShape(dimensions)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    public String floats(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return constant(name, TensorProto.DataType.FLOAT, bytes, shape);
    }

    /** A number, shape []. */
    public String scalar(String name, float value) {
        return floats(name, new float[] {value});
    }

    /** Values rounded to IEEE 754 half precision. */
    public String halves(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) bytes.putShort(Float.floatToFloat16(value));
        return constant(name, TensorProto.DataType.FLOAT16, bytes.flip(), shape);
    }

    public String longs(String name, long[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return constant(name, TensorProto.DataType.INT64, bytes, shape);
    }

    /** A list of axes or sizes, shape [count]. */
    public String list(String name, long... values) {
        return longs(name, values, values.length);
    }

    public String booleans(String name, boolean[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (boolean value : values) bytes.put((byte) (value ? 1 : 0));
        return constant(name, TensorProto.DataType.BOOL, bytes.flip(), shape);
    }

    /** Unsigned bytes. */
    public String bytes(String name, byte[] values, long... shape) {
        return constant(name, TensorProto.DataType.UINT8, ByteBuffer.wrap(values), shape);
    }

    private String constant(String name, TensorProto.DataType type, ByteBuffer bytes, long... shape) {
        if (!constants.add(name)) return name;
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(bytes));
        for (long size : shape) tensor.addDims(size);
        graph.addInitializer(tensor);
        return name;
    }

    /** Adds a node with one result. */
    public String node(String operator, List<String> inputs, AttributeProto... attributes) {
        return node(operator, fresh(operator), inputs, attributes);
    }

    /** Adds a node whose result has the given name. */
    public String node(String operator, String result, List<String> inputs, AttributeProto... attributes) {
        add("", operator, List.of(result), inputs, attributes);
        return result;
    }

    /** Adds a node with several results, of which those with an empty name are not computed. */
    public List<String> nodes(
            String operator, List<String> results, List<String> inputs, AttributeProto... attributes) {
        add("", operator, results, inputs, attributes);
        return results;
    }

    /** Adds a node of an operator that only ONNX Runtime knows. An empty input name leaves an optional input out. */
    public String contributed(String operator, List<String> inputs, AttributeProto... attributes) {
        return contributed(operator, fresh(operator), inputs, attributes);
    }

    /** The same, with the result's name. */
    public String contributed(String operator, String result, List<String> inputs, AttributeProto... attributes) {
        contributed = true;
        add(MICROSOFT, operator, List.of(result), inputs, attributes);
        return result;
    }

    /** The same with several results, of which those with an empty name are not computed. */
    public List<String> contributed(
            String operator, List<String> results, List<String> inputs, AttributeProto... attributes) {
        contributed = true;
        add(MICROSOFT, operator, results, inputs, attributes);
        return results;
    }

    /** Adds a node of ONNX-ML. */
    public String learned(String operator, List<String> inputs, AttributeProto... attributes) {
        learned = true;
        String result = fresh(operator);
        add(LEARNED, operator, List.of(result), inputs, attributes);
        return result;
    }

    /** A name no other value has, made from the operator's. */
    public String fresh(String operator) {
        return operator.toLowerCase(Locale.ROOT) + "_" + next++;
    }

    private void add(
            String domain, String operator, List<String> results, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setDomain(domain)
                .setOpType(operator)
                .setName(String.join("+", results))
                .addAllInput(inputs)
                .addAllOutput(results)
                .addAllAttribute(List.of(attributes)));
    }

    public static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto attribute(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) attribute.addInts(value);
        return attribute.build();
    }

    public static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    public static AttributeProto attribute(String name, List<Float> values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOATS)
                .addAllFloats(values)
                .build();
    }

    /** An attribute that is a list of texts. */
    static AttributeProto texts(String name, List<String> values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRINGS);
        for (String value : values) attribute.addStrings(ByteString.copyFromUtf8(value));
        return attribute.build();
    }

    public static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    public byte[] toBytes() {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("trivium")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
        if (contributed) {
            model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1));
        }
        if (learned) {
            model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(LEARNED).setVersion(LEARNED_OPSET));
        }
        return model.setGraph(graph).build().toByteArray();
    }
}
