package io.trivium.runtime.execution;

import io.trivium.runtime.onnx.Device;
import io.trivium.runtime.onnx.OnnxEnvironment;
import io.trivium.runtime.pack.ModelPack;
import java.time.Duration;

/** Opens packs as one graph on a device. Thread-safe. */
public final class SingleGraphLoader implements ModelLoader {
    private final OnnxEnvironment environment;
    private final Device device;
    private final long sliceNanos;

    /** @param slice longest time that one step of an inference should take */
    public SingleGraphLoader(OnnxEnvironment environment, Device device, Duration slice) {
        this.environment = environment;
        this.device = device;
        this.sliceNanos = slice.toNanos();
    }

    @Override
    public ServedModel load(ModelPack pack) {
        return SingleGraphModel.load(pack, GraphFile.of(pack), environment, device, sliceNanos);
    }

    /**
     * Opens the fused graph of a pack of experts: routing is part of the graph, and no expert is masked.
     *
     * @throws io.trivium.runtime.pack.InvalidPackException also when the pack has none
     */
    public ServedModel loadFused(ModelPack pack) {
        return SingleGraphModel.load(pack, GraphFile.fused(pack), environment, device, sliceNanos);
    }
}
