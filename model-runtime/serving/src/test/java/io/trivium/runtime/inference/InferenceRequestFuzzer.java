package io.trivium.runtime.inference;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trivium.core.error.PlatformException;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.runtime.inference.element.BinaryElements;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Any body is an inference request, or is refused: REST with its binary data extension, the first two bytes being the length
 * of the JSON, and gRPC. Inputs that were read can be written, and read as they were.
 */
public final class InferenceRequestFuzzer {
    private InferenceRequestFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 2) return;
        byte[] body = Arrays.copyOfRange(data, 2, data.length);
        int json = Math.min(((data[0] & 0xFF) << 8) | (data[1] & 0xFF), body.length);
        try {
            RestRequest.read(body, json).inputs().forEach(InferenceRequestFuzzer::requireSame);
        } catch (PlatformException e) {
            // Refused.
        }
        try {
            ModelInferRequest request = ModelInferRequest.parseFrom(body);
            GrpcTensors.inputs(request).forEach(InferenceRequestFuzzer::requireSame);
            GrpcTensors.parameters(request);
        } catch (PlatformException | InvalidProtocolBufferException e) {
            // Refused.
        }
    }

    private static void requireSame(Tensor tensor) {
        ByteBuffer bytes = BinaryElements.write(tensor);
        Tensor again = BinaryElements.read(tensor.name(), tensor.type(), tensor.shape(), bytes.duplicate());
        boolean same = tensor.type() == TensorType.BYTES
                ? tensor.texts().size() == again.texts().size()
                : tensor.data().equals(again.data());
        if (!same) throw new IllegalStateException("not read as it was written: " + tensor.name());
    }
}
