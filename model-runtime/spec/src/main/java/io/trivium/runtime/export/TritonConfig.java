package io.trivium.runtime.export;

import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.tensor.TensorType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The {@code config.pbtxt} of a model in a repository of NVIDIA Triton: the text form of its message {@code ModelConfig},
 * of which the fields used here are those its model configuration guide describes.
 */
final class TritonConfig {
    private final String name;
    private final ModelSpec spec;
    private final Map<String, String> parameters;

    /** @param parameters texts that travel with the model and mean nothing to the server */
    TritonConfig(String name, ModelSpec spec, Map<String, String> parameters) {
        this.name = name;
        this.spec = spec;
        this.parameters = new TreeMap<>(parameters);
    }

    /** Whether the server may join requests along the first dimension of every tensor, which its dims then leave out. */
    boolean isBatched() {
        return Stream.concat(spec.inputs().stream(), spec.outputs().stream())
                .allMatch(tensor -> !tensor.shape().isEmpty() && tensor.shape().getFirst() < 0);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("name: ").append(quoted(name)).append('\n');
        text.append("backend: \"onnxruntime\"\n");
        text.append("max_batch_size: ")
                .append(isBatched() ? spec.serving().maxBatch() : 0)
                .append('\n');
        for (TensorSpec input : spec.inputs()) text.append(tensor("input", input));
        for (TensorSpec output : spec.outputs()) text.append(tensor("output", output));
        if (isBatched()) text.append(batching());
        parameters.forEach((key, value) -> text.append(String.format(
                Locale.ROOT,
                "parameters {%n  key: %s%n  value { string_value: %s }%n}%n",
                quoted(key),
                quoted(value))));
        return text.toString();
    }

    private String tensor(String field, TensorSpec tensor) {
        List<Long> shape =
                isBatched() ? tensor.shape().subList(1, tensor.shape().size()) : tensor.shape();
        // dims may not be empty: a number a row is one of shape [1] to the server, and one of shape [] to the graph.
        String dims = shape.isEmpty()
                ? "dims: [ 1 ]\n  reshape { shape: [ ] }"
                : "dims: [ " + shape.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " ]";
        return String.format(
                Locale.ROOT,
                "%s {%n  name: %s%n  data_type: %s%n  %s%n}%n",
                field,
                quoted(tensor.name()),
                type(tensor.type()),
                dims);
    }

    private String batching() {
        return String.format(
                Locale.ROOT,
                "dynamic_batching {%n  max_queue_delay_microseconds: %d%n"
                        + "  default_queue_policy { max_queue_size: %d }%n}%n",
                spec.serving().maxDelay().toNanos() / 1_000,
                spec.serving().queueCapacity());
    }

    private static String type(TensorType type) {
        return type == TensorType.BYTES ? "TYPE_STRING" : "TYPE_" + type.name();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
