package io.trivium.deploy.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One object as Helm rendered it. */
public record Manifest(JsonNode tree) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** The objects of a stream of YAML documents. */
    static List<Manifest> parse(String yaml) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            List<Manifest> manifests = new ArrayList<>();
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                if (document.isObject() && !document.isEmpty()) manifests.add(new Manifest(document));
            }
            return List.copyOf(manifests);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String kind() {
        return tree.path("kind").asText();
    }

    String apiVersion() {
        return tree.path("apiVersion").asText();
    }

    public String name() {
        return tree.at("/metadata/name").asText();
    }

    JsonNode labels() {
        return tree.at("/metadata/labels");
    }

    /** The template of this object's pods, with their metadata, where it makes any. */
    public Optional<JsonNode> podTemplate() {
        JsonNode template =
                kind().equals("CronJob") ? tree.at("/spec/jobTemplate/spec/template") : tree.at("/spec/template");
        return Optional.of(template).filter(found -> found.path("spec").has("containers"));
    }

    /** Containers of its pods, those that only prepare included. */
    List<JsonNode> containers() {
        return podTemplate()
                .map(template -> Stream.of("initContainers", "containers")
                        .flatMap(list -> template.path("spec").path(list).valueStream())
                        .toList())
                .orElse(List.of());
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }
}
