package io.trivium.runtime.expert;

import ai.onnxruntime.OrtException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.expert.piece.PackPieces;
import io.trivium.runtime.expert.piece.PieceFile;
import io.trivium.runtime.expert.piece.PiecePath;
import io.trivium.runtime.export.MoePieces;
import io.trivium.runtime.export.OfflineSession;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.Router;
import io.trivium.runtime.moe.Routing;
import io.trivium.runtime.moe.TokenizerParameters;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;

/** A network of experts with random weights, its pieces, and its answers computed expert by expert in plain Java. */
final class SmallNetwork {
    static final String NAME = "cards";

    private final byte[] yaml;
    final ModelSpec model;
    final NetworkSpec spec;
    final Parameters parameters;
    private final MoePieces pieces;

    SmallNetwork(String groups, int topGroups, String readout, long seed) {
        this(groups, topGroups, readout, "binary", "", seed);
    }

    private SmallNetwork(String groups, int topGroups, String readout, String head, String more, long seed) {
        this.yaml = """
                task: cards
                inputs:
                  - {name: events, dtype: float32, shape: [-1, 3, 3], columns: [present, amount, gap]}
                  - {name: features, dtype: float32, shape: [-1, 4], columns: [a, b, c, d]}
                outputs:
                  - {name: risk, dtype: float32, shape: [-1, 1]}
                head: %s
                latencyClass: interactive
                network:
                  kind: moe
                  width: 16
                  layers: 3
                  heads: 2
                  expertHidden: 12
                  sharedHidden: 20
                  topK: 2
                  topGroups: %d
                  routeScale: 1.5
                  groups: %s
                  readout: %s
                  tokenizers:
                    - {kind: event-sequence, input: events}
                    - {kind: tabular, input: features}
                %s
                """.formatted(head, topGroups, groups, readout, more).getBytes(StandardCharsets.UTF_8);
        this.model = ModelSpec.parse(yaml);
        this.spec = NetworkSpec.parse(yaml, model);
        this.parameters = random(seed);
        this.pieces = new MoePieces(spec, model, parameters);
    }

    static SmallNetwork ordinary() {
        return new SmallNetwork("{general: 3, fin: 4}", 2, "last", 1);
    }

    static SmallNetwork withLinearAnswer() {
        return new SmallNetwork("{general: 3}", 1, "last", "regression", "  linear: {input: features}", 4);
    }

    byte[] yaml() {
        return yaml;
    }

