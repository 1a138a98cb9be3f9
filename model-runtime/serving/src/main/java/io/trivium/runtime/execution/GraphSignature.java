package io.trivium.runtime.execution;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.trivium.runtime.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the inputs and outputs of a graph. */
final class GraphSignature {
    private GraphSignature() {}

    /** @param faults receives a sentence for every part that cannot be served */
    static ModelSignature of(OrtSession session, List<String> faults) throws OrtException {
        return new ModelSignature(
                ports(session.getInputInfo(), true, faults), ports(session.getOutputInfo(), false, faults), false);
    }

    private static List<ModelSignature.Port> ports(Map<String, NodeInfo> nodes, boolean input, List<String> faults) {
        List<ModelSignature.Port> ports = new ArrayList<>();
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
            ports.add(new ModelSignature.Port(
                    node.getName(), type, Arrays.stream(info.getShape()).boxed().toList()));
        }
        return ports;
    }

    /** ONNX Runtime's Java API can read these types from a result but not make a tensor of them. */
    private static boolean isUnfeedable(TensorType type) {
        return type == TensorType.UINT16 || type == TensorType.UINT32 || type == TensorType.UINT64;
    }

    private static @Nullable TensorType typeOf(TensorInfo.OnnxTensorType type) {
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
}
