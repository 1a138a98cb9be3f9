package io.trivium.deploy.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** The settings that an installation gives a service, compared with those that the service reads. */
final class Settings {
    private static final String PROPERTIES = "application.properties";

    /** Images of our own that run a service, by the module that they are built from. */
    private static final Map<String, String> MODULES = Map.of(
            "model-runtime", "model-runtime",
            "model-runtime-gpu", "model-runtime",
            "trainer", "model-runtime",
            "trainer-gpu", "model-runtime",
            "domain-med", "domain-med",
            "domain-fin", "domain-fin",
            "domain-industrial", "domain-industrial");

    private Settings() {}

    /** The module that an image runs; empty for images of others. */
    static Optional<String> moduleOf(String image) {
        String name = image.replaceFirst("@.*$", "").replaceFirst(":[^/]*$", "").replaceFirst("^.*/", "");
        return Optional.ofNullable(MODULES.get(name.replaceFirst("^trivium-", "")));
    }

    /** Variables and properties of the installation that no service would read; one sentence each. */
    static List<String> unread(List<Manifest> installation) {
        List<String> unread = new ArrayList<>();
        for (Manifest manifest : installation) {
            for (JsonNode container : manifest.containers()) {
                moduleOf(container.path("image").asText()).ifPresent(module -> {
                    String properties = propertiesOf(manifest, container, installation);
                    Set<String> variables = new HashSet<>();
                    container
                            .path("env")
                            .forEach(variable ->
                                    variables.add(variable.path("name").asText()));
                    unread.addAll(unread(manifest.toString(), module, variables, properties));
                });
            }
        }
        return unread;
    }

    /** The same for one service: names of its variables, and the text of its properties. */
    static List<String> unread(String where, String module, Set<String> variables, String properties) {
        ServiceKeys keys = ServiceKeys.of(module);
        Set<String> used = ServiceKeys.variablesIn(properties);
        List<String> unread = new ArrayList<>();
        for (String variable : variables) {
            if (!keys.readsVariable(variable) && !used.contains(variable)) {
                unread.add(where + ": " + module + " reads no variable " + variable);
            }
        }
        for (String property : parse(properties).stringPropertyNames()) {
            if (!keys.readsProperty(property)) unread.add(where + ": " + module + " reads no property " + property);
        }
        for (String variable : used) {
            if (!variables.contains(variable)) {
                unread.add(where + ": nothing sets the variable " + variable + " that its properties refer to");
            }
        }
        return unread;
    }

    private static Properties parse(String text) {
        Properties properties = new Properties();
        try {
            properties.load(Reader.of(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    /** The mounted {@code application.properties} of a container; empty where none is mounted. */
    private static String propertiesOf(Manifest manifest, JsonNode container, List<Manifest> installation) {
        Set<String> mounted = new HashSet<>();
        container
                .path("volumeMounts")
                .forEach(mount -> mounted.add(mount.path("name").asText()));
        Set<String> maps = new HashSet<>();
        for (JsonNode volume : manifest.podTemplate().orElseThrow().at("/spec/volumes")) {
            if (mounted.contains(volume.path("name").asText()))
                maps.add(volume.at("/configMap/name").asText());
        }
        return installation.stream()
                .filter(other -> other.kind().equals("ConfigMap") && maps.contains(other.name()))
                .map(other -> other.tree().path("data").path(PROPERTIES).asText())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }
}
