package io.trivium.runtime.testing;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TrainingInfoProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.trivium.runtime.pack.ModelPack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Graphs that attack whoever opens them, and harmless ones that resemble them. All take x and give y, float32 [?, 3]. */
public final class HostileGraphs {
    private static final String EXTERNAL = "in another file";
    private static final String ELEMENTS = "elements";
    private static final String NOT_ALLOWED = "is not allowed";
    private static final long TEBI = 1L << 40;

    private HostileGraphs() {}

    /**
     * One graph.
     *
     * @param expected part of the sentence that refuses it
     */
    public record Hostile(String name, ModelPack.ModelBytes graph, String expected) {
        Hostile(String name, byte[] onnx, String expected) {
            this(name, new ModelPack.ModelBytes(onnx), expected);
        }

        public byte[] onnx() {
            return graph.array();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Graphs that are refused by their bytes alone. */
    public static List<Hostile> refused() {
        List<Hostile> all = new ArrayList<>();
        elsewhere(all);
        operators(all);
        loops(all);
        sizes(all);
        forms(all);
        return all;
    }

    /** A model whose weight is in a file. */
    public static byte[] external(String location, int count) {
        return model(graph -> graph.addInitializer(
                        out("w", location).toBuilder().clearDims().addDims(count))
                .addNode(node("Identity", "z", "w"))
                .addOutput(value("z", TensorProto.DataType.UINT8, count)));
    }

    private static void elsewhere(List<Hostile> all) {
        TensorProto out = out("w", "audit-checkpoints.ndjson");
        all.add(new Hostile("external initializer", model(graph -> graph.addInitializer(out)), EXTERNAL));
        for (String location : List.of("/etc/passwd", "../models/other/1/model.onnx", "*/_ORT_MEM_ADDR_/*")) {
            all.add(new Hostile(
                    "external initializer in " + location,
                    model(graph -> graph.addInitializer(out("w", location))),
                    EXTERNAL));
        }
        TensorProto unmarked = out.toBuilder().clearDataLocation().build();
        all.add(new Hostile("external data, not marked", model(graph -> graph.addInitializer(unmarked)), EXTERNAL));
        TensorProto nothing = out.toBuilder().clearDims().addDims(0).build();
        all.add(new Hostile("external data of no element", model(graph -> graph.addInitializer(nothing)), EXTERNAL));
        all.add(new Hostile("external constant", model(graph -> graph.addNode(constant("c", out))), EXTERNAL));
        all.add(new Hostile(
                "external tensor in a list",
                model(graph -> graph.addNode(node("Constant", "c")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("values")
                                .setType(AttributeProto.AttributeType.TENSORS)
                                .addTensors(out)))),
                EXTERNAL));
        all.add(new Hostile(
                "external fill value",
                model(graph -> graph.addInitializer(longs("shape", 2))
                        .addNode(node("ConstantOfShape", "c", "shape").addAttribute(tensor("value", out)))),
                EXTERNAL));
        all.add(new Hostile(
                "external keys of a label encoder",
                model(graph -> graph.addNode(node("LabelEncoder", "c", "x")
                        .setDomain("ai.onnx.ml")
                        .addAttribute(tensor("keys_tensor", out)))),
                EXTERNAL));
        all.add(new Hostile(
                "external initializer of a branch",
                model(graph -> graph.addNode(branch(branchOf(inner -> inner.addInitializer(out))))),
                EXTERNAL));
        all.add(new Hostile(
                "external constant of a branch",
                model(graph -> graph.addNode(branch(branchOf(inner -> inner.addNode(constant("c", out)))))),
                EXTERNAL));
        all.add(new Hostile(
                "external initializer of a branch of a branch",
                model(graph -> graph.addNode(branch(
                        branchOf(inner -> inner.addNode(branch(branchOf(most -> most.addInitializer(out)))))))),
                EXTERNAL));
        all.add(new Hostile(
                "external initializer of a loop",
                model(graph -> graph.addInitializer(longs("m", 3))
                        .addNode(node("Loop", "l", "m", "").addAttribute(body(inner -> inner.addInitializer(out))))),
                EXTERNAL));
        all.add(new Hostile(
                "external initializer of a scan",
                model(graph ->
                        graph.addNode(node("Scan", "l", "x").addAttribute(body(inner -> inner.addInitializer(out))))),
                EXTERNAL));
        all.add(new Hostile(
                "external constant of a function",
                whole(model -> model.addFunctions(FunctionProto.newBuilder()
                        .setName("f")
                        .setDomain("com.microsoft")
                        .addNode(constant("c", out)))),
                "functions of a model"));
        SparseTensorProto sparse = SparseTensorProto.newBuilder()
                .setValues(out)
                .setIndices(longs("i", 0))
                .addDims(3)
                .build();
        all.add(new Hostile("external sparse values", model(graph -> graph.addSparseInitializer(sparse)), "sparse"));
        all.add(new Hostile(
                "external sparse constant",
                model(graph -> graph.addNode(node("Constant", "c")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("sparse_value")
                                .setType(AttributeProto.AttributeType.SPARSE_TENSOR)
                                .setSparseTensor(sparse)))),
                "sparse"));
        all.add(new Hostile(
                "external initializer of a training part",
                whole(model -> model.addTrainingInfo(TrainingInfoProto.newBuilder()
                        .setAlgorithm(GraphProto.newBuilder().addInitializer(out)))),
                "for training"));
    }

