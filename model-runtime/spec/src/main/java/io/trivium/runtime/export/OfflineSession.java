package io.trivium.runtime.export;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.trivium.runtime.onnx.OnnxEnvironment;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs a graph of float32 tensors outside serving: to compare, to calibrate, to measure. Where the graph takes booleans,
 * every number but 0 is true. Belongs to one thread.
 */
public final class OfflineSession implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;

    /** A float32 tensor, row-major. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    public record Floats(float[] values, long... shape) {}

    public OfflineSession(byte[] onnx) throws OrtException {
        OnnxEnvironment shared = OnnxEnvironment.get(1);
        this.environment = shared.environment();
        this.session = shared.open(onnx);
    }

    /** Every output of the graph by its name. */
    public Map<String, Floats> run(Map<String, Floats> inputs) throws OrtException {
        Map<String, OnnxTensor> native_ = new HashMap<>();
        try {
            for (String name : session.getInputNames()) {
                Floats input = inputs.get(name);
                if (input == null) throw new IllegalArgumentException("the input " + name + " is missing");
                native_.put(name, tensor(name, input));
            }
            Map<String, Floats> outputs = new LinkedHashMap<>();
            try (OrtSession.Result result = session.run(native_)) {
                for (var each : result) {
                    if (!(each.getValue() instanceof OnnxTensor tensor)) {
                        throw new IllegalArgumentException("the output " + each.getKey() + " is not a tensor");
                    }
                    outputs.put(each.getKey(), floats(tensor));
                }
            }
            return outputs;
        } finally {
            for (OnnxTensor tensor : native_.values()) tensor.close();
        }
    }

    private OnnxTensor tensor(String name, Floats input) throws OrtException {
        NodeInfo node = session.getInputInfo().get(name);
        if (node != null && node.getInfo() instanceof TensorInfo info && info.type == OnnxJavaType.BOOL) {
            ByteBuffer flags = ByteBuffer.allocateDirect(input.values().length);
            for (float value : input.values()) flags.put((byte) (value != 0 ? 1 : 0));
            return OnnxTensor.createTensor(environment, flags.flip(), input.shape(), OnnxJavaType.BOOL);
        }
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(input.values()), input.shape());
    }

    private static Floats floats(OnnxTensor tensor) {
        TensorInfo info = tensor.getInfo();
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return new Floats(values, info.getShape());
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
