package io.trivium.runtime.serving;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The inputs and outputs of a model as its graph has them; compared with what its specification promises. */
final class ModelSignature {
    /** @param shape −1 where any size is accepted */
    record Port(String name, TensorType type, List<Long> shape) {}

    private final Map<String, Port> inputs;
    private final Map<String, Port> outputs;

    private ModelSignature(Map<String, Port> inputs, Map<String, Port> outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
    }

    static ModelSignature of(OrtSession session, List<String> faults) throws OrtException {
        return new ModelSignature(
                ports(session.getInputInfo(), true, faults), ports(session.getOutputInfo(), false, faults));
    }

    private static Map<String, Port> ports(Map<String, NodeInfo> nodes, boolean input, List<String> faults) {
        Map<String, Port> ports = new LinkedHashMap<>();
        for (NodeInfo node : nodes.values()) {
            if (!(node.getInfo() instanceof TensorInfo info)) {
                faults.add("'" + node.getName() + "' is not a tensor");
                continue;
            }
            TensorType type = typeOf(info.onnxType);
            if (type == null || (input && isUnfeedable(type))) {
                faults.add("'" + node.getName() + "' is of type " + info.onnxType + ", which cannot be served"
                        + (type == null ? "" : " as an input"));
                continue;
            }
            ports.put(
                    node.getName(),
                    new Port(
                            node.getName(),
                            type,
                            Arrays.stream(info.getShape()).boxed().toList()));
        }
        return ports;
    }

    /** ONNX Runtime's Java API can read these types from a result but not make a tensor of them. */
    private static boolean isUnfeedable(TensorType type) {
        return type == TensorType.UINT16 || type == TensorType.UINT32 || type == TensorType.UINT64;
    }

    private static @org.jspecify.annotations.Nullable TensorType typeOf(TensorInfo.OnnxTensorType type) {
        return switch (type) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> TensorType.BOOL;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> TensorType.UINT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> TensorType.UINT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> TensorType.UINT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> TensorType.UINT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> TensorType.INT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> TensorType.INT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> TensorType.INT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> TensorType.INT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> TensorType.FP16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> TensorType.BF16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> TensorType.FP32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> TensorType.FP64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> TensorType.BYTES;
            default -> null;
        };
    }

    Collection<Port> inputs() {
        return inputs.values();
    }

    Collection<Port> outputs() {
        return outputs.values();
    }

    /** Adds a fault for every difference between the graph and the specification. */
    void compare(ModelSpec spec, List<String> faults) {
        compare("input", inputs, spec.inputs(), faults);
        compare("output", outputs, spec.outputs(), faults);
    }

    private static void compare(String what, Map<String, Port> ports, List<TensorSpec> promised, List<String> faults) {
        Map<String, Port> rest = new LinkedHashMap<>(ports);
        for (TensorSpec tensor : promised) {
            Port port = rest.remove(tensor.name());
            if (port == null) {
                faults.add("spec.yaml promises " + what + " '" + tensor.name() + "', the graph has none");
            } else if (port.type() != tensor.type() || !agrees(port.shape(), tensor.shape())) {
                faults.add("spec.yaml promises " + what + " '" + tensor.name() + "' as " + tensor.type()
                        + tensor.shape() + ", the graph has " + port.type() + port.shape());
            }
        }
        for (String extra : rest.keySet()) faults.add("the graph has " + what + " '" + extra + "', spec.yaml does not");
    }

    private static boolean agrees(List<Long> actual, List<Long> promised) {
        if (actual.size() != promised.size()) return false;
        for (int i = 0; i < actual.size(); i++) {
            if (actual.get(i) >= 0 && !actual.get(i).equals(promised.get(i))) return false;
        }
        return true;
    }

    /** Whether requests may be joined along the first dimension of every input and split along that of every output. */
    boolean isBatched() {
        return !inputs.isEmpty() && allBatched(inputs.values()) && allBatched(outputs.values());
    }

    private static boolean allBatched(Collection<Port> ports) {
        return ports.stream()
                .allMatch(port -> !port.shape().isEmpty() && port.shape().getFirst() < 0);
    }

    /** Checks a request's inputs and puts them in the graph's order.
     * @throws PlatformException {@link RuntimeErrorCode#INFERENCE_REQUEST_INVALID} naming what was expected and what came */
    Map<String, Tensor> check(String model, List<Tensor> given) {
        Map<String, Tensor> byName = new LinkedHashMap<>();
        for (Tensor tensor : given) {
            if (!inputs.containsKey(tensor.name())) {
                throw invalid("unexpected input '" + tensor.name() + "' for model '" + model + "'; expected "
                        + inputs.keySet());
            }
            if (byName.put(tensor.name(), tensor) != null) {
                throw invalid("input '" + tensor.name() + "' is given twice");
            }
        }
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        long rows = -1;
        for (Port port : inputs.values()) {
            Tensor tensor = byName.get(port.name());
            if (tensor == null) {
                throw invalid("missing input '" + port.name() + "' for model '" + model + "'; expected "
                        + inputs.keySet() + ", got " + byName.keySet());
            }
            checkPort(port, tensor);
            if (isBatched()) {
                if (rows >= 0 && rows != tensor.size(0)) {
                    throw invalid("input '" + port.name() + "' has batch size " + tensor.size(0)
                            + ", another input has " + rows);
                }
                rows = tensor.size(0);
            }
            ordered.put(port.name(), tensor);
        }
        return ordered;
    }

    private static void checkPort(Port port, Tensor tensor) {
        if (tensor.type() != port.type()) {
            throw invalid("input '" + port.name() + "' expects datatype " + port.type() + ", got " + tensor.type());
        }
        boolean fits = tensor.rank() == port.shape().size();
        for (int i = 0; fits && i < tensor.rank(); i++) {
            long size = port.shape().get(i);
            fits = size < 0 ? tensor.size(i) > 0 : size == tensor.size(i);
        }
        if (!fits) {
            StringJoiner got = new StringJoiner(", ", "[", "]");
            for (long size : tensor.shape()) got.add(Long.toString(size));
            throw invalid("input '" + port.name() + "' expects shape " + port.shape() + ", got " + got
                    + (port.shape().contains(-1L) ? "; -1 stands for any size of at least 1" : ""));
        }
    }

    /** The outputs asked for, or all of them; refuses an unknown name. */
    List<String> chosenOutputs(String model, List<String> asked) {
        if (asked.isEmpty()) return new ArrayList<>(outputs.keySet());
        for (String name : asked) {
            if (!outputs.containsKey(name)) {
                throw invalid("unexpected output '" + name + "' for model '" + model + "'; it has " + outputs.keySet());
            }
        }
        if (asked.stream().distinct().count() < asked.size()) throw invalid("an output is asked for twice: " + asked);
        return List.copyOf(asked);
    }

    private static PlatformException invalid(String message) {
        return new PlatformException(RuntimeErrorCode.INFERENCE_REQUEST_INVALID, message);
    }
}
