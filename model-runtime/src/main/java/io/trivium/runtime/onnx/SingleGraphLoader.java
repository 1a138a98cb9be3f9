package io.trivium.runtime.onnx;

import io.trivium.runtime.execution.ModelLoader;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.pack.ModelPack;
import java.time.Duration;

/** Opens packs whose model is one graph. Thread-safe. */
public final class SingleGraphLoader implements ModelLoader {
    private final OnnxEnvironment environment;
    private final long sliceNanos;

    /** @param slice longest time that one step of an inference should take */
    public SingleGraphLoader(OnnxEnvironment environment, Duration slice) {
        this.environment = environment;
        this.sliceNanos = slice.toNanos();
    }

    @Override
    public ServedModel load(ModelPack pack) {
        return SingleGraphModel.load(pack, environment, sliceNanos);
    }
}
