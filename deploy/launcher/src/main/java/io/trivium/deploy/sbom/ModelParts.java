package io.trivium.deploy.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Bundled models; a pack's manifest lists every file with its SHA-256, so the manifest's own SHA-256 identifies the
 * pack.
 */
final class ModelParts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelParts() {}

    /** @param folders that hold {@code MODEL/VERSION/manifest.json} */
    static List<Part> read(List<Path> folders) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.find(folder, 3, (file, attributes) -> file.endsWith("manifest.json"))) {
                for (Path manifest : files.sorted().toList()) parts.add(part(manifest));
            }
        }
        return parts;
    }

    private static Part part(Path manifest) throws IOException {
        JsonNode pack = JSON.readTree(Files.readString(manifest));
        JsonNode provenance = pack.path("provenance");
        JsonNode data = provenance.path("data");
        Map<String, String> properties = new HashMap<>();
        properties.put("task", pack.path("task").asText());
        properties.put("created", pack.path("created").asText());
        properties.put("files", Integer.toString(pack.path("files").size()));
        properties.put("data", data.path("name").asText());
        properties.put("data.licence", data.path("licence").asText());
        properties.put("data.rows", data.path("rows").asText());
        properties.put("seed", provenance.path("seed").asText());
        properties.put("command", provenance.path("command").asText());
        properties.put("code", provenance.path("codeRevision").asText());
        properties.values().removeIf(String::isEmpty);
        return new Part(
                Part.Kind.MODEL,
                "io.trivium",
                pack.path("name").asText(),
                pack.path("version").asText(),
                Digests.sha256(manifest),
                List.of(),
                properties);
    }
}
