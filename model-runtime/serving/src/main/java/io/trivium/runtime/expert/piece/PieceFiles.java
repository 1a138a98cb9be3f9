package io.trivium.runtime.expert.piece;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.document.Document;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.PackManifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory of pieces that take the place of a loaded model's, or that a tenant has of its own: some files laid out as
 * in a pack and {@code expert-manifest.json}, which lists them:
 *
 * <pre>{@code
 * {"format": "trivium-experts/1", "model": "fin-authorization-risk", "version": "3", "tenant": "bank-a",
 *  "files": [{"path": "pieces/layer-0/expert-fin-03.onnx", "sha256": "…", "bytes": 52113}]}
 * }</pre>
 *
 * <p>The directory must stay where it is as long as the pieces are in use: one that was paged out is read from it again.
 *
 * @param version of the pack whose pieces they replace
 * @param tenant null for the common pieces
 * @param files by path
 */
public record PieceFiles(
        Path directory,
        ModelName model,
        VersionNumber version,
        @Nullable TenantId tenant,
        Map<String, PieceFile> files) {
    public static final String MANIFEST = "expert-manifest.json";
    static final String FORMAT = "trivium-experts/1";

    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern TENANT = Pattern.compile("[a-z][a-z0-9-]{1,62}");
    private static final Pattern PATH = Pattern.compile("pieces/[a-z0-9/-]{1,100}\\.onnx");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public PieceFiles {
        files = Map.copyOf(files);
    }

    /** Reads the manifest; the files are verified when they are opened.
     * @throws InvalidPackException with every fault of it */
    public static PieceFiles read(Path directory) {
        String what = "invalid set of experts " + directory;
        Path manifest = directory.resolve(MANIFEST);
        List<String> faults = new ArrayList<>();
        try {
            if (!Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS) || Files.size(manifest) > MOST_BYTES) {
                throw new InvalidPackException(what, List.of(MANIFEST + " is missing, not a plain file or over 1 MiB"));
            }
            Document document = Document.root(JSON.readTree(Files.readAllBytes(manifest)), MANIFEST, faults);
            return read(document, directory, what, faults);
        } catch (IOException e) {
            throw new InvalidPackException(what, MANIFEST + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The manifest that {@link #read} reads. */
    public byte[] manifest() {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("model", model.value()).put("version", version.value());
        if (tenant != null) root.put("tenant", tenant.value());
        ArrayNode listed = root.putArray("files");
        files.values().stream()
                .sorted(Comparator.comparing(PieceFile::path))
                .forEach(file -> listed.addObject()
                        .put("path", file.path())
                        .put("sha256", file.sha256())
                        .put("bytes", file.bytes()));
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static PieceFiles read(Document document, Path directory, String what, List<String> faults) {
        document.text("format", Pattern.compile(Pattern.quote(FORMAT)));
        String model = document.text("model", ModelSpec.NAME);
        String version = document.text("version", PackManifest.VERSION);
        String tenant = document.has("tenant") ? document.text("tenant", TENANT) : null;
        Map<String, PieceFile> files = new LinkedHashMap<>();
        for (Document each : document.objects("files", 1, 1_000)) {
            String path = each.text("path", PATH);
            PieceFile file = new PieceFile(
                    directory, path, each.text("sha256", SHA256), each.integer("bytes", 1, Integer.MAX_VALUE));
            if (files.put(path, file) != null) each.fault("path", "is listed twice: " + path);
            each.refuseUnknownFields();
        }
        document.refuseUnknownFields();
        if (!faults.isEmpty()) throw new InvalidPackException(what, faults);
        return new PieceFiles(
                directory,
                new ModelName(model),
                new VersionNumber(version),
                tenant == null ? null : new TenantId(tenant),
                files);
    }
}
