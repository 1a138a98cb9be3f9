package io.trivium.runtime.inference;

import io.trivium.core.inference.protocol.DataType;
import io.trivium.core.inference.protocol.InferBatchStatistics;
import io.trivium.core.inference.protocol.InferStatistics;
import io.trivium.core.inference.protocol.ModelConfig;
import io.trivium.core.inference.protocol.ModelConfigResponse;
import io.trivium.core.inference.protocol.ModelDynamicBatching;
import io.trivium.core.inference.protocol.ModelInput;
import io.trivium.core.inference.protocol.ModelOutput;
import io.trivium.core.inference.protocol.ModelQueuePolicy;
import io.trivium.core.inference.protocol.ModelStatisticsResponse;
import io.trivium.core.inference.protocol.RepositoryIndexResponse;
import io.trivium.core.inference.protocol.StatisticDuration;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.serving.ModelStatistics;
import java.util.List;

/** The messages of the extensions over gRPC, with the content that {@link OipExtensionsResource} gives over REST. */
final class GrpcExtensions {
    private GrpcExtensions() {}

    static ModelConfigResponse config(InferenceService.Description model) {
        InferenceService.Limits limits = model.limits();
        ModelConfig.Builder config = ModelConfig.newBuilder()
                .setName(model.name().value())
                .setPlatform(ServerInfo.PLATFORM)
                .setBackend(ModelSettings.BACKEND)
                .setMaxBatchSize((int) ModelSettings.batch(limits));
        model.inputs()
                .forEach(port -> config.addInput(ModelInput.newBuilder()
                        .setName(port.name())
                        .setDataType(DataType.valueOf(ModelSettings.type(port.type())))
                        .addAllDims(ModelSettings.dims(port, limits))));
        model.outputs()
                .forEach(port -> config.addOutput(ModelOutput.newBuilder()
                        .setName(port.name())
                        .setDataType(DataType.valueOf(ModelSettings.type(port.type())))
                        .addAllDims(ModelSettings.dims(port, limits))));
        if (limits.batched()) {
            config.setDynamicBatching(ModelDynamicBatching.newBuilder()
                    .setMaxQueueDelayMicroseconds(
                            ModelSettings.micros(limits.serving().maxDelay()))
                    .setDefaultQueuePolicy(ModelQueuePolicy.newBuilder()
                            .setDefaultTimeoutMicroseconds(ModelSettings.micros(limits.defaultTimeout()))
                            .setAllowTimeoutOverride(true)
                            .setMaxQueueSize(limits.serving().queueCapacity())));
        }
        return ModelConfigResponse.newBuilder().setConfig(config).build();
    }

    static ModelStatisticsResponse statistics(List<ModelStatistics.View> views) {
        ModelStatisticsResponse.Builder response = ModelStatisticsResponse.newBuilder();
        for (ModelStatistics.View view : views) {
            var model = response.addModelStatsBuilder()
                    .setName(view.name().value())
                    .setVersion(view.version().value())
                    .setLastInference(view.lastMillis())
                    .setInferenceCount(view.rows())
                    .setExecutionCount(view.executions())
                    .setInferenceStats(InferStatistics.newBuilder()
                            .setSuccess(total(view.success()))
                            .setFail(total(view.fail()))
                            .setQueue(total(view.queue()))
                            .setComputeInput(total(view.input()))
                            .setComputeInfer(total(view.infer()))
                            .setComputeOutput(total(view.output())));
            view.batches()
                    .forEach(batch -> model.addBatchStats(InferBatchStatistics.newBuilder()
                            .setBatchSize(batch.rows())
                            .setComputeInput(total(batch.input()))
                            .setComputeInfer(total(batch.infer()))
                            .setComputeOutput(total(batch.output()))));
        }
        return response.build();
    }

    private static StatisticDuration total(ModelStatistics.Duration duration) {
        return StatisticDuration.newBuilder()
                .setCount(duration.count())
                .setNs(duration.nanos())
                .build();
    }

    static RepositoryIndexResponse index(List<InferenceService.Entry> entries, boolean readyOnly) {
        RepositoryIndexResponse.Builder response = RepositoryIndexResponse.newBuilder();
        for (InferenceService.Entry entry : entries) {
            if (readyOnly && !entry.ready()) continue;
            OipExtensionsResource.IndexEntry written = OipExtensionsResource.IndexEntry.of(entry);
            response.addModels(RepositoryIndexResponse.ModelIndex.newBuilder()
                    .setName(written.name())
                    .setVersion(written.version())
                    .setState(written.state())
                    .setReason(written.reason()));
        }
        return response.build();
    }
}
