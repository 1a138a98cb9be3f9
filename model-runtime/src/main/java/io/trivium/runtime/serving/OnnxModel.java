package io.trivium.runtime.serving;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One loaded version of a model. Shared by reference count: whoever holds a reference may run it, and the native
 * session closes when the last one is given back. Thread-safe.
 */
public final class OnnxModel {
    private static final int WARM_UP_RUNS = 3;

    private final String name;
    private final String version;
    private final ModelSpec spec;
    private final OnnxEnvironment environment;
    private final OrtSession session;
    private final ModelSignature signature;
    private final AtomicInteger references = new AtomicInteger(1);
    private final Runnable onClosed;

    private OnnxModel(
            ModelPack pack,
            OnnxEnvironment environment,
            OrtSession session,
            ModelSignature signature,
            Runnable onClosed) {
        this.name = pack.manifest().name();
        this.version = pack.manifest().version();
        this.spec = pack.spec();
        this.environment = environment;
        this.session = session;
        this.signature = signature;
        this.onClosed = onClosed;
    }

    /** Opens the session, compares the graph with its specification and runs it a few times on zeros.
     * @throws InvalidPackException when the graph cannot be opened, is not what spec.yaml says, or fails to run */
    static OnnxModel load(ModelPack pack, OnnxEnvironment environment, Runnable onClosed) {
        String what = "model " + pack.manifest().name() + ":" + pack.manifest().version() + " cannot be loaded";
        OrtSession session;
        try {
            session = environment.open(pack.model().array());
        } catch (OrtException e) {
            throw new InvalidPackException(
                    what, "model.onnx is not a graph ONNX Runtime can run: " + e.getMessage(), e);
        }
        boolean loaded = false;
        try {
            List<String> faults = new ArrayList<>();
            ModelSignature signature = ModelSignature.of(session, faults);
            if (faults.isEmpty()) signature.compare(pack.spec(), faults);
            if (!faults.isEmpty()) throw new InvalidPackException(what, faults);
            OnnxModel model = new OnnxModel(pack, environment, session, signature, onClosed);
            model.warmUp();
            loaded = true;
            return model;
        } catch (OrtException e) {
            throw new InvalidPackException(what, "it fails on a warm-up request of zeros: " + e.getMessage(), e);
        } finally {
            if (!loaded) closeQuietly(session);
        }
    }