    private Parameters random(long seed) {
        Random random = new Random(seed);
        Parameters made = new Parameters();
        ParameterNames.shapes(spec, model).forEach((name, shape) -> {
            int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            boolean positive = name.contains("norm")
                    || name.endsWith(TokenizerParameters.INVERSE_DEVIATION)
                    || name.endsWith(TokenizerParameters.INVERSE_WIDTH);
            double spread = shape.length == 1 ? 0.2 : 2 / Math.sqrt((double) shape[shape.length - 1]);
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) (positive ? 0.5 + random.nextDouble() : spread * random.nextGaussian());
            }
            made.put(name, shape, values);
        });
        return made;
    }

    /** Every file of the network by its path. */
    Map<String, byte[]> files() {
        MoeTopology topology = spec.topology();
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(PiecePath.TOKENIZER, pieces.tokenizer());
        files.put(PiecePath.HEAD, pieces.head());
        for (int l = 0; l < topology.layers(); l++) {
            files.put(PiecePath.layer(l), pieces.layer(l));
            for (int e = 0; e < topology.experts(); e++) {
                files.put(PiecePath.expert(topology.id(l, e)), pieces.expert(l, e));
            }
        }
        return files;
    }

    byte[] expert(ExpertId id) {
        return pieces.expert(id.layer(), spec.topology().number(id));
    }

    byte[] layer(int layer) {
        return pieces.layer(layer);
    }

    /** Writes the files and lists them as a pack does. */
    PackPieces write(Path directory, String version) {
        try {
            Map<String, byte[]> files = files();
            Map<String, PieceFile> listed = new LinkedHashMap<>();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                listed.put(file.getKey(), write(directory, file.getKey(), file.getValue()));
            }
            Path router = directory.resolve(PiecePath.ROUTER);
            SafetensorsWriter writer = new SafetensorsWriter();
            for (int l = 0; l < spec.topology().layers(); l++) {
                writer.add(PiecePath.bias(l), new long[] {spec.topology().experts()}, bias(l));
            }
            writer.write(router);
            byte[] content = Files.readAllBytes(router);
            listed.put(
                    PiecePath.ROUTER,
                    new PieceFile(directory, PiecePath.ROUTER, PieceFile.sha256(content), content.length));
            return new PackPieces(new ModelName(NAME), new VersionNumber(version), model, spec, listed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PieceFile write(Path directory, String path, byte[] content) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return new PieceFile(directory, path, PieceFile.sha256(content), content.length);
    }

    private float[] bias(int layer) {
        return parameters.get(ParameterNames.layer(layer, ParameterNames.ROUTER_BIAS));
    }

    /** Random inputs of some rows; the first events of most rows are padding. */
    Map<String, Tensor> inputs(int rows, long seed) {
        Random random = new Random(seed);
        float[] events = new float[rows * 9];
        float[] features = new float[rows * 4];
        for (int i = 0; i < rows * 3; i++) {
            if (i % 3 < i / 3 % 3) continue;
            events[3 * i] = 1;
            events[3 * i + 1] = (float) random.nextGaussian();
            events[3 * i + 2] = (float) random.nextGaussian();
        }
        for (int i = 0; i < features.length; i++) features[i] = (float) random.nextGaussian();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("events", tensor("events", events, rows, 3, 3));
        inputs.put("features", tensor("features", features, rows, 4));
        return inputs;
    }

    static Tensor tensor(String name, float[] values, long... shape) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Tensor.of(name, TensorType.FP32, shape, bytes);
    }

    static float[] floats(Tensor tensor) {
        float[] values = new float[(int) tensor.elements()];
        tensor.data().asFloatBuffer().get(values);
        return values;
    }

    /** The answers that experts with other weights would give. */
    interface ExpertSource {
        SmallNetwork of(ExpertId id);
    }

    float[] answer(Map<String, Tensor> inputs) {
        return answer(inputs, id -> false, id -> this);
    }

    float[] answer(Map<String, Tensor> inputs, Predicate<ExpertId> missing) {
        return answer(inputs, missing, id -> this);
    }

    /** The risk of each row, computed token by token. */
    float[] answer(Map<String, Tensor> inputs, Predicate<ExpertId> missing, ExpertSource experts) {
        try {
            Map<String, Floats> fed = new LinkedHashMap<>();
            inputs.forEach((name, tensor) -> fed.put(name, new Floats(floats(tensor), tensor.shape())));
            Map<String, Floats> tokens = run(pieces.tokenizer(), fed);
            MoeTopology topology = spec.topology();
            int rows = (int) of(inputs, "features").size(0);
            Floats hidden = of(tokens, "hidden");
            for (int l = 0; l < topology.layers(); l++) {
                Map<String, Floats> block = run(pieces.layer(l), Map.of("hidden", hidden, "mask", of(tokens, "mask")));
                float[] sums = routed(l, block, missing, experts);
                int perRow = sums.length / topology.width() / rows;
                hidden = new Floats(sums, rows, perRow, topology.width());
            }
            Map<String, Floats> head = new LinkedHashMap<>(Map.of("hidden", hidden, "mask", of(tokens, "mask")));
            if (spec.base().isPresent()) head.put("features", of(fed, "features"));
            return of(run(pieces.head(), head), "risk").values();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T of(Map<String, T> map, String name) {
        return Objects.requireNonNull(map.get(name), name);
    }

    private static Map<String, Floats> run(byte[] graph, Map<String, Floats> inputs) throws OrtException {
        try (OfflineSession session = new OfflineSession(graph)) {
            return session.run(inputs);
        }
    }

    private float[] routed(int layer, Map<String, Floats> block, Predicate<ExpertId> missing, ExpertSource experts) {
        MoeTopology topology = spec.topology();
        int width = topology.width();
        float[] sums = of(block, "residual").values().clone();
        float[] normed = of(block, "normed").values();
        BitSet out = new BitSet();
        for (int e = 0; e < topology.experts(); e++) if (missing.test(topology.id(layer, e))) out.set(e);
        int tokens = sums.length / width;
        Routing routing = LayerMask.of(topology, out)
                .choose(new Router(topology, bias(layer)), of(block, "scores").values(), tokens)
                .routing();
        for (int i = 0; i < routing.experts().length; i++) {
            int expert = routing.experts()[i];
            if (expert < 0) continue;
            int at = i / routing.k() * width;
            float[] y = experts.of(topology.id(layer, expert))
                    .expertOutput(layer, expert, Arrays.copyOfRange(normed, at, at + width));
            for (int j = 0; j < width; j++) sums[at + j] += routing.weights()[i] * y[j];
        }
        return sums;
    }

    private float[] expertOutput(int layer, int expert, float[] x) {
        int hidden = spec.topology().expertHidden();
        int width = spec.topology().width();
        float[] w1 = parameters.get(ParameterNames.layer(layer, ParameterNames.EXPERTS_W1));
        float[] w3 = parameters.get(ParameterNames.layer(layer, ParameterNames.EXPERTS_W3));
        float[] w2 = parameters.get(ParameterNames.layer(layer, ParameterNames.EXPERTS_W2));
        double[] inner = new double[hidden];
        for (int i = 0; i < hidden; i++) {
            double gate = 0;
            double up = 0;
            for (int j = 0; j < width; j++) {
                gate += w1[(expert * hidden + i) * width + j] * x[j];
                up += w3[(expert * hidden + i) * width + j] * x[j];
            }
            inner[i] = gate / (1 + Math.exp(-gate)) * up;
        }
        float[] y = new float[width];
        for (int j = 0; j < width; j++) {
            double sum = 0;
            for (int i = 0; i < hidden; i++) sum += w2[(expert * width + j) * hidden + i] * inner[i];
            y[j] = (float) sum;
        }
        return y;
    }
}
