package io.trivium.runtime.pack;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.document.Document;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The pack's table of contents, {@code manifest.json}: its identity, the SHA-256 of every file and its provenance.
 *
 * @param format {@link #FORMAT_1}, one graph; or {@link #FORMAT_2}, one graph or the pieces of a mixture of experts
 * @param signature as {@link PackSignature} writes it; empty when unsigned. Not checked here
 */
public record PackManifest(
        String format,
        ModelName name,
        VersionNumber version,
        Instant created,
        TaskName task,
        List<PackFile> files,
        Provenance provenance,
        String signature) {

    public static final String FORMAT_1 = "trivium-pack/1";
    public static final String FORMAT_2 = "trivium-pack/2";
    /** Most files of one pack. */
    public static final int MOST_FILES = 20_000;

    /** Texts that are a {@link VersionNumber}. */
    public static final Pattern VERSION = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9}){0,3}");

    private static final Pattern PATH = Pattern.compile(
            "[A-Za-z0-9][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*(/[A-Za-z0-9][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*){0,4}");
    private static final Pattern FORMAT = Pattern.compile("trivium-pack/[12]");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();
    private static final ObjectMapper CANONICAL = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /**
     * One file of the pack.
     *
     * @param path relative to the pack, with forward slashes
     */
    public record PackFile(String path, String sha256, long bytes) {}

    /** The provenance of the model, sufficient to reproduce it. */
    public record Provenance(
            String codeRevision, long seed, String command, TrainingData data, Map<String, Double> metrics) {
        public Provenance {
            metrics = Map.copyOf(metrics);
        }
    }

    /**
     * The rows the model was trained on.
     *
     * @param from first day of the data, or empty when it has no days; {@code to} likewise the last
     */
    public record TrainingData(String name, String licence, String from, String to, long rows, long positives) {}

    public PackManifest {
        files = List.copyOf(files);
    }

    /**
     * Reads a manifest.
     *
     * @throws InvalidPackException with every fault of the document
     */
    public static PackManifest parse(byte[] json) {
        JsonNode tree;
        try {
            tree = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new InvalidPackException(
                    "invalid pack manifest", "manifest.json is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidPackException(
                    "invalid pack manifest", "manifest.json cannot be read: " + e.getMessage(), e);
        }
        List<String> faults = new ArrayList<>();
        return read(Document.root(tree, "manifest.json", faults), faults);
    }

    private static PackManifest read(Document document, List<String> faults) {
        String format = document.text("format", FORMAT);
        String name = document.text("name", ModelSpec.NAME);
        String version = document.text("version", VERSION);
        Instant created = instant(document, "created");
        String task = document.text("task", ModelSpec.NAME);
        List<PackFile> files = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (Document each : document.objects("files", 2, MOST_FILES)) {
            String path = each.text("path", PATH);
            if (!path.isEmpty() && !paths.add(path)) each.fault("path", "is listed twice: " + path);
            if (path.equals("manifest.json")) each.fault("path", "is the manifest itself");
            files.add(new PackFile(path, each.text("sha256", SHA256), each.integer("bytes", 0, Long.MAX_VALUE)));
            each.refuseUnknownFields();
        }
        boolean pieces = paths.stream().anyMatch(path -> path.startsWith(ModelPack.PIECES));
        if (!paths.contains(ModelPack.SPEC)) document.fault("files", "does not list " + ModelPack.SPEC);
        if (pieces && format.equals(FORMAT_1)) {
            document.fault("format", "must be " + FORMAT_2 + " for a pack of pieces");
        }
        if (pieces && paths.contains(ModelPack.MODEL)) {
            document.fault("files", "lists both " + ModelPack.MODEL + " and pieces; which of them serves?");
        }
        if (!pieces && !paths.contains(ModelPack.MODEL)) document.fault("files", "does not list " + ModelPack.MODEL);
        Provenance provenance = provenance(document.object("provenance"));
        String signature = document.text("signature", Pattern.compile("[A-Za-z0-9+/=_.:-]{1,4096}"), "");
        document.refuseUnknownFields();
        if (!faults.isEmpty()) throw new InvalidPackException("invalid pack manifest", faults);
        return new PackManifest(
                format,
                new ModelName(name),
                new VersionNumber(version),
                created,
                new TaskName(task),
                files,
                provenance,
                signature);
    }

    private static Provenance provenance(Document document) {
        String revision = document.text("codeRevision", ModelSpec.LINE, "");
        long seed = document.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0);
        String command = document.text("command", Pattern.compile("(?s).{0,4000}"), "");
        Document data = document.object("data");
        TrainingData trained = new TrainingData(
                data.text("name", ModelSpec.LINE),
                data.text("licence", ModelSpec.LINE, ""),
                data.text("from", ModelSpec.LINE, ""),
                data.text("to", ModelSpec.LINE, ""),
                data.integer("rows", 0, Long.MAX_VALUE),
                data.integer("positives", 0, Long.MAX_VALUE, 0));
        data.refuseUnknownFields();
        Map<String, Double> metrics = new LinkedHashMap<>();
        document.find("metrics")
                .ifPresent(node -> node.properties().forEach(metric -> {
                    if (metric.getValue().isNumber()
                            && Double.isFinite(metric.getValue().doubleValue())) {
                        metrics.put(metric.getKey(), metric.getValue().doubleValue());
                    } else {
                        document.fault("metrics", "." + metric.getKey() + " is not a finite number");
                    }
                }));
        document.refuseUnknownFields();
        return new Provenance(revision, seed, command, trained, metrics);
    }

    private static Instant instant(Document document, String field) {
        String text = document.text(field, ModelSpec.LINE);
        try {
            return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException e) {
            document.fault(field, "is not an RFC 3339 instant: " + text);
            return Instant.EPOCH;
        }
    }

    /** The same manifest with another signature; empty removes it. */
    public PackManifest signed(String newSignature) {
        return new PackManifest(format, name, version, created, task, files, provenance, newSignature);
    }

    /** The file of that path, when it is listed. */
    public Optional<PackFile> file(String path) {
        return files.stream().filter(file -> file.path().equals(path)).findFirst();
    }

    /** Whether the pack holds the pieces of a mixture of experts and not one graph. */
    public boolean isOfPieces() {
        return file(ModelPack.MODEL).isEmpty();
    }

    /** Bytes of all listed files. */
    public long bytes() {
        return files.stream().mapToLong(PackFile::bytes).sum();
    }

    byte[] toJson() {
        ObjectNode root = tree();
        if (!signature.isEmpty()) root.put("signature", signature);
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest of texts and numbers could not be written", e);
        }
    }

    /**
     * The bytes that a signature covers: this manifest without the signature, as JSON with keys in order of their
     * characters, files in order of their paths, no spaces, in UTF-8.
     */
    public byte[] canonicalBytes() {
        try {
            return CANONICAL.writeValueAsBytes(JSON.convertValue(tree(), Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest of texts and numbers could not be written", e);
        }
    }

    private ObjectNode tree() {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", format).put("name", name.value()).put("version", version.value());
        root.put("created", created.toString()).put("task", task.value());
        ArrayNode list = root.putArray("files");
        files.stream()
                .sorted(Comparator.comparing(PackFile::path))
                .forEach(file -> list.addObject()
                        .put("path", file.path())
                        .put("sha256", file.sha256())
                        .put("bytes", file.bytes()));
        root.set("provenance", provenanceTree());
        return root;
    }

    private ObjectNode provenanceTree() {
        ObjectNode tree = JSON.createObjectNode();
        if (!provenance.codeRevision().isEmpty()) tree.put("codeRevision", provenance.codeRevision());
        tree.put("seed", provenance.seed());
        if (!provenance.command().isEmpty()) tree.put("command", provenance.command());
        TrainingData data = provenance.data();
        ObjectNode node = tree.putObject("data").put("name", data.name());
        if (!data.licence().isEmpty()) node.put("licence", data.licence());
        if (!data.from().isEmpty()) node.put("from", data.from());
        if (!data.to().isEmpty()) node.put("to", data.to());
        node.put("rows", data.rows()).put("positives", data.positives());
        ObjectNode metrics = tree.putObject("metrics");
        provenance.metrics().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(metric -> metrics.put(metric.getKey(), metric.getValue()));
        return tree;
    }

    /** The provenance as JSON text, as the registry stores and shows it. */
    public String provenanceJson() {
        return provenanceTree().toString();
    }
}
