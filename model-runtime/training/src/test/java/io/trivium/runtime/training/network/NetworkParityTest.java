package io.trivium.runtime.training.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.trivium.runtime.export.MoePieces;
import io.trivium.runtime.export.OfflineNetwork;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The training engine's network against the graphs that are served. */
class NetworkParityTest {
    private static final String HEAD = """
            task: toy
            inputs:
            %s
            outputs:
              - {name: score, dtype: float32, shape: [-1, %d]}
            head: %s
            latencyClass: interactive
            network:
              kind: moe
              width: 16
              layers: 3
              heads: 4
              expertHidden: 12
              sharedHidden: 20
              topGroups: 1
              routeScale: 1.5
              groups: {general: 4, own: 4}
              readout: %s
              tokenizers:
            %s
            """;
    private static final String COLUMNS = HEAD.formatted("""
              - {name: events, dtype: float32, shape: [-1, 5, 4], columns: [PRESENT, A, B, C]}
              - {name: features, dtype: float32, shape: [-1, 3], columns: [A, B, C]}""", 1, "binary", "last", """
                - kind: event-sequence
                  input: events
                  derived: [{logRatio: [A, B]}]
                  signedLog: true
                  piecewise: {bins: 8, embedding: 3}
                - kind: tabular
                  input: features
                  derived: [{logRatio: [A, C]}]
                  signedLog: [B]
                  piecewise: {bins: 64, embedding: 4}""".indent(4));
    private static final String EVENTS_MEAN = HEAD.formatted(
            "  - {name: events, dtype: float32, shape: [-1, 5, 4], columns: [PRESENT, A, B, C]}",
            3,
            "multiclass",
            "mean",
            "    - {kind: event-sequence, input: events, standardise: false}");
    private static final String SERIES = HEAD.formatted(
            "  - {name: series, dtype: float32, shape: [-1, 24, 2]}",
            1,
            "regression",
            "mean",
            "    - {kind: series-patch, input: series, patch: 6, signedLog: true}");
    private static final String VOLUME = HEAD.formatted(
            "  - {name: voxels, dtype: float32, shape: [-1, 1, 9, 12, 16]}",
            1,
            "binary",
            "last",
            "    - {kind: volume-3d, input: voxels, stem: [4, 6], patch: 2}");

    private static final String LINEAR =
            HEAD.formatted("""
              - {name: series, dtype: float32, shape: [-1, 24, 2]}
              - {name: features, dtype: float32, shape: [-1, 3], columns: [A, B, C]}""", 2, "regression", "last", """
                - {kind: series-patch, input: series, patch: 6, signedLog: true}
                - {kind: tabular, input: features}""".indent(4)) + "  linear: {input: features, ridge: 0.5}\n";

    private static final String TREES = LINEAR.replace(
            "linear: {input: features, ridge: 0.5}", "trees: {input: features, parts: 3, trees: 20, depth: 3}");

