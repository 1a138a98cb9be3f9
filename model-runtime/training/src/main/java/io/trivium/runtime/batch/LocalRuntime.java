package io.trivium.runtime.batch;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.trivium.core.model.ModelName;
import io.trivium.runtime.expert.ExpertCatalogue;
import io.trivium.runtime.expert.PackLoader;
import io.trivium.runtime.expert.piece.ExpertConfig;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.serving.ServingConfig;
import io.trivium.runtime.tensor.Tensor;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The runtime's own scheduler and models in this process, configured as a service is by default. */
public final class LocalRuntime implements AutoCloseable {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ServingConfig config;
    private final ExpertCatalogue experts;
    private final PackLoader loader;
    private final InferenceService service;

    public LocalRuntime() {
        this(0);
    }

    /** @param workers threads that run models; 0 for one per core, as a service has them */
    public LocalRuntime(int workers) {
        this(Map.of("workers", workers));
    }

    /**
     * A runtime with settings of its own.
     *
     * @param serving values by the name of their method in {@link ServingConfig}
     * @throws IllegalStateException when the device cannot be used
     */
    public LocalRuntime(Map<String, ?> serving) {
        this(serving, Map.of());
    }

    /** As {@link #LocalRuntime(Map)}, with room for so many bytes of experts. */
    public LocalRuntime(Map<String, ?> serving, long expertBytes) {
        this(serving, Map.of("memoryBudget", new MemorySize(BigInteger.valueOf(expertBytes))));
    }

    private LocalRuntime(Map<String, ?> serving, Map<String, ?> expert) {
        this.config = Defaults.of(ServingConfig.class, serving);
        this.experts = new ExpertCatalogue(config, Defaults.of(ExpertConfig.class, expert), meters);
        this.loader = new PackLoader(config, experts);
        this.service = new InferenceService(config, loader, meters);
    }

    public SimpleMeterRegistry meters() {
        return meters;
    }

    public InferenceService service() {
        return service;
    }

    public ExpertCatalogue experts() {
        return experts;
    }

    public PackLoader loader() {
        return loader;
    }

    /** Longest time a worker should be busy before it looks for more urgent work. */
    public Duration slice() {
        return config.slice();
    }

    public static int workers() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Loads a pack and lets it answer requests that name no version. */
    public void serve(ModelPack pack) {
        service.load(pack);
        service.makeDefault(pack.manifest().name(), pack.manifest().version());
    }

    public CompletableFuture<InferenceAnswer> infer(
            ModelName model, List<Tensor> inputs, Optional<LatencyClass> latencyClass, Duration timeout) {
        return service.infer(new InferenceCall(
                model, Optional.empty(), inputs, List.of(), null, 0, latencyClass, Optional.of(timeout)));
    }

    @Override
    public void close() {
        service.stop();
        experts.stop();
    }
}
