package io.trivium.deploy.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Packages that the consoles are bundled from; packages that only build or test them are not shipped. */
final class NpmParts {
    private static final String FOLDER = "node_modules/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private NpmParts() {}

    static List<Part> read(Path root) throws IOException {
        List<Part> parts = new ArrayList<>();
        JsonNode packages = JSON.readTree(Files.readString(root.resolve("package-lock.json")))
                .path("packages");
        for (Map.Entry<String, JsonNode> each : packages.properties()) {
            JsonNode lock = each.getValue();
            int at = each.getKey().lastIndexOf(FOLDER);
            if (at < 0 || isNotShipped(lock)) continue;
            String name = each.getKey().substring(at + FOLDER.length());
            int slash = name.indexOf('/');
            parts.add(new Part(
                    Part.Kind.NPM,
                    slash < 0 ? "" : name.substring(0, slash),
                    name.substring(slash + 1),
                    lock.path("version").asText(),
                    "",
                    lock.has("license") ? List.of(lock.path("license").asText()) : List.of(),
                    Map.of("integrity", lock.path("integrity").asText())));
        }
        return parts;
    }

    private static boolean isNotShipped(JsonNode lock) {
        return lock.path("dev").asBoolean()
                || lock.path("link").asBoolean()
                || lock.path("optional").asBoolean()
                || lock.path("devOptional").asBoolean();
    }
}