    private static final String TREES_OF_CLASSES = TREES.replace("[-1, 2]", "[-1, 3]")
            .replace("head: regression", "head: multiclass")
            .replace("parts: 3", "parts: 3, served: 2");
    private static final String TREES_OF_ONE_CLASS =
            TREES.replace("[-1, 2]", "[-1, 1]").replace("head: regression", "head: binary");

    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
    }

    private static byte[] yaml(String which) {
        String text = switch (which) {
            case "columns" -> COLUMNS;
            case "events" -> EVENTS_MEAN;
            case "series" -> SERIES;
            case "linear" -> LINEAR;
            case "trees" -> TREES;
            case "trees of classes" -> TREES_OF_CLASSES;
            case "trees of one class" -> TREES_OF_ONE_CLASS;
            default -> VOLUME;
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static TaskData data(ModelSpec model, int rows, Random random) {
        Map<String, float[]> inputs = new LinkedHashMap<>();
        for (TensorSpec input : model.inputs()) {
            int perRow = 1;
            for (int i = 1; i < input.shape().size(); i++)
                perRow *= Math.toIntExact(input.shape().get(i));
            float[] values = new float[rows * perRow];
            for (int i = 0; i < values.length; i++) values[i] = (float) Math.exp(random.nextGaussian()) - 0.5f;
            if (input.name().equals("events")) pad(values, random);
            inputs.put(input.name(), values);
        }
        return new TaskData(rows, inputs, new float[0], new long[0]);
    }

    /** The product of two features, once for each of two outputs, or its sign, or its range. */
    private static TaskData labelled(ModelSpec model, TaskData data) {
        float[] features = data.input("features", 3);
        int each = model.head() == Head.REGRESSION ? 2 : 1;
        float[] labels = new float[data.rows() * each];
        for (int i = 0; i < labels.length; i++) {
            float product = features[i / each * 3] * features[i / each * 3 + 1];
            labels[i] = switch (model.head()) {
                case BINARY -> product > 0 ? 1 : 0;
                case MULTICLASS -> product < 0 ? 0 : product < 0.5f ? 1 : 2;
                default -> product;
            };
        }
        return new TaskData(data.rows(), data.inputs(), labels, data.rowHashes());
    }

    private static int perRow(TensorSpec input) {
        int perRow = 1;
        for (int i = 1; i < input.shape().size(); i++)
            perRow *= Math.toIntExact(input.shape().get(i));
        return perRow;
    }

    private static void pad(float[] events, Random random) {
        for (int row = 0; row < events.length / 20; row++) {
            int known = 1 + random.nextInt(5);
            for (int t = 0; t < 5; t++) {
                int at = row * 20 + t * 4;
                boolean present = t >= 5 - known;
                for (int c = 0; c < 4; c++) events[at + c] = present ? c == 0 ? 1 : events[at + c] : 0;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "columns",
                "events",
                "series",
                "volume",
                "linear",
                "trees",
                "trees of classes",
                "trees of one class"
            })
    void servedPiecesGiveTheTrainingEnginesAnswers(String which) throws Exception {
        byte[] yaml = yaml(which);
        ModelSpec model = ModelSpec.parse(yaml);
        NetworkSpec spec = NetworkSpec.parse(yaml, model);
        Random random = new Random(3);
        TaskData data = data(model, 40, random);
        Parameters parameters =
                InitialWeights.of(spec, model, which.startsWith("trees") ? labelled(model, data) : data, 7);
        for (String name : parameters.names()) {
            if ((!name.endsWith("bias") && !name.startsWith("heads.")) || name.contains(".trees.")) continue;
            float[] values = parameters.get(name);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * (name.startsWith("heads.") ? 0.3 : 0.05));
            }
        }
        float[] logits;
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                MoeNetwork network = new MoeNetwork(manager, spec, model, parameters)) {
            EncodedData encoded = new EncodedData(spec, model, data, parameters);
            logits = NetworkScorer.logits(
                    manager, network, encoded, model.outputs().getFirst(), loads -> {});
        }
        Map<String, Floats> inputs = new HashMap<>();
        for (TensorSpec input : model.inputs()) {
            long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
            shape[0] = data.rows();
            inputs.put(input.name(), new Floats(data.input(input.name(), perRow(input)), shape));
        }
        float[] served;
        try (OfflineNetwork network = new OfflineNetwork(new MoePieces(spec, model, parameters), spec, parameters)) {
            served = Objects.requireNonNull(network.run(inputs).get("score")).values();
        }
        float[] expected = answers(logits, which);
        assertEquals(expected.length, served.length);
        for (int i = 0; i < expected.length; i++) {
            // An answer near 0 may be the difference of larger numbers, and has their rounding.
            double difference = Math.abs(expected[i] - served[i]) / Math.max(1e-2, Math.abs(expected[i]));
            int at = i;
            assertTrue(difference <= 1e-4, () -> which + " row " + at + ": " + expected[at] + " and " + served[at]);
        }
    }

    private static float[] answers(float[] logits, String which) {
        float[] answers = logits.clone();
        switch (which) {
            case "columns", "volume", "trees of one class" -> {
                for (int i = 0; i < answers.length; i++) answers[i] = (float) (1 / (1 + Math.exp(-logits[i])));
            }
            case "events", "trees of classes" -> {
                for (int from = 0; from < answers.length; from += 3) {
                    double sum = 0;
                    for (int c = 0; c < 3; c++) sum += Math.exp(logits[from + c]);
                    for (int c = 0; c < 3; c++) answers[from + c] = (float) (Math.exp(logits[from + c]) / sum);
                }
            }
            default -> {}
        }
        return answers;
    }
}
