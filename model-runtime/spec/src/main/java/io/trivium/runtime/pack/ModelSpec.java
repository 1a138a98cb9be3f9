package io.trivium.runtime.pack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.trivium.core.model.TaskName;
import io.trivium.runtime.document.Document;
import io.trivium.runtime.tensor.TensorType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The task of a model, its evaluation and its serving options, from the pack's {@code spec.yaml}. The parts {@code
 * network} and {@code training} of that file belong to the trainer: its {@link NetworkKind} checks them.
 *
 * @param architecture empty for a graph that was not trained here
 */
public record ModelSpec(
        TaskName task,
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        Head head,
        LatencyClass latencyClass,
        Serving serving,
        Objective objective,
        Optional<Architecture> architecture) {

    /** Names of tasks and models: short, lower case, fit for a URL and a directory. */
    public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,62}");

    static final Pattern TENSOR_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");
    static final Pattern LINE = Pattern.compile(".{1,200}");
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    /**
     * The settings for queueing and batching the requests for one model.
     *
     * @param maxBatch most rows run at once
     * @param maxDelay how long an idle worker waits for a batch to fill; zero runs the queued requests
     * @param queueCapacity requests that may wait; the next one is refused
     */
    public record Serving(int maxBatch, Duration maxDelay, int queueCapacity) {
        public static final Serving DEFAULT = new Serving(256, Duration.ZERO, 512);
    }

    /**
     * A summary of the network for display.
     *
     * @param kind such as {@code dense} or {@code moe}
     * @param expertGroup the group of experts the task trains, when it has one
     * @param tokenizers kinds, in order
     */
    public record Architecture(String kind, Optional<String> expertGroup, List<String> tokenizers) {
        public Architecture {
            tokenizers = List.copyOf(tokenizers);
        }
    }

    public ModelSpec {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** The kind of network, when the specification names one. */
    public Optional<String> network() {
        return architecture.map(Architecture::kind);
    }

    public Optional<TensorSpec> input(String name) {
        return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
    }

    /**
     * Reads a specification.
     *
     * @throws InvalidPackException with every fault of the document
     */
    public static ModelSpec parse(byte[] yaml) {
        JsonNode tree = tree(yaml);
        List<String> faults = new ArrayList<>();
        ModelSpec spec = read(Document.root(tree, "spec.yaml", faults), faults);
        faults.addAll(PackPieces.faults(yaml, spec));
        if (!faults.isEmpty()) throw invalid(faults);
        return spec;
    }

    /** The document as a tree, for the reader of its training part. */
    public static JsonNode tree(byte[] yaml) {
        try {
            JsonNode tree = YAML.readTree(new String(yaml, StandardCharsets.UTF_8));
            return tree == null ? YAML.createObjectNode() : tree;
        } catch (JsonProcessingException e) {
            throw new InvalidPackException(
                    "invalid model specification", "spec.yaml is not YAML: " + e.getOriginalMessage(), e);
        }
    }

    private static ModelSpec read(Document document, List<String> faults) {
        String task = document.text("task", NAME);
        List<TensorSpec> inputs = tensors(document, "inputs");
        List<TensorSpec> outputs = tensors(document, "outputs");
        Head head = document.constant("head", Head::ofLabel, Head.NONE, true);
        LatencyClass latency = document.constant("latencyClass", LatencyClass::ofLabel, LatencyClass.INTERACTIVE, true);
        Serving serving =
                document.optionalObject("serving").map(ModelSpec::serving).orElse(Serving.DEFAULT);
        Objective objective = Objective.read(document, inputs, head);
        Optional<Architecture> architecture = document.optionalObject("network").map(ModelSpec::architecture);
        document.ignore("training");
        if (architecture.isEmpty() && document.has("training")) {
            document.fault("training", "is of no use without network");
        }
        document.refuseUnknownFields();
        if (!faults.isEmpty()) throw invalid(faults);
        return new ModelSpec(new TaskName(task), inputs, outputs, head, latency, serving, objective, architecture);
    }

    private static InvalidPackException invalid(List<String> faults) {
        return new InvalidPackException("invalid model specification", faults);
    }

    /** Only the displayed values; the network's kind reads the rest. */
    private static Architecture architecture(Document network) {
        String kind = network.text("kind", LINE);
        if (!kind.isEmpty() && !PackPieces.names().contains(kind)) {
            network.fault("kind", "is not one of " + PackPieces.names() + ": " + kind);
        }
        Optional<String> group = network.has("group") ? Optional.of(network.text("group", LINE)) : Optional.empty();
        List<String> tokenizers = new ArrayList<>();
        for (Document each : network.objects("tokenizers", 0, 16)) tokenizers.add(each.text("kind", LINE));
        return new Architecture(kind, group, tokenizers);
    }

    private static Serving serving(Document document) {
        Serving otherwise = Serving.DEFAULT;
        int maxBatch = (int) document.integer("maxBatch", 1, 65_536, otherwise.maxBatch());
        long delayMicros = document.integer("maxDelayMicros", 0, 1_000_000, 0);
        int queue = (int) document.integer("queueCapacity", 1, 100_000, otherwise.queueCapacity());
        document.refuseUnknownFields();
        return new Serving(maxBatch, Duration.ofNanos(delayMicros * 1_000), queue);
    }

    private static List<TensorSpec> tensors(Document document, String field) {
        List<TensorSpec> tensors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Document each : document.objects(field, 1, 64)) {
            String name = each.text("name", TENSOR_NAME);
            if (!name.isEmpty() && !names.add(name)) each.fault("name", "is used twice: " + name);
            TensorType type = each.constant("dtype", TensorType::ofSpecName, TensorType.FP32, true);
            List<Long> shape = each.integers("shape", 1, 8, -1, 1L << 31);
            String unit = each.text("unit", LINE, "");
            List<String> columns = each.texts("columns", TENSOR_NAME, 0, 65_536);
            if (!columns.isEmpty() && !shape.isEmpty() && shape.getLast() != columns.size()) {
                each.fault(
                        "columns",
                        "names " + columns.size() + " columns, but the last dimension is " + shape.getLast());
            }
            double least = limit(each, "least", Double.NEGATIVE_INFINITY);
            double most = limit(each, "most", Double.POSITIVE_INFINITY);
            if (least > most) each.fault("least", "is above most");
            each.refuseUnknownFields();
            tensors.add(new TensorSpec(name, type, shape, unit, columns, least, most));
        }
        return tensors;
    }

    private static double limit(Document tensor, String field, double otherwise) {
        return tensor.has(field) ? tensor.number(field, -Double.MAX_VALUE, Double.MAX_VALUE, 0) : otherwise;
    }
}