    private static void operators(List<Hostile> all) {
        for (String[] each : new String[][] {
            {"com.example", "Own"},
            {"com.microsoft", "PyOp"},
            {"com.microsoft", "EPContext"},
            {"com.microsoft", "SomethingNew"},
            {"ai.onnx.training", "Gradient"},
            {"ai.onnx.preview", "Adam"},
            {"ai.onnx.contrib", "StringRegexReplace"},
            {"", "ImageDecoder"},
            {"", "RandomNormal"},
            {"", "SequenceMap"},
            {"", "OptionalGetElement"},
            {"", "NoSuchOperator"},
            {"", "Relu\0\n"},
            {"ai.onnx.ml", "ZipMap"},
        }) {
            all.add(new Hostile(
                    "operator " + each[0] + "." + each[1].strip(),
                    model(graph -> graph.addNode(node(each[1], "c", "x").setDomain(each[0]))),
                    NOT_ALLOWED));
        }
        all.add(new Hostile(
                "own operator in a branch",
                model(graph -> graph.addNode(branch(
                        branchOf(inner -> inner.addNode(node("Own", "c", "x").setDomain("com.example")))))),
                NOT_ALLOWED));
        all.add(new Hostile(
                "own domain",
                whole(model -> model.addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("com.example").setVersion(1))),
                "domain 'com.example'"));
        all.add(new Hostile(
                "function in the place of an operator",
                whole(model -> model.addFunctions(FunctionProto.newBuilder().setName("Relu"))),
                "functions of a model"));
        all.add(new Hostile(
                "functions that double",
                whole(model -> {
                    for (int i = 0; i < 40; i++) {
                        model.addFunctions(FunctionProto.newBuilder()
                                .setName("F" + i)
                                .setDomain("com.microsoft")
                                .addNode(node("F" + (i + 1), "a", "x").setDomain("com.microsoft"))
                                .addNode(node("F" + (i + 1), "b", "a").setDomain("com.microsoft")));
                    }
                }),
                "functions of a model"));
        all.add(new Hostile(
                "attribute of a function",
                model(graph -> graph.addNode(node("LeakyRelu", "c", "x")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("alpha")
                                .setType(AttributeProto.AttributeType.FLOAT)
                                .setRefAttrName("other")))),
                "attribute of a function"));
        all.add(new Hostile(
                "graph in an operator that has none",
                model(graph -> graph.addNode(node("Relu", "c", "x").addAttribute(body(inner -> {})))),
                "which only If, Loop and Scan have"));
        all.add(new Hostile(
                "tree that leads to itself", model(graph -> graph.addNode(tree(0, 0))), "back to a node above"));
        all.add(new Hostile(
                "tree that leads to its root", model(graph -> graph.addNode(tree(1, 0))), "back to a node above"));
    }

    private static void loops(List<Hostile> all) {
        all.add(new Hostile("loop of 2^62 rounds", loop(longs("m", 1L << 62)), "rounds"));
        all.add(new Hostile("loop of 600,000 rounds", loop(longs("m", 600_000)), "rounds"));
        all.add(new Hostile(
                "loop without a limit",
                model(graph -> graph.addNode(node("Loop", "l", "", "").addAttribute(body(inner -> {})))),
                "not a constant"));
        all.add(new Hostile(
                "loop as long as the request says",
                model(graph -> graph.addInput(value("m", TensorProto.DataType.INT64))
                        .addNode(node("Loop", "l", "m", "").addAttribute(body(inner -> {})))),
                "not a constant"));
        all.add(new Hostile(
                "loop whose limit a request may replace",
                model(graph -> graph.addInput(value("m", TensorProto.DataType.INT64))
                        .addInitializer(longs("m", 3))
                        .addNode(node("Loop", "l", "m", "").addAttribute(body(inner -> {})))),
                "not a constant"));
        all.add(new Hostile(
                "loop whose limit is computed",
                model(graph -> graph.addInitializer(longs("n", 1L << 62))
                        .addNode(node("Identity", "m", "n"))
                        .addNode(node("Loop", "l", "m", "").addAttribute(body(inner -> {})))),
                "not a constant"));
        all.add(new Hostile(
                "loop whose limit is hidden by an inner name",
                model(graph -> graph.addInitializer(longs("m", 3))
                        .addNode(branch(branchOf(inner -> inner.addNode(node("Neg", "m", "big"))
                                .addNode(node("Loop", "l", "m", "").addAttribute(body(most -> {}))))))),
                "not a constant"));
        all.add(new Hostile(
                "loops within loops",
                model(graph -> graph.addInitializer(longs("m", 200))
                        .addNode(node("Loop", "l", "m", "")
                                .addAttribute(body(inner ->
                                        inner.addNode(node("Loop", "k", "m", "").addAttribute(body(most -> {}))))))),
                "rounds"));
        all.add(new Hostile(
                "scan within a loop",
                model(graph -> graph.addInitializer(longs("m", 200))
                        .addNode(node("Loop", "l", "m", "")
                                .addAttribute(body(inner ->
                                        inner.addNode(node("Scan", "k", "x").addAttribute(body(most -> {}))))))),
                NOT_ALLOWED));
        all.add(new Hostile(
                "scan within a scan",
                model(graph -> graph.addNode(node("Scan", "l", "x")
                        .addAttribute(body(
                                inner -> inner.addNode(node("Scan", "k", "x").addAttribute(body(most -> {}))))))),
                NOT_ALLOWED));
        all.add(new Hostile(
                "branches nested ten deep",
                model(graph -> {
                    GraphProto inner = branchOf(most -> {});
                    for (int i = 0; i < 10; i++) {
                        GraphProto within = inner;
                        inner = branchOf(next -> next.addNode(branch(within)));
                    }
                    graph.addNode(branch(inner));
                }),
                "nested more than"));
    }

    private static void sizes(List<Hostile> all) {
        all.add(new Hostile("fill of 1 TiB", sized("ConstantOfShape", longs("s", 1 << 20, 1 << 20), "s"), ELEMENTS));
        all.add(new Hostile("fill of 1 GiB", sized("ConstantOfShape", longs("s", 1 << 28), "s"), ELEMENTS));
        all.add(new Hostile(
                "fill of 1 TiB by a constant node",
                model(graph -> graph.addNode(node("Constant", "s").addAttribute(attribute("value_ints", TEBI, 1L)))
                        .addNode(node("ConstantOfShape", "c", "s"))),
                ELEMENTS));
        all.add(new Hostile(
                "fill of 1 TiB in a branch",
                model(graph -> graph.addInitializer(longs("s", TEBI))
                        .addNode(branch(branchOf(inner -> inner.addNode(node("ConstantOfShape", "c", "s")))))),
                ELEMENTS));
        all.add(new Hostile("expansion to 1 TiB", sized("Expand", longs("s", TEBI, 3), "x", "s"), ELEMENTS));
        all.add(new Hostile("1 Ti tiles", sized("Tile", longs("s", TEBI, 1), "x", "s"), ELEMENTS));
        all.add(new Hostile("depth of 1 Ti", sized("OneHot", longs("s", TEBI), "x", "s", "x"), ELEMENTS));
        all.add(new Hostile("enlargement to 1 TiB", sized("Resize", longs("s", TEBI, 3), "x", "", "", "s"), ELEMENTS));
        all.add(new Hostile(
                "enlargement by 2^30 each way",
                sized("Resize", floats("s", 1 << 30, 1 << 30), "x", "", "s"),
                ELEMENTS));
        all.add(new Hostile(
                "enlargement by an attribute",
                model(graph -> graph.addNode(node("Upsample", "c", "x")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("scales")
                                .setType(AttributeProto.AttributeType.FLOATS)
                                .addFloats(1 << 30)
                                .addFloats(1)))),
                ELEMENTS));
        all.add(new Hostile("range of 2^40", range(0, TEBI, 1), ELEMENTS));
        all.add(new Hostile("range downwards of 2^40", range(TEBI, 0, -1), ELEMENTS));
        all.add(new Hostile("range in steps of nothing", range(0, 1, 0), ELEMENTS));
        all.add(new Hostile("pads of 2^40", sized("Pad", longs("s", 0, 0, TEBI, 0), "x", "s"), "pads"));
        for (String name : List.of("pads", "strides", "output_padding", "kernel_shape", "output_shape")) {
            all.add(new Hostile(
                    name + " of 2^40",
                    model(graph -> graph.addNode(
                            node("ConvTranspose", "c", "x", "x").addAttribute(attribute(name, TEBI, 1L)))),
                    "a number is above"));
        }
        all.add(new Hostile(
                "hidden size of 2^40",
                model(graph ->
                        graph.addNode(node("GRU", "c", "x", "x", "x").addAttribute(attribute("hidden_size", TEBI)))),
                "a number is above"));
        TensorProto hollow =
                floats("w", 1).toBuilder().clearDims().addDims(TEBI).build();
        all.add(new Hostile(
                "initializer of 1 TiB without data", model(graph -> graph.addInitializer(hollow)), ELEMENTS));
        all.add(new Hostile(
                "constant of 1 TiB without data", model(graph -> graph.addNode(constant("c", hollow))), ELEMENTS));
        TensorProto fewer =
                floats("w", 1).toBuilder().clearDims().addDims(1 << 20).build();
        all.add(new Hostile("initializer of fewer data", model(graph -> graph.addInitializer(fewer)), "fewer data"));
        TensorProto negative =
                floats("w", 1).toBuilder().clearDims().addDims(-1).build();
        all.add(new Hostile("initializer of negative size", model(graph -> graph.addInitializer(negative)), ELEMENTS));
        TensorProto over = floats("w", 1).toBuilder()
                .clearDims()
                .addDims(1L << 32)
                .addDims(1L << 32)
                .build();
        all.add(new Hostile("initializer of 2^64 elements", model(graph -> graph.addInitializer(over)), ELEMENTS));
        SparseTensorProto sparse = SparseTensorProto.newBuilder()
                .setValues(floats("w", 1))
                .setIndices(longs("i", 0))
                .addDims(TEBI)
                .build();
        all.add(new Hostile(
                "sparse initializer of 1 TiB", model(graph -> graph.addSparseInitializer(sparse)), "sparse"));
        all.add(new Hostile(
                "segment of a tensor",
                model(graph -> graph.addInitializer(floats("w", 1).toBuilder()
                        .setSegment(TensorProto.Segment.newBuilder().setBegin(0).setEnd(1)))),
                "segment"));
        all.add(new Hostile(
                "input of 1 TiB",
                model(graph -> graph.addInput(value("big", TensorProto.DataType.FLOAT, TEBI))),
                ELEMENTS));
        all.add(new Hostile(
                "100,001 nodes",
                model(graph -> {
                    NodeProto each = node("Identity", "c", "x").build();
                    for (int i = 0; i < 100_001; i++) graph.addNode(each);
                }),
                "more than 100000 nodes"));
    }

    private static void forms(List<Hostile> all) {
        all.add(new Hostile("nothing", new byte[0], "no graph"));
        all.add(new Hostile("text", "not a model".getBytes(StandardCharsets.UTF_8), "not an ONNX model"));
        all.add(new Hostile(
                "a model in ONNX Runtime's own format",
                " \0\0\0ORTM and more".getBytes(StandardCharsets.UTF_8),
                "own format"));
        byte[] polyglot = ModelProto.newBuilder()
                .setProducerName("..ORTM")
                .setGraph(GraphProto.newBuilder())
                .build()
                .toByteArray();
        all.add(new Hostile("a model in both formats", polyglot, "own format"));
        all.add(new Hostile(
                "a field that ONNX does not define",
                model(graph -> graph.addInitializer(floats("w", 1).toBuilder()
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(
                                        4_000,
                                        UnknownFieldSet.Field.newBuilder()
                                                .addVarint(1)
                                                .build())
                                .build()))),
                "does not define"));
        all.add(new Hostile(
                "types nested without end",
                model(graph -> {
                    TypeProto type = TypeProto.newBuilder()
                            .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1))
                            .build();
                    for (int i = 0; i < 200; i++) {
                        type = TypeProto.newBuilder()
                                .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(type))
                                .build();
                    }
                    graph.addValueInfo(ValueInfoProto.newBuilder().setName("v").setType(type));
                }),
                "not an ONNX model"));
    }

    /** Graphs that nothing is wrong with. */
    public static List<Hostile> harmless() {
        return List.of(
                new Hostile("identity", model(graph -> {}), ""),
                new Hostile("fill of 1,000", sized("ConstantOfShape", longs("s", 1_000), "s"), ""),
                new Hostile(
                        "loop of 100 rounds",
                        model(graph -> graph.addInitializer(longs("m", 100))
                                .addNode(node("Loop", "l", "m", "").addAttribute(body(inner -> {})))),
                        ""),
                new Hostile("tree", model(graph -> graph.addNode(tree(1, 2))), ""));
    }

    /** Passes the check, since a node computes the size, and takes a GiB times {@code gibi}. */
    public static byte[] allocating(int gibi) {
        return model(graph -> graph.clearNode()
                .addInitializer(longs("n", gibi * (1L << 28)))
                .addNode(node("Identity", "s", "n"))
                .addNode(node("ConstantOfShape", "c", "s"))
                .addNode(node("ReduceSum", "r", "c"))
                .addNode(node("Add", "y", "x", "r"))
                .clearOutput()
                .addOutput(value("y", TensorProto.DataType.FLOAT, -1, 3)));
    }

    /** Passes the check, and multiplies matrices of 2,048 columns for as many rounds as a loop may have: minutes. */
    public static byte[] busy() {
        return model(graph -> graph.clearNode()
                .addInitializer(longs("m", 10_000))
                .addInitializer(longs("s", 2_048, 2_048))
                .addNode(node("ConstantOfShape", "w", "s"))
                .addNode(node("Loop", "l", "m", "", "w")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("body")
                                .setType(AttributeProto.AttributeType.GRAPH)
                                .setG(GraphProto.newBuilder()
                                        .setName("body")
                                        .addInput(value("i", TensorProto.DataType.INT64))
                                        .addInput(value("go", TensorProto.DataType.BOOL))
                                        .addInput(value("v", TensorProto.DataType.FLOAT, 2_048, 2_048))
                                        .addNode(node("Identity", "on", "go"))
                                        .addNode(node("MatMul", "o", "v", "v"))
                                        .addOutput(value("on", TensorProto.DataType.BOOL))
                                        .addOutput(value("o", TensorProto.DataType.FLOAT, 2_048, 2_048)))))
                .addNode(node("ReduceSum", "r", "l"))
                .addNode(node("Add", "y", "x", "r")));
    }

    private static byte[] loop(TensorProto rounds) {
        return model(graph ->
                graph.addInitializer(rounds).addNode(node("Loop", "l", "m", "").addAttribute(body(inner -> {}))));
    }

    private static byte[] sized(String operator, TensorProto size, String... inputs) {
        return model(graph -> graph.addInitializer(size).addNode(node(operator, "c", inputs)));
    }

    private static byte[] range(long from, long to, long by) {
        return model(graph -> graph.addInitializer(scalar("from", from))
                .addInitializer(scalar("to", to))
                .addInitializer(scalar("by", by))
                .addNode(node("Range", "c", "from", "to", "by")));
    }

    private static byte[] model(Consumer<GraphProto.Builder> more) {
        return whole(model -> more.accept(model.getGraphBuilder()));
    }

    private static byte[] whole(Consumer<ModelProto.Builder> more) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(3));
        model.setGraph(GraphProto.newBuilder()
                .setName("hostile")
                .addInput(value("x", TensorProto.DataType.FLOAT, -1, 3))
                .addNode(node("Identity", "y", "x"))
                .addOutput(value("y", TensorProto.DataType.FLOAT, -1, 3)));
        more.accept(model);
        return model.build().toByteArray();
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setName(operator + "-" + output)
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    private static NodeProto constant(String output, TensorProto value) {
        return node("Constant", output).addAttribute(tensor("value", value)).build();
    }

    private static AttributeProto tensor(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value)
                .build();
    }

    private static NodeProto branch(GraphProto then) {
        return node("If", "b", "condition")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("then_branch")
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(then))
                .addAttribute(AttributeProto.newBuilder()
                        .setName("else_branch")
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(branchOf(inner -> {})))
                .build();
    }

    private static GraphProto branchOf(Consumer<GraphProto.Builder> more) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("branch");
        more.accept(graph);
        return graph.addNode(node("Identity", "o", "x"))
                .addOutput(value("o", TensorProto.DataType.FLOAT, -1, 3))
                .build();
    }

    /** Of a loop that carries nothing and collects x. */
    private static AttributeProto body(Consumer<GraphProto.Builder> more) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("body")
                .addInput(value("i", TensorProto.DataType.INT64))
                .addInput(value("go", TensorProto.DataType.BOOL));
        more.accept(graph);
        return AttributeProto.newBuilder()
                .setName("body")
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(graph.addNode(node("Identity", "on", "go"))
                        .addNode(node("Identity", "o", "x"))
                        .addOutput(value("on", TensorProto.DataType.BOOL))
                        .addOutput(value("o", TensorProto.DataType.FLOAT, -1, 3)))
                .build();
    }

    /** A tree of one node and two leaves, numbered 0, 1 and 2, whose branches lead to the given ones. */
    private static NodeProto tree(long yes, long no) {
        return node("TreeEnsembleRegressor", "t", "x")
                .setDomain("ai.onnx.ml")
                .addAttribute(attribute("nodes_treeids", 0L, 0L, 0L))
                .addAttribute(attribute("nodes_nodeids", 0L, 1L, 2L))
                .addAttribute(attribute("nodes_featureids", 0L, 0L, 0L))
                .addAttribute(attribute("nodes_truenodeids", yes, 0L, 0L))
                .addAttribute(attribute("nodes_falsenodeids", no, 0L, 0L))
                .addAttribute(texts("nodes_modes", "BRANCH_LEQ", "LEAF", "LEAF"))
                .addAttribute(numbers("nodes_values", 1, 0, 0))
                .addAttribute(attribute("target_treeids", 0L, 0L))
                .addAttribute(attribute("target_nodeids", 1L, 2L))
                .addAttribute(attribute("target_ids", 0L, 0L))
                .addAttribute(numbers("target_weights", 1, 2))
                .addAttribute(attribute("n_targets", 1L))
                .build();
    }

    private static AttributeProto texts(String name, String... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRINGS);
        for (String each : values) attribute.addStrings(ByteString.copyFromUtf8(each));
        return attribute.build();
    }

    private static AttributeProto numbers(String name, float... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOATS);
        for (float each : values) attribute.addFloats(each);
        return attribute.build();
    }

    private static TensorProto out(String name, String location) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.UINT8.getNumber())
                .addDims(64)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location))
                .build();
    }

    private static TensorProto longs(String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(values.length);
        for (long each : values) tensor.addInt64Data(each);
        return tensor.build();
    }

    private static TensorProto scalar(String name, long value) {
        return longs(name, value).toBuilder().clearDims().build();
    }

    private static TensorProto floats(String name, float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(values.length);
        for (float each : values) tensor.addFloatData(each);
        return tensor.build();
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, long... shape) {
        TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
        for (long each : shape) {
            if (each < 0) sizes.addDimBuilder().setDimParam("batch");
            else sizes.addDimBuilder().setDimValue(each);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(sizes)))
                .build();
    }
}
