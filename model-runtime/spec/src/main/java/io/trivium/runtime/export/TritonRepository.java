package io.trivium.runtime.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Packs as a model repository of NVIDIA Triton: {@code <model>/config.pbtxt} and {@code <model>/<number>/model.onnx}.
 * The server counts versions in whole numbers, so a version that is not a whole number gets the next free one; the
 * original version is among the parameters of the configuration. Experts become one graph, the pack's own or one of its
 * weights; an ensemble of their pieces could not route.
 */
public final class TritonRepository {
    private static final String CONFIG = "config.pbtxt";
    private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,8}");

    private final Path root;

    /** @param root directory of the repository; made when it is missing */
    public TritonRepository(Path root) {
        this.root = root;
    }

    /**
     * Adds a pack and gives the directory of its version. The configuration becomes that of this version.
     *
     * @throws IllegalArgumentException when no whole graph answers as the pack does, or its model exists with other
     *     tensors
     * @throws FileAlreadyExistsException when this version exists
     */
    public Path add(ModelPack pack) throws IOException {
        byte[] graph = graph(pack);
        String name = pack.manifest().name().value();
        String version = pack.manifest().version().value();
        Path model = root.resolve(name);
        Path config = model.resolve(CONFIG);
        Path directory = model.resolve(WHOLE.matcher(version).matches() ? version : Integer.toString(next(model)));
        String text = new TritonConfig(
                        name,
                        pack.spec(),
                        Map.of(
                                "trivium_version", version,
                                "trivium_task", pack.spec().task().value(),
                                "trivium_manifest_sha256", pack.manifestSha256()))
                .toString();
        if (Files.exists(directory)) throw new FileAlreadyExistsException(directory.toString());
        if (Files.exists(config) && !tensors(Files.readString(config)).equals(tensors(text))) {
            throw new IllegalArgumentException("the repository has a model " + name
                    + " with other tensors, and one configuration holds for all versions; export to another --out");
        }
        Files.createDirectories(model);
        Path partial = Files.createDirectories(model.resolve("." + directory.getFileName() + ".partial"));
        Files.write(partial.resolve(ModelPack.MODEL), graph);
        Files.writeString(config, text);
        return Files.move(partial, directory);
    }

    /** The part of a configuration that must be the same for all versions. */
    private static String tensors(String config) {
        return config.lines()
                .takeWhile(line -> !line.startsWith("dynamic_batching") && !line.startsWith("parameters"))
                .filter(line -> !line.startsWith("max_batch_size"))
                .reduce("", (all, line) -> all + line + '\n');
    }

    private static int next(Path model) throws IOException {
        if (!Files.isDirectory(model)) return 1;
        try (Stream<Path> versions = Files.list(model)) {
            return 1
                    + versions.map(path -> path.getFileName().toString())
                            .filter(name -> WHOLE.matcher(name).matches())
                            .mapToInt(Integer::parseInt)
                            .max()
                            .orElse(0);
        }
    }

    private static byte[] graph(ModelPack pack) throws IOException {
        if (pack.graph().isPresent()) return pack.graph().orElseThrow().array();
        boolean fused =
                pack.manifest().files().stream().anyMatch(file -> file.path().equals(ModelPack.FUSED));
        if (fused) return withoutMask(pack.read(ModelPack.FUSED));
        if (pack.isQuantised()) {
            throw new IllegalArgumentException("pack " + pack.manifest().name() + ":"
                    + pack.manifest().version()
                    + " answers in 4 bits by its pieces only; write it with export --quantize and --fused first");
        }
        NetworkSpec network = NetworkSpec.parse(pack.read(ModelPack.SPEC), pack.spec());
        Parameters weights = Parameters.read(pack.directory().resolve(ModelPack.WEIGHTS));
        return withoutMask(new FusedGraph(network, pack.spec(), weights).full());
    }

    /** The graph with no expert masked: the input, which has no batch dimension, becomes a constant. */
    private static byte[] withoutMask(byte[] onnx) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(onnx).toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        List<ValueInfoProto> inputs = List.copyOf(graph.getInputList());
        graph.clearInput();
        for (ValueInfoProto input : inputs) {
            if (!input.getName().equals(ModelPack.MASKED)) {
                graph.addInput(input);
                continue;
            }
            List<Long> shape = input.getType().getTensorType().getShape().getDimList().stream()
                    .map(dimension -> dimension.getDimValue())
                    .toList();
            int size = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
            graph.addInitializer(TensorProto.newBuilder()
                    .setName(ModelPack.MASKED)
                    .setDataType(TensorProto.DataType.BOOL_VALUE)
                    .addAllDims(shape)
                    .setRawData(ByteString.copyFrom(new byte[size])));
        }
        return model.build().toByteArray();
    }
}
