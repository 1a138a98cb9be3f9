package io.trivium.deploy.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.deploy.component.Commands;
import io.trivium.deploy.manifests.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One pod of the chart, as processes of this machine: the environment of its containers, with the files of its volumes.
 */
final class ChartPod {
    private static final Duration PREPARATION = Duration.ofMinutes(2);

    /** Where the files and values of a cluster's secrets come from. */
    @FunctionalInterface
    interface ClusterSecrets {
        byte[] get(String secret, String key) throws IOException;
    }

    private final JsonNode spec;
    private final JsonNode container;
    private final List<Manifest> manifests;
    private final ClusterSecrets secrets;

    /** @param name of the workload */
    ChartPod(List<Manifest> manifests, String name, ClusterSecrets secrets) {
        Manifest workload = manifests.stream()
                .filter(each -> each.name().equals(name) && each.podTemplate().isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the chart has no workload " + name));
        this.manifests = manifests;
        this.spec = workload.podTemplate().orElseThrow().path("spec");
        this.container = spec.path("containers").path(0);
        this.secrets = secrets;
    }

    private String module() {
        return container.path("name").asText();
    }

    /**
     * Makes its files, runs its init containers, and starts it.
     *
     * @param local variables that are specific to this machine
     */
    Process start(Installation installation, Path directory, Map<String, String> local, Path log, String mark)
            throws IOException, InterruptedException {
        ImageProcess image = new ImageProcess(module(), directory, installation);
        for (JsonNode mount : container.path("volumeMounts")) mount(image, mount);
        for (JsonNode before : spec.path("initContainers")) {
            List<String> command = new ArrayList<>();
            for (JsonNode word : before.path("command")) command.add(image.here(word.asText()));
            for (JsonNode mount : before.path("volumeMounts")) mount(image, mount);
            Commands.run(
                    command,
                    Map.of("PATH", Path.of(System.getProperty("java.home"), "bin") + ":/usr/bin:/bin"),
                    image.root(),
                    log,
                    PREPARATION);
        }
        Map<String, String> told = new LinkedHashMap<>();
        for (JsonNode variable : container.path("env"))
            told.put(variable.path("name").asText(), value(variable));
        told.putAll(local);
        return image.start(told, log, mark);
    }

    private String value(JsonNode variable) throws IOException {
        JsonNode from = variable.path("valueFrom");
        if (from.has("secretKeyRef")) {
            JsonNode key = from.path("secretKeyRef");
            return new String(
                    secrets.get(key.path("name").asText(), key.path("key").asText()), StandardCharsets.UTF_8);
        }
        if (from.has("fieldRef")) {
            if (!from.at("/fieldRef/fieldPath").asText().equals("metadata.name")) {
                throw new IllegalArgumentException("not known here: " + from);
            }
            return module() + "-0";
        }
        return variable.path("value").asText();
    }

    private void mount(ImageProcess image, JsonNode mount) throws IOException {
        Path target = Path.of(image.here(mount.path("mountPath").asText()));
        if (!target.startsWith(image.root())) return;
        Files.createDirectories(target);
        JsonNode volume = spec.path("volumes")
                .valueStream()
                .filter(each -> each.path("name").equals(mount.path("name")))
                .findFirst()
                .orElseThrow();
        JsonNode secret = volume.path("secret");
        if (volume.has("secret")) {
            List<String> keys = secret.has("items")
                    ? secret.path("items")
                            .valueStream()
                            .map(item -> item.path("key").asText())
                            .toList()
                    : List.of("tls.crt", "tls.key", "ca.crt");
            for (String key : keys) {
                Files.write(
                        target.resolve(key),
                        secrets.get(secret.path("secretName").asText(), key));
            }
        } else if (volume.has("configMap")) {
            String name = volume.at("/configMap/name").asText();
            Manifest map = manifests.stream()
                    .filter(each ->
                            each.kind().equals("ConfigMap") && each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            for (Map.Entry<String, JsonNode> entry : map.tree().path("data").properties()) {
                Files.writeString(
                        target.resolve(entry.getKey()),
                        image.here(entry.getValue().asText()));
            }
        }
    }
}
