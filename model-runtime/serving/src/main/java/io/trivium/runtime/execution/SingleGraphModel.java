package io.trivium.runtime.execution;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.onnx.Device;
import io.trivium.runtime.onnx.OnnxEnvironment;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A model that is one graph. */
final class SingleGraphModel implements ServedModel {
    private static final int WARM_UP_RUNS = 3;

    private final ModelName name;
    private final VersionNumber version;
    private final ModelSpec spec;
    private final OnnxEnvironment environment;
    private final OrtSession session;
    private final ModelSignature signature;
    private final Map<String, TensorType> outputTypes = new HashMap<>();
    private final long bytes;
    private final long sliceNanos;
    private final Map<String, OnnxTensorLike> constants;
    private final RowCost cost = new RowCost();
    private final AtomicInteger references = new AtomicInteger(1);

    private SingleGraphModel(
            ModelPack pack,
            OnnxEnvironment environment,
            OrtSession session,
            ModelSignature signature,
            Map<String, OnnxTensorLike> constants,
            long bytes,
            long sliceNanos) {
        this.name = pack.manifest().name();
        this.version = pack.manifest().version();
        this.spec = pack.spec();
        this.environment = environment;
        this.session = session;
        this.signature = signature;
        this.constants = constants;
        this.bytes = bytes;
        this.sliceNanos = sliceNanos;
        for (ModelSignature.Port port : signature.outputs()) outputTypes.put(port.name(), port.type());
    }

    /**
     *  Opens the session, compares the graph with its specification and runs it a few times on zeros.
     * @throws InvalidPackException when the graph cannot be opened, differs from spec.yaml, or fails to run
     */
    static SingleGraphModel load(
            ModelPack pack, GraphFile file, OnnxEnvironment environment, Device device, long sliceNanos) {
        String what = "model " + pack.manifest().name() + ":" + pack.manifest().version() + " cannot be loaded";
        OrtSession session;
        try {
            session = environment.open(file.bytes().array(), device);
        } catch (OrtException e) {
            throw new InvalidPackException(
                    what, NativeFailure.logged(file.name() + " is not a graph that ONNX Runtime can run", e), e);
        } catch (InvalidPackException e) {
            throw new InvalidPackException(
                    what,
                    e.faults().stream().map(fault -> file.name() + ": " + fault).toList());
        }
        boolean loaded = false;
        Map<String, OnnxTensorLike> constants = new HashMap<>();
        try {
            List<String> faults = new ArrayList<>();
            ModelSignature graph = GraphSignature.of(session, faults);
            ModelSignature signature = graph.without(file.constants());
            if (faults.isEmpty()) signature.compare(pack.spec(), faults);
            if (!faults.isEmpty()) throw new InvalidPackException(what, faults);
            for (Map.Entry<String, Tensor> zero : zeros(graph).entrySet()) {
                if (file.constants().contains(zero.getKey())) {
                    constants.put(zero.getKey(), OnnxTensors.toOnnx(environment.environment(), zero.getValue()));
                }
            }
            SingleGraphModel model = new SingleGraphModel(
                    pack,
                    environment,
                    session,
                    signature,
                    constants,
                    file.bytes().array().length,
                    sliceNanos);
            model.warmUp();
            loaded = true;
            return model;
        } catch (OrtException e) {
            throw new InvalidPackException(what, NativeFailure.logged("it fails on a warm-up request of zeros", e), e);
        } finally {
            if (!loaded) close(constants, session);
        }
    }

    private static void close(Map<String, OnnxTensorLike> constants, OrtSession session) {
        for (OnnxTensorLike constant : constants.values()) constant.close();
        closeQuietly(session);
    }

    private static void closeQuietly(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("an ONNX Runtime session could not be closed", e);
        }
    }

    private void warmUp() throws OrtException {
        Map<String, Tensor> zeros = zeros(signature);
        List<String> all =
                signature.outputs().stream().map(ModelSignature.Port::name).toList();
        for (int i = 0; i < WARM_UP_RUNS; i++) run(zeros, all);
    }

    /** A request of zeros, every free size being 1. */
    private static Map<String, Tensor> zeros(ModelSignature signature) {
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
        return zeros;
    }

    @Override
    public ModelName name() {
        return name;
    }

    @Override
    public VersionNumber version() {
        return version;
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public ModelSignature signature() {
        return signature;
    }

    @Override
    public boolean retain() {
        int now = references.get();
        while (now > 0) {
            if (references.compareAndSet(now, now + 1)) return true;
            now = references.get();
        }
        return false;
    }

    @Override
    public void release() {
        if (references.decrementAndGet() == 0) close(constants, session);
    }

    @Override
    public long residentBytes() {
        return references.get() > 0 ? bytes : 0;
    }

    @Override
    public Execution start(Map<String, Tensor> inputs, List<String> outputs, @Nullable TenantId tenant) {
        return new SingleGraphExecution(this, inputs, outputs);
    }

    /** Rows of the given number that one slice takes. */
    int sliceRows(int rows) {
        return signature.isBatched() ? cost.rowsWithin(sliceNanos, rows) : rows;
    }

    /** Runs rows of a request, timed; outputs in the requested order. */
    List<Tensor> run(Map<String, Tensor> inputs, List<String> outputs) throws OrtException {
        Map<String, OnnxTensorLike> fed = new HashMap<>();
        try {
            for (Tensor tensor : inputs.values()) {
                fed.put(tensor.name(), OnnxTensors.toOnnx(environment.environment(), tensor));
            }
            Map<String, OnnxTensorLike> all = new HashMap<>(fed);
            all.putAll(constants);
            long start = System.nanoTime();
            try (OrtSession.Result result = session.run(all, Set.copyOf(outputs))) {
                if (signature.isBatched()) cost.record(rows(inputs), System.nanoTime() - start);
                List<Tensor> answers = new ArrayList<>(outputs.size());
                for (String output : outputs) {
                    if (!(result.get(output).orElseThrow() instanceof OnnxTensor tensor)) {
                        throw new IllegalStateException("output '" + output + "' is not a tensor");
                    }
                    TensorType type = outputTypes.get(output);
                    if (type == null) throw new IllegalStateException("output '" + output + "' is not the model's");
                    answers.add(OnnxTensors.fromOnnx(output, type, tensor));
                }
                return answers;
            }
        } finally {
            for (OnnxTensorLike tensor : fed.values()) tensor.close();
        }
    }

    static int rows(Map<String, Tensor> inputs) {
        return Math.toIntExact(inputs.values().iterator().next().size(0));
    }
}
