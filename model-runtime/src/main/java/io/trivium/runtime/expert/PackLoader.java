package io.trivium.runtime.expert;

import io.trivium.runtime.execution.ModelLoader;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.onnx.OnnxEnvironment;
import io.trivium.runtime.onnx.SingleGraphLoader;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.serving.ServingConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Opens packs of every kind. Thread-safe. */
@ApplicationScoped
public class PackLoader implements ModelLoader {
    private final SingleGraphLoader single;
    private final ExpertCatalogue experts;

    public PackLoader(ServingConfig serving, ExpertCatalogue experts) {
        this.single = new SingleGraphLoader(OnnxEnvironment.get(serving.intraOpThreads()), serving.slice());
        this.experts = experts;
    }

    @Override
    public ServedModel load(ModelPack pack) {
        return pack.isOfPieces() ? experts.load(PackPieces.of(pack)) : single.load(pack);
    }
}
