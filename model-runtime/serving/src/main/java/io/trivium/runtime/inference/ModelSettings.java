package io.trivium.runtime.inference;

import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.tensor.TensorType;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a model takes, in the forms of the protocol's metadata and of the model configuration extension. */
final class ModelSettings {
    /** The backend as Triton's configuration names it. */
    static final String BACKEND = "onnxruntime";

    private ModelSettings() {}

    /**
     * The limits of a model, for its metadata. Values are {@link Long}, {@link Boolean} or {@link String}; durations are
     * in microseconds, as the {@code timeout} of a request is.
     *
     * @param maxRequestBytes largest body over REST
     */
    static Map<String, Object> parameters(InferenceService.Limits limits, long maxRequestBytes) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("max_batch_size", batch(limits));
        parameters.put("max_queue_size", (long) limits.serving().queueCapacity());
        parameters.put("max_request_bytes", maxRequestBytes);
        parameters.put("default_timeout", micros(limits.defaultTimeout()));
        parameters.put("max_timeout", micros(limits.maxTimeout()));
        parameters.put("latency_class", limits.latencyClass().toString());
        return parameters;
    }

    static long micros(Duration duration) {
        return duration.dividedBy(ChronoUnit.MICROS.getDuration());
    }

    /** The largest batch; 0 for a model whose requests are not joined, as in Triton's configuration. */
    static long batch(InferenceService.Limits limits) {
        return limits.batched() ? limits.serving().maxBatch() : 0;
    }

    /** Sizes of a tensor without the batch, which the configuration leaves out. */
    static List<Long> dims(ModelSignature.Port port, InferenceService.Limits limits) {
        return limits.batched() ? port.shape().subList(1, port.shape().size()) : port.shape();
    }

    /** A datatype's name in the configuration. */
    static String type(TensorType type) {
        return type == TensorType.BYTES ? "TYPE_STRING" : "TYPE_" + type.name();
    }
}
