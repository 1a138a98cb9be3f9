package io.trivium.runtime.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TrainingInfoProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides from its bytes alone whether ONNX Runtime may open a graph. Refused are: data outside the graph, wherever a
 * tensor may stand; operators and domains that are not in {@code operators.txt}; functions, sparse tensors, training
 * parts and fields that this version of ONNX does not define; loops without a constant, small number of rounds; and
 * constants from which a graph of a few bytes makes tensors of gigabytes. What sizes that depend on the input do is not
 * decided here: the trial in a process of its own ({@link GraphTrial}) limits time and memory.
 *
 * <p>Sizes are numbers of elements. Instances are used once and are not thread-safe; the static methods are.
 */
public final class GraphCheck {
    /** Of one tensor whose size the graph alone determines. */
    static final long MOST_ELEMENTS = 1L << 27;
    /** Of one loop, and of nested loops together. */
    static final long MOST_ROUNDS = 10_000;
    /** Of all graphs of a model together. */
    static final int MOST_NODES = 100_000;
    /** Of graphs in attributes of nodes. */
    static final int DEEPEST = 8;

    /** Of sizes in attributes, such as strides and pads, and of pads in inputs. */
    private static final long MOST_STEP = 1 << 16;

    private static final Set<String> STEPS = Set.of(
            "kernel_shape",
            "strides",
            "dilations",
            "pads",
            "paddings",
            "output_padding",
            "output_shape",
            "output_height",
            "output_width",
            "hidden_size",
            "group",
            "p");
    private static final int MOST_FAULTS = 20;
    private static final String WHAT = "the graph is refused";
    /** At offset 4 of ONNX Runtime's own format, which it recognises by itself and which is not checked here. */
    private static final byte[] ORT_FORMAT = "ORTM".getBytes(StandardCharsets.US_ASCII);

    private final Set<String> faults = new LinkedHashSet<>();
    private int nodes;

    private GraphCheck() {}

    /**
     * Checks every graph of a pack.
     *
     * @throws InvalidPackException with a sentence for each fault, which names the file and the node
     */
    public static void require(ModelPack pack) {
        List<String> all = new ArrayList<>();
        for (PackManifest.PackFile file : pack.manifest().files()) {
            if (!file.path().endsWith(".onnx")) continue;
            boolean single = file.path().equals(ModelPack.MODEL) && !pack.isOfPieces();
            byte[] graph = single ? pack.model().array() : pack.read(file.path());
            for (String fault : faults(graph)) all.add(file.path() + ": " + fault);
        }
        if (!all.isEmpty()) throw new InvalidPackException("invalid model pack", all);
    }

    /**
     * Checks a graph.
     *
     * @throws InvalidPackException with a sentence for each fault, which names the node
     */
    public static void require(byte[] onnx) {
        List<String> found = faults(onnx);
        if (!found.isEmpty()) throw new InvalidPackException(WHAT, found);
    }

    /** What is wrong with a graph, at most 20 sentences; empty when it may be opened. */
    public static List<String> faults(byte[] onnx) {
        int end = 4 + ORT_FORMAT.length;
        if (onnx.length >= end && Arrays.equals(onnx, 4, end, ORT_FORMAT, 0, ORT_FORMAT.length)) {
            return List.of("it is in ONNX Runtime's own format; convert the model to ONNX");
        }
        ModelProto model;
        try {
            CodedInputStream in = CodedInputStream.newInstance(onnx);
            in.enableAliasing(true);
            model = ModelProto.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            return List.of("it is not an ONNX model; export it again");
        } catch (IOException e) {
            throw new IllegalStateException("an array can be read", e);
        }
        GraphCheck check = new GraphCheck();
        check.model(model);
        return List.copyOf(check.faults);
    }

    private void fault(String sentence) {
        if (faults.size() < MOST_FAULTS) faults.add(sentence);
    }

