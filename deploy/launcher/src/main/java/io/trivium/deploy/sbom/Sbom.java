package io.trivium.deploy.sbom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Everything that is shipped. Written as CycloneDX 1.6; the same parts give the same document.
 *
 * @param parts by kind, then by name
 */
public record Sbom(List<Part> parts) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Sbom {
        parts = List.copyOf(parts);
    }

    /**
     * Reads a built working tree.
     *
     * @param repositories local Maven repositories, for licences
     * @param packs folders of bundled models
     */
    public static Sbom of(Path root, List<Path> repositories, List<Path> packs) throws IOException {
        List<Part> parts = new ArrayList<>(new JavaParts(root, new Poms(repositories)).read());
        parts.addAll(NpmParts.read(root));
        parts.addAll(ModelParts.read(packs));
        return new Sbom(parts);
    }

    public long count(Part.Kind kind) {
        return parts.stream().filter(part -> part.kind() == kind).count();
    }

    public String toCycloneDx() {
        ArrayNode components = JSON.createArrayNode();
        parts.forEach(part -> components.add(component(part)));
        ObjectNode document = JSON.createObjectNode();
        document.put("bomFormat", "CycloneDX").put("specVersion", "1.6");
        UUID serial = UUID.nameUUIDFromBytes(components.toString().getBytes(StandardCharsets.UTF_8));
        document.put("serialNumber", "urn:uuid:" + serial).put("version", 1);
        document.putObject("metadata")
                .putObject("component")
                .put("type", "application")
                .put("name", "trivium")
                .put("version", "0.1.0");
        document.set("components", components);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document of texts could not be written", e);
        }
    }

    private static ObjectNode component(Part part) {
        ObjectNode component = JSON.createObjectNode();
        component.put("type", part.kind() == Part.Kind.MODEL ? "machine-learning-model" : "library");
        component.put("bom-ref", part.purl());
        if (!part.group().isEmpty()) component.put("group", part.group());
        component.put("name", part.name()).put("version", part.version()).put("purl", part.purl());
        if (!part.sha256().isEmpty()) {
            component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", part.sha256());
        }
        if (!part.licences().isEmpty()) {
            ArrayNode licences = component.putArray("licenses");
            part.licences()
                    .forEach(name -> licences.addObject().putObject("license").put("name", name));
        }
        if (!part.properties().isEmpty()) {
            String prefix = "trivium:" + part.kind().name().toLowerCase(Locale.ROOT) + ":";
            ArrayNode properties = component.putArray("properties");
            part.sortedProperties()
                    .forEach((name, value) ->
                            properties.addObject().put("name", prefix + name).put("value", value));
        }
        return component;
    }
}