    private static void closeQuietly(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("an ONNX Runtime session could not be closed", e);
        }
    }

    private void warmUp() throws OrtException {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        for (ModelSignature.Port port : signature.inputs()) {
            long[] shape =
                    port.shape().stream().mapToLong(size -> size < 0 ? 1 : size).toArray();
            int elements = Math.toIntExact(Tensor.elements(shape));
            if (port.type() == TensorType.BYTES) {
                List<byte[]> texts = new ArrayList<>();
                for (int i = 0; i < elements; i++) texts.add(new byte[0]);
                zeros.put(port.name(), Tensor.ofTexts(port.name(), shape, texts));
            } else {
                ByteBuffer data =
                        ByteBuffer.allocateDirect(elements * port.type().bytes());
                zeros.put(port.name(), Tensor.of(port.name(), port.type(), shape, data));
            }
        }
        List<String> all =
                signature.outputs().stream().map(ModelSignature.Port::name).toList();
        for (int i = 0; i < WARM_UP_RUNS; i++) run(zeros, all);
    }

    public String name() {
        return name;
    }

    public String version() {
        return version;
    }

    public ModelSpec spec() {
        return spec;
    }

    ModelSignature signature() {
        return signature;
    }

    /** One input or output, as the protocol's metadata shows it. */
    public record TensorMetadata(String name, TensorType type, List<Long> shape) {}

    public List<TensorMetadata> inputs() {
        return signature.inputs().stream().map(OnnxModel::metadata).toList();
    }

    public List<TensorMetadata> outputs() {
        return signature.outputs().stream().map(OnnxModel::metadata).toList();
    }

    private static TensorMetadata metadata(ModelSignature.Port port) {
        return new TensorMetadata(port.name(), port.type(), port.shape());
    }

    /** Takes a reference; false when the model is already closed. */
    boolean retain() {
        int now = references.get();
        while (now > 0) {
            if (references.compareAndSet(now, now + 1)) return true;
            now = references.get();
        }
        return false;
    }

    /** Gives a reference back. */
    public void release() {
        if (references.decrementAndGet() == 0) {
            closeQuietly(session);
            onClosed.run();
        }
    }

    boolean isClosed() {
        return references.get() <= 0;
    }

    /** Runs the graph on inputs that {@link ModelSignature#check} has accepted; outputs in the order asked for. */
    List<Tensor> run(Map<String, Tensor> inputs, List<String> outputs) throws OrtException {
        Map<String, OnnxTensorLike> native_ = new HashMap<>();
        try {
            for (Tensor tensor : inputs.values()) native_.put(tensor.name(), toOnnx(tensor));
            try (OrtSession.Result result = session.run(native_, Set.copyOf(outputs))) {
                List<Tensor> answers = new ArrayList<>(outputs.size());
                for (String output : outputs) {
                    OnnxValue value = result.get(output).orElseThrow();
                    if (!(value instanceof OnnxTensor tensor))
                        throw new IllegalStateException("output '" + output + "' is not a tensor");
                    answers.add(fromOnnx(output, tensor));
                }
                return answers;
            }
        } finally {
            for (OnnxTensorLike tensor : native_.values()) tensor.close();
        }
    }

    private OnnxTensor toOnnx(Tensor tensor) throws OrtException {
        OnnxJavaType type = javaType(tensor.type());
        if (type == null) {
            String[] texts = new String[tensor.texts().size()];
            for (int i = 0; i < texts.length; i++)
                texts[i] = utf8(tensor.texts().get(i));
            return OnnxTensor.createTensor(environment.environment(), texts, tensor.shape());
        }
        ByteBuffer data = tensor.data().order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(environment.environment(), data, tensor.shape(), type);
    }

    /** The text of one element, which {@link #isText} has been asked about before. */
    private static String utf8(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Whether every element is UTF-8, which is all that an ONNX string can hold. */
    static boolean isText(Tensor tensor) {
        for (byte[] text : tensor.texts()) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            } catch (CharacterCodingException e) {
                return false;
            }
        }
        return true;
    }

    private Tensor fromOnnx(String output, OnnxTensor tensor) throws OrtException {
        long[] shape = tensor.getInfo().getShape();
        TensorType type = signature.outputs().stream()
                .filter(port -> port.name().equals(output))
                .findFirst()
                .orElseThrow()
                .type();
        if (type == TensorType.BYTES) {
            List<byte[]> texts = new ArrayList<>();
            collect(tensor.getValue(), texts);
            return Tensor.ofTexts(output, shape, texts);
        }
        if (Tensor.elements(shape) == 0) return Tensor.of(output, type, shape, ByteBuffer.allocate(0));
        return Tensor.of(output, type, shape, tensor.getByteBuffer());
    }

    private static void collect(Object value, List<byte[]> texts) {
        if (value instanceof Object[] several) {
            for (Object each : several) collect(each, texts);
        } else {
            texts.add(value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static @Nullable OnnxJavaType javaType(TensorType type) {
        return switch (type) {
            case BOOL -> OnnxJavaType.BOOL;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8 -> OnnxJavaType.INT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case FP16 -> OnnxJavaType.FLOAT16;
            case BF16 -> OnnxJavaType.BFLOAT16;
            case FP32 -> OnnxJavaType.FLOAT;
            case FP64 -> OnnxJavaType.DOUBLE;
            case BYTES -> null;
            case UINT16, UINT32, UINT64 -> throw new IllegalArgumentException(type + " cannot be fed");
        };
    }
}