    private void model(ModelProto model) {
        if (!model.hasGraph()) fault("it has no graph; export the model again");
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            if (!AllowedOperators.LIST.hasDomain(set.getDomain())) {
                fault("it imports operators of the domain '" + text(set.getDomain())
                        + "'; export the model with operators of ai.onnx, ai.onnx.ml or com.microsoft");
            }
        }
        walk(model.toBuilder().clearGraph().buildPartial(), "the model");
        graph(model.getGraph(), null, 0, 1);
    }

    private void graph(GraphProto graph, @Nullable Constants outer, int depth, long rounds) {
        if (depth > DEEPEST) {
            fault("graphs are nested more than " + DEEPEST + " deep; flatten the model before the export");
            return;
        }
        Constants constants = Constants.of(graph, outer);
        walk(graph.toBuilder().clearNode().clearInput().buildPartial(), "the graph " + quoted(graph.getName()));
        for (ValueInfoProto input : graph.getInputList()) input(input);
        for (NodeProto node : graph.getNodeList()) {
            if (++nodes > MOST_NODES) {
                fault("it has more than " + MOST_NODES + " nodes; simplify the model before the export");
                return;
            }
            node(node, constants, depth, rounds);
        }
    }

    private void input(ValueInfoProto input) {
        walk(input, "input " + quoted(input.getName()));
        List<Long> fixed = new ArrayList<>();
        TypeProto.Tensor tensor = input.getType().getTensorType();
        for (var dimension : tensor.getShape().getDimList()) {
            if (dimension.hasDimValue()) fixed.add(dimension.getDimValue());
        }
        if (product(fixed) > MOST_ELEMENTS) {
            fault("input " + quoted(input.getName()) + " has more than " + MOST_ELEMENTS
                    + " elements; leave a size of it free");
        }
    }

    private void node(NodeProto node, Constants constants, int depth, long rounds) {
        String where = "node " + quoted(node.getName()) + " (" + text(node.getOpType()) + ")";
        if (!AllowedOperators.LIST.has(node.getDomain(), node.getOpType())) {
            fault(where + ": the operator " + text(node.getDomain().isEmpty() ? "ai.onnx" : node.getDomain()) + "."
                    + text(node.getOpType()) + " is not allowed; export the model with standard operators");
            return;
        }
        sizes(node, where, constants);
        trees(node, where);
        boolean inner = Set.of("If", "Loop", "Scan").contains(node.getOpType());
        long within = switch (node.getOpType()) {
            case "Loop" -> loop(node, where, constants, rounds);
            case "Scan" -> scan(where, rounds);
            default -> rounds;
        };
        for (AttributeProto attribute : node.getAttributeList()) {
            String named = where + ", attribute " + quoted(attribute.getName());
            if (!attribute.getRefAttrName().isEmpty()) {
                fault(named + " refers to an attribute of a function; inline the functions before the export");
            }
            steps(attribute, named);
            walk(attribute.toBuilder().clearG().clearGraphs().buildPartial(), named);
            List<GraphProto> graphs = new ArrayList<>(attribute.getGraphsList());
            if (attribute.hasG()) graphs.add(attribute.getG());
            if (!graphs.isEmpty() && !inner) {
                fault(named + " is a graph, which only If, Loop and Scan have; export the model again");
            }
            for (GraphProto graph : graphs) graph(graph, constants, depth + 1, within);
        }
        walk(node.toBuilder().clearAttribute().buildPartial(), where);
    }

    /** The rounds of this loop and those around it together. */
    private long loop(NodeProto node, String where, Constants constants, long rounds) {
        OptionalDouble most = single(node, 0, constants);
        if (most.isEmpty()) {
            fault(where
                    + ": its number of rounds is not a constant of the graph; export the model with a fixed number of"
                    + " at most " + MOST_ROUNDS + ", or unroll the loop");
            return rounds;
        }
        double all = Math.max(1, most.getAsDouble()) * rounds;
        if (!(all <= MOST_ROUNDS)) {
            fault(where + ": it runs more than " + MOST_ROUNDS + " rounds, with the loops around it; unroll the loop or"
                    + " shorten it");
            return rounds;
        }
        return (long) all;
    }

    /** A scan has as many rounds as its inputs have rows, which is bounded unless it repeats. */
    private long scan(String where, long rounds) {
        if (rounds > 1) fault(where + ": a Scan within a loop or another Scan is not allowed; unroll one of them");
        return MOST_ROUNDS;
    }

    private void sizes(NodeProto node, String where, Constants constants) {
        switch (node.getOpType()) {
            case "ConstantOfShape" -> size(node, 0, where, constants);
            case "Expand", "Tile", "OneHot" -> size(node, 1, where, constants);
            case "Resize", "Upsample" -> {
                for (int i = 1; i < node.getInputCount(); i++) size(node, i, where, constants);
                for (AttributeProto attribute : node.getAttributeList()) {
                    if (!attribute.getName().equals("scales")) continue;
                    double all = 1;
                    for (float each : attribute.getFloatsList()) all *= Math.max(1, each);
                    size(all, where);
                }
            }
            case "Pad" ->
                constants.find(input(node, 1)).ifPresent(pads -> {
                    for (double pad : pads) if (!(Math.abs(pad) <= MOST_STEP)) step(where + " pads");
                });
            case "Range" -> {
                OptionalDouble from = single(node, 0, constants);
                OptionalDouble to = single(node, 1, constants);
                OptionalDouble by = single(node, 2, constants);
                if (from.isPresent() && to.isPresent() && by.isPresent()) {
                    size(Math.abs((to.getAsDouble() - from.getAsDouble()) / by.getAsDouble()), where);
                }
            }
            default -> {
                // the size of the result is that of its inputs
            }
        }
    }

    /** Multiplies what a constant input says of the size of the result. */
    private void size(NodeProto node, int input, String where, Constants constants) {
        constants.find(input(node, input)).ifPresent(sizes -> {
            double all = 1;
            for (double each : sizes) all *= Math.max(1, each);
            size(all, where);
        });
    }

    private void size(double elements, String where) {
        if (elements <= MOST_ELEMENTS) return;
        fault(where + ": it makes a tensor of more than " + MOST_ELEMENTS
                + " elements from a constant; make the constant smaller");
    }

    private void steps(AttributeProto attribute, String where) {
        if (!STEPS.contains(attribute.getName())) return;
        if (Math.abs(attribute.getI()) > MOST_STEP || attribute.getI() == Long.MIN_VALUE) step(where);
        for (long each : attribute.getIntsList()) {
            if (Math.abs(each) > MOST_STEP || each == Long.MIN_VALUE) step(where);
        }
    }

    private void step(String where) {
        fault(where + ": a number is above " + MOST_STEP + "; make it smaller");
    }

    /** ONNX Runtime follows the branches of a tree without counting, so that a cycle never ends. */
    private void trees(NodeProto node, String where) {
        if (!node.getOpType().startsWith("TreeEnsemble")) return;
        if (!TreeNodes.of(node).isAcyclic()) {
            fault(where + ": the branches of a tree lead back to a node above them; export the model again");
        }
    }

    private static OptionalDouble single(NodeProto node, int input, Constants constants) {
        double[] found = constants.find(input(node, input)).orElse(new double[0]);
        return found.length == 1 ? OptionalDouble.of(found[0]) : OptionalDouble.empty();
    }

    private static String input(NodeProto node, int index) {
        return index < node.getInputCount() ? node.getInput(index) : "";
    }

    /** Looks at every message below this one, whatever field it is in. */
    private void walk(Message message, String where) {
        if (!message.getUnknownFields().asMap().isEmpty()) {
            fault(where + " has fields that this version of ONNX does not define; export the model for IR version 10");
        }
        switch (message) {
            case TensorProto tensor -> tensor(tensor, where);
            case SparseTensorProto _ ->
                fault(where + " has a sparse tensor; write it as a dense one before the export");
            case FunctionProto function ->
                fault("function " + quoted(function.getName()) + ": functions of a model are not allowed; inline them"
                        + " before the export");
            case TrainingInfoProto _ -> fault("it has a part for training; export the model for inference");
            default -> {
                for (Object value : message.getAllFields().values()) {
                    if (value instanceof Message one) walk(one, where);
                    if (value instanceof List<?> several
                            && !several.isEmpty()
                            && several.getFirst() instanceof Message) {
                        for (Object each : several) walk((Message) each, where);
                    }
                }
            }
        }
    }

    private void tensor(TensorProto tensor, String where) {
        String what = where + ", tensor " + quoted(tensor.getName());
        if (tensor.getDataLocation() != TensorProto.DataLocation.DEFAULT || tensor.getExternalDataCount() > 0) {
            fault(what + ": its data are in another file; save the model with all data in one file");
            return;
        }
        if (tensor.hasSegment()) fault(what + " is a segment; save the model with whole tensors");
        long elements = product(tensor.getDimsList());
        if (elements > MOST_ELEMENTS) {
            fault(what + " has more than " + MOST_ELEMENTS + " elements; make it smaller");
        } else if (elements > carried(tensor)) {
            fault(what + " has fewer data than its shape says; export the model again");
        }
    }

    /** The number of elements that the data are enough for, at most. */
    private static long carried(TensorProto tensor) {
        TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
        boolean half = type == TensorProto.DataType.INT4 || type == TensorProto.DataType.UINT4;
        long bytes = tensor.getRawData().size();
        long numbers = (long) tensor.getFloatDataCount()
                + tensor.getInt32DataCount()
                + tensor.getInt64DataCount()
                + tensor.getDoubleDataCount()
                + tensor.getUint64DataCount()
                + tensor.getStringDataCount();
        return (bytes + numbers) * (half ? 2 : 1);
    }

    /** The number of elements of a shape; a negative size, and a number that is too large, count as very many. */
    static long product(List<Long> shape) {
        long all = 1;
        for (long each : shape) {
            if (each < 0) return Long.MAX_VALUE;
            if (each == 0) return 0;
        }
        for (long each : shape) {
            if (each > Long.MAX_VALUE / all) return Long.MAX_VALUE;
            all *= each;
        }
        return all;
    }

    private static String quoted(String name) {
        return "'" + text(name) + "'";
    }

    /** A name as it may be shown: short and without control characters. */
    private static String text(String name) {
        String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
