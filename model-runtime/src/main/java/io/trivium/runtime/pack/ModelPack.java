package io.trivium.runtime.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A verified pack: every file in its directory is listed in the manifest and has the listed SHA-256, and the bytes of
 * the model held here are the ones that were hashed.
 *
 * @param manifestSha256 SHA-256 of {@code manifest.json}, which by its list stands for the whole pack
 */
public record ModelPack(
        Path directory, PackManifest manifest, ModelSpec spec, String manifestSha256, ModelBytes model) {
    public static final String MANIFEST = "manifest.json";
    public static final String SPEC = "spec.yaml";
    public static final String MODEL = "model.onnx";
    /** Sorted unsigned 64-bit big-endian hashes of the rows the model has seen. */
    public static final String TRAINING_ROWS = "training-rows.bin";

    private static final long MAX_SMALL_FILE = 1 << 20;

    /** The ONNX graph; wrapped so that a record may hold it. */
    public static final class ModelBytes {
        private final byte[] bytes;

        ModelBytes(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The bytes themselves, not a copy; do not change them. */
        public byte[] array() {
            return bytes;
        }
    }

    /** Reads and verifies a pack.
     * @throws InvalidPackException naming every file that is missing, changed, unlisted or not a plain file */
    public static ModelPack open(Path directory) {
        try {
            return read(directory);
        } catch (IOException e) {
            throw new InvalidPackException("invalid model pack " + directory, "it cannot be read: " + e, e);
        }
    }

    private static ModelPack read(Path directory) throws IOException {
        String what = "invalid model pack " + directory;
        if (!Files.isDirectory(directory)) throw new InvalidPackException(what, List.of("there is no such directory"));
        Path manifestFile = directory.resolve(MANIFEST);
        if (!Files.isRegularFile(manifestFile, LinkOption.NOFOLLOW_LINKS)
                || Files.size(manifestFile) > MAX_SMALL_FILE) {
            throw new InvalidPackException(what, List.of(MANIFEST + " is missing, not a plain file or over 1 MiB"));
        }
        byte[] manifestBytes = Files.readAllBytes(manifestFile);
        PackManifest manifest = PackManifest.parse(manifestBytes);

        List<String> faults = new ArrayList<>();
        Map<String, Path> present = plainFiles(directory, faults);
        present.remove(MANIFEST);
        byte[] spec = new byte[0];
        byte[] model = new byte[0];
        for (PackManifest.PackFile file : manifest.files()) {
            Path path = present.remove(file.path());
            if (path == null) {
                faults.add(file.path() + " is listed but missing");
                continue;
            }
            boolean keep = file.path().equals(SPEC) || file.path().equals(MODEL);
            long size = Files.size(path);
            if (size != file.bytes()) {
                faults.add(file.path() + " has " + size + " bytes, the manifest says " + file.bytes());
                continue;
            }
            byte[] content = keep ? Files.readAllBytes(path) : null;
            String sha256 = content != null ? Sha256.of(content) : Sha256.of(path);
            if (!sha256.equals(file.sha256())) {
                faults.add(file.path() + " has SHA-256 " + sha256 + ", the manifest says " + file.sha256());
            }
            if (content != null && file.path().equals(SPEC)) spec = content;
            if (content != null && file.path().equals(MODEL)) model = content;
        }
        for (String extra : present.keySet()) faults.add(extra + " is not listed in the manifest");
        if (!faults.isEmpty()) throw new InvalidPackException(what, faults);

        ModelSpec parsed = ModelSpec.parse(spec);
        if (!parsed.task().equals(manifest.task())) {
            throw new InvalidPackException(
                    what, List.of("manifest.json is for task " + manifest.task() + ", spec.yaml for " + parsed.task()));
        }
        return new ModelPack(directory, manifest, parsed, Sha256.of(manifestBytes), new ModelBytes(model));
    }

    private static Map<String, Path> plainFiles(Path directory, List<String> faults) throws IOException {
        Map<String, Path> files = new HashMap<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = directory.relativize(file).toString().replace('\\', '/');
                if (attributes.isRegularFile()) files.put(name, file);
                else faults.add(name + " is a link or not a plain file");
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /** Hashes of the rows the model was trained or selected on, sorted as unsigned numbers; empty when unknown. */
    public long[] trainingRows() {
        Path file = directory.resolve(TRAINING_ROWS);
        if (!Files.exists(file)) return new long[0];
        try {
            return PackWriter.longs(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
