package io.trivium.runtime.inference;

import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.runtime.tensor.Tensor;
import java.util.List;

/**
 * Inputs of requests as they arrive over the wire, read as the service reads them; for tools that test its refusals.
 */
public final class WireRequests {
    private WireRequests() {}

    /**
     * Reads a REST body.
     *
     * @param jsonBytes length of the JSON object; the rest is binary data
     * @throws io.trivium.core.error.PlatformException {@code inference-request-invalid}
     */
    public static List<Tensor> rest(byte[] body, int jsonBytes) {
        return RestRequest.read(body, jsonBytes).inputs();
    }

    /** Reads a gRPC message.
     * @throws io.trivium.core.error.PlatformException {@code inference-request-invalid} */
    public static List<Tensor> grpc(ModelInferRequest request) {
        return GrpcTensors.inputs(request);
    }
}
