package io.trivium.runtime.expert;

import io.trivium.runtime.execution.ModelLoader;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.execution.SingleGraphLoader;
import io.trivium.runtime.expert.piece.PackPieces;
import io.trivium.runtime.onnx.Device;
import io.trivium.runtime.onnx.OnnxEnvironment;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.serving.ServingConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Opens packs of every kind. Thread-safe. */
@ApplicationScoped
public class PackLoader implements ModelLoader {
    private final SingleGraphLoader single;
    private final ExpertCatalogue experts;
    private final boolean fused;

    public PackLoader(ServingConfig serving, ExpertCatalogue experts) {
        OnnxEnvironment environment = OnnxEnvironment.get(serving.intraOpThreads());
        Device device = Device.parse(serving.device());
        environment.require(device);
        this.single = new SingleGraphLoader(environment, device, serving.slice());
        this.fused = serving.fused().orElse(device.isCuda());
        this.experts = experts;
    }

    @Override
    public ServedModel load(ModelPack pack) {
        if (!pack.isOfPieces()) return single.load(pack);
        boolean hasFused =
                pack.manifest().files().stream().anyMatch(file -> file.path().equals(ModelPack.FUSED));
        return fused && hasFused ? single.loadFused(pack) : experts.load(PackPieces.of(pack));
    }
}
