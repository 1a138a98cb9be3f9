package io.trivium.runtime.pack;

import java.io.IOException;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A verified pack: every file in its directory is listed in the manifest and has the listed SHA-256. It holds either one
 * graph, whose bytes are kept here, or the pieces of a mixture of experts, which {@link #read} fetches one by one.
 * Immutable, and so are the files of a stored pack; a file that changes all the same is found out by the next read.
 *
 * @param manifestSha256 SHA-256 of {@code manifest.json}, which by its list identifies the whole pack
 * @param graph the bytes that were hashed; empty for a pack of pieces
 */
public record ModelPack(
        Path directory, PackManifest manifest, ModelSpec spec, String manifestSha256, Optional<ModelBytes> graph) {
    public static final String MANIFEST = "manifest.json";
    public static final String SPEC = "spec.yaml";
    public static final String MODEL = "model.onnx";
    /** Sorted unsigned 64-bit big-endian hashes of the rows the model has seen. */
    public static final String TRAINING_ROWS = "training-rows.bin";
    /** Parameters as the trainer has them. */
    public static final String WEIGHTS = "weights.safetensors";
    /** Balancing biases of every layer's router. */
    public static final String ROUTER = "router.safetensors";
    /** The directory of the graphs of a mixture of experts. */
    public static final String PIECES = "pieces/";
    /** The whole mixture in one graph, for a device that has an operator for it. */
    public static final String FUSED = "fused.onnx";
    /** Input of the fused graph, bool [layers, experts]: which experts may not be chosen. */
    public static final String MASKED = "masked";

    /**
     * Projections and experts in 4 bits, fitted by GPTQ; a word of commands and of the record of a pack's provenance.
     */
    public static final String GPTQ = "gptq4";

    /** Option that names a rival's kind; a word of the record of its provenance. */
    public static final String RIVAL = "--rival";

    /** Begins the names of figures of rivals on the validation rows; their kind and the metric follow. */
    public static final String RIVAL_FIGURE = "rival_";

    private static final Pattern EXPERT = Pattern.compile("pieces/layer-\\d{1,3}/expert-.*");
    private static final long MAX_MANIFEST = 8L << 20;
    private static final long MAX_SPEC = 1L << 20;

    /** The ONNX graph; wrapped so that a record may hold it. */
    public static final class ModelBytes {
        private final byte[] bytes;

        /** Takes the array itself, not a copy. */
        public ModelBytes(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The bytes themselves, not a copy; do not change them. */
        public byte[] array() {
            return bytes;
        }
    }

    /** Whether its graphs answer in 4 bits, and so not to the digit as its weights do; according to its record. */
    public boolean isQuantised() {
        PackManifest.Provenance record = manifest.provenance();
        return record != null && record.command().contains("--quantize " + GPTQ);
    }

    /** Whether it is a simple model that was trained next to a mixture of experts; according to its record. */
    public boolean isRival() {
        PackManifest.Provenance record = manifest.provenance();
        return record != null && record.command().contains(RIVAL + " ");
    }

    /** The same pack, judged as a challenger by these limits instead of those of its specification. */
    public ModelPack judgedBy(GateSpec gates) {
        Objective own = spec.objective();
        Objective judged =
                new Objective(own.loss(), own.metrics(), own.calibration(), own.gates(), gates, own.retention());
        ModelSpec governed = new ModelSpec(
                spec.task(),
                spec.inputs(),
                spec.outputs(),
                spec.head(),
                spec.latencyClass(),
                spec.serving(),
                judged,
                spec.architecture());
        return new ModelPack(directory, manifest, governed, manifestSha256, graph);
    }

    /** Reads a pack and verifies every file.
     * @throws InvalidPackException naming every file that is missing, changed, unlisted or not a plain file */
    public static ModelPack open(Path directory) {
        return open(directory, file -> true);
    }

    /**
     * As {@link #open}, but leaves the contents of single experts to {@link #read}: one that has been damaged in the
     * store is then lost alone, and the rest of the model serves.
     *
     * @throws InvalidPackException as {@link #open}
     */
    public static ModelPack openForServing(Path directory) {
        return open(directory, file -> !EXPERT.matcher(file).matches());
    }

    private static ModelPack open(Path directory, Predicate<String> verified) {
        try {
            return read(directory, verified);
        } catch (IOException e) {
            throw new InvalidPackException("invalid model pack " + directory, "its files cannot be read", e);
        }
    }

    private static ModelPack read(Path directory, Predicate<String> verified) throws IOException {
        String what = "invalid model pack " + directory;
        if (!Files.isDirectory(directory)) throw new InvalidPackException(what, List.of("there is no such directory"));
        Path manifestFile = directory.resolve(MANIFEST);
        if (!Files.isRegularFile(manifestFile, LinkOption.NOFOLLOW_LINKS) || Files.size(manifestFile) > MAX_MANIFEST) {
            throw new InvalidPackException(what, List.of(MANIFEST + " is missing, not a plain file or over 8 MiB"));
        }
        byte[] manifestBytes = Files.readAllBytes(manifestFile);
        PackManifest manifest = PackManifest.parse(manifestBytes);

        List<String> faults = new ArrayList<>();
        Map<String, Path> present = plainFiles(directory, faults);
        present.remove(MANIFEST);
        byte[] spec = new byte[0];
        Optional<ModelBytes> graph = Optional.empty();
        for (PackManifest.PackFile file : manifest.files()) {
            Path path = present.remove(file.path());
            if (path == null) {
                faults.add(file.path() + " is listed but missing");
                continue;
            }
            if (file.path().equals(SPEC) && Files.size(path) > MAX_SPEC) {
                faults.add(SPEC + " is over 1 MiB");
                continue;
            }
            boolean keep = file.path().equals(SPEC) || file.path().equals(MODEL);
            Optional<byte[]> content = verify(path, file, keep, verified.test(file.path()), faults);
            if (content.isPresent() && file.path().equals(SPEC)) spec = content.orElseThrow();
            if (content.isPresent() && file.path().equals(MODEL)) graph = content.map(ModelBytes::new);
        }
        for (String extra : present.keySet()) faults.add(extra + " is not listed in the manifest");
        if (!faults.isEmpty()) throw new InvalidPackException(what, faults);

        ModelSpec parsed = ModelSpec.parse(spec);
        if (!parsed.task().equals(manifest.task())) {
            faults.add("manifest.json is for task " + manifest.task() + ", spec.yaml for " + parsed.task());
        }
        if (graph.isEmpty()) comparePieces(manifest, PackPieces.expected(spec, parsed), faults);
        if (!faults.isEmpty()) throw new InvalidPackException(what, faults);
        return new ModelPack(directory, manifest, parsed, Sha256.of(manifestBytes), graph);
    }

    /** The content when it must be kept and is valid; faults are added to the list. */
    private static Optional<byte[]> verify(
            Path path, PackManifest.PackFile file, boolean keep, boolean hash, List<String> faults) throws IOException {
        long size = Files.size(path);
        if (size != file.bytes()) {
            faults.add(file.path() + " has " + size + " bytes, the manifest says " + file.bytes());
            return Optional.empty();
        }
        if (!keep && !hash) return Optional.empty();
        Optional<byte[]> content = keep ? Optional.of(Files.readAllBytes(path)) : Optional.empty();
        String sha256 = content.isPresent() ? Sha256.of(content.orElseThrow()) : Sha256.of(path);
        if (!sha256.equals(file.sha256())) {
            faults.add(file.path() + " has SHA-256 " + sha256 + ", the manifest says " + file.sha256());
            return Optional.empty();
        }
        return content;
    }

    private static void comparePieces(PackManifest manifest, List<String> expected, List<String> faults) {
        Set<String> listed = new TreeSet<>();
        for (PackManifest.PackFile file : manifest.files()) listed.add(file.path());
        for (String piece : expected) {
            if (!listed.contains(piece)) faults.add(piece + " is missing; the network in spec.yaml needs it");
        }
        Set<String> known = Set.copyOf(expected);
        for (String file : listed) {
            if (file.startsWith(PIECES) && !known.contains(file)) {
                faults.add(file + " is no piece of the network in spec.yaml");
            }
        }
    }

    /** Whether this pack holds the pieces of a mixture of experts and not one graph. */
    public boolean isOfPieces() {
        return manifest.isOfPieces();
    }

    /**
     * The one graph of this pack.
     *
     * @throws IllegalStateException for a pack of pieces
     */
    public ModelBytes model() {
        return graph.orElseThrow(() -> new IllegalStateException(
                "pack " + manifest.name() + ":" + manifest.version() + " has pieces and no " + MODEL));
    }

    /**
     * Reads one listed file and verifies it.
     *
     * @throws InvalidPackException when it is not listed, cannot be read or differs from the manifest
     */
    public byte[] read(String path) {
        return read(directory, manifest, path);
    }

    /**
     * The manifest of a pack alone.
     *
     * @throws InvalidPackException when it is not there or has another SHA-256
     */
    public static PackManifest manifest(Path directory, String sha256) {
        String what = "invalid model pack " + directory;
        try {
            byte[] bytes = Files.readAllBytes(directory.resolve(MANIFEST));
            if (!Sha256.of(bytes).equals(sha256)) {
                throw new InvalidPackException(what, List.of(MANIFEST + " is not the one with SHA-256 " + sha256));
            }
            return PackManifest.parse(bytes);
        } catch (IOException e) {
            throw new InvalidPackException(what, MANIFEST + " cannot be read", e);
        }
    }

    /** As {@link #read(String)}, of a pack that has not been opened. */
    public static byte[] read(Path directory, PackManifest manifest, String path) {
        String what = "invalid model pack " + directory;
        PackManifest.PackFile file = manifest.file(path)
                .orElseThrow(() -> new InvalidPackException(what, List.of(path + " is not listed in the manifest")));
        Path found = directory.resolve(path);
        List<String> faults = new ArrayList<>();
        try {
            if (!Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS)) {
                throw new InvalidPackException(what, List.of(path + " is missing or not a plain file"));
            }
            Optional<byte[]> content = verify(found, file, true, true, faults);
            if (content.isPresent()) return content.orElseThrow();
        } catch (IOException e) {
            throw new InvalidPackException(what, path + " cannot be read", e);
        }
        throw new InvalidPackException(what, faults);
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
        return manifest.file(TRAINING_ROWS).isEmpty() ? new long[0] : PackWriter.longs(read(TRAINING_ROWS));
    }
}
