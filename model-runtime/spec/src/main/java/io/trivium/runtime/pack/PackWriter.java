package io.trivium.runtime.pack;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes a pack so that its directory either holds all of it or does not exist. */
public final class PackWriter {
    private final ModelName name;
    private final VersionNumber version;
    private final Instant created;
    private final PackManifest.Provenance provenance;
    private final SortedMap<String, byte[]> files = new TreeMap<>();

    public PackWriter(ModelName name, VersionNumber version, Instant created, PackManifest.Provenance provenance) {
        this.name = name;
        this.version = version;
        this.created = created;
        this.provenance = provenance;
    }

    public PackWriter spec(byte[] yaml) {
        return file(ModelPack.SPEC, yaml);
    }

    public PackWriter model(byte[] onnx) {
        return file(ModelPack.MODEL, onnx);
    }

    /**
     * Adds a graph of a mixture of experts.
     *
     * @param piece its path below {@code pieces/}, such as {@code layer-0/expert-fin-07.onnx}
     */
    public PackWriter piece(String piece, byte[] onnx) {
        return file(ModelPack.PIECES + piece, onnx);
    }

    /**
     * Adds the list of rows the model has seen.
     *
     * @param hashes in any order
     */
    public PackWriter trainingRows(long[] hashes) {
        long[] sorted = Arrays.stream(hashes)
                .boxed()
                .sorted(Long::compareUnsigned)
                .mapToLong(Long::longValue)
                .toArray();
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * sorted.length);
        for (long hash : sorted) bytes.putLong(hash);
        return file(ModelPack.TRAINING_ROWS, bytes.array());
    }

    public PackWriter file(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    /** Writes the pack and reads it back verified.
     * @throws FileAlreadyExistsException when the directory exists and is not empty */
    public ModelPack write(Path directory) throws IOException {
        ModelSpec spec = ModelSpec.parse(files.getOrDefault(ModelPack.SPEC, new byte[0]));
        List<PackManifest.PackFile> list = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            list.add(new PackManifest.PackFile(file.getKey(), Sha256.of(file.getValue()), file.getValue().length));
        }
        PackManifest manifest =
                new PackManifest(PackManifest.FORMAT_2, name, version, created, spec.task(), list, provenance, "");

        Path target = directory.toAbsolutePath().normalize();
        if (Files.exists(target) && !isEmpty(target)) throw new FileAlreadyExistsException(target.toString());
        Path parent = target.getParent();
        if (parent == null) throw new IOException("a pack cannot be the root directory");
        Files.createDirectories(parent);
        Path staging = Files.createTempDirectory(parent, ".pack-");
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = staging.resolve(file.getKey());
                Path folder = path.getParent();
                if (folder != null) Files.createDirectories(folder);
                writeDurably(path, file.getValue());
            }
            writeDurably(staging.resolve(ModelPack.MANIFEST), manifest.toJson());
            ModelPack.open(staging);
            Files.deleteIfExists(target);
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteTree(staging);
        }
        return ModelPack.open(target);
    }

    /**
     * Replaces the manifest of a pack, which then is whole with either the old or the new one.
     *
     * @throws InvalidPackException when the pack does not match the manifest
     */
    public static ModelPack replaceManifest(Path directory, PackManifest manifest) throws IOException {
        Path staged = Files.createTempDirectory(directory.toAbsolutePath().getParent(), ".manifest-");
        try {
            Path file = staged.resolve(ModelPack.MANIFEST);
            writeDurably(file, manifest.toJson());
            Files.move(file, directory.resolve(ModelPack.MANIFEST), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteTree(staged);
        }
        return ModelPack.open(directory);
    }

    private static void writeDurably(Path path, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) channel.write(buffer);
            channel.force(true);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) return false;
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    /** Deletes a directory with all it holds; does nothing when it is not there. */
    public static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) return;
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }

    static long[] longs(byte[] bytes) {
        long[] values = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(values);
        return values;
    }
}
