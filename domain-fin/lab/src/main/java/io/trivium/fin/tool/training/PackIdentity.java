package io.trivium.fin.tool.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.fin.tool.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which model a pack directory holds. */
record PackIdentity(String name, String version) {

    /** @throws ToolException when the directory holds no model pack */
    static PackIdentity read(Path pack) throws IOException {
        Path manifest = pack.resolve("manifest.json");
        if (!Files.isRegularFile(manifest)) {
            throw new ToolException(pack + ": no model pack there, manifest.json is missing");
        }
        JsonNode root = new ObjectMapper().readTree(manifest.toFile());
        String name = root.path("name").asText();
        String version = root.path("version").asText();
        if (name.isEmpty() || version.isEmpty()) throw new ToolException(manifest + ": names no model and version");
        return new PackIdentity(name, version);
    }
}
