package io.trivium.deploy.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.manifests.Dockerfile;
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
import java.util.stream.Stream;

/**
 * One pod that the chart asks for, as processes of this machine: the image's variables and start, the files of its volumes, what
 * its containers are told. A directory stands for {@code /opt/trivium}, another for {@code /var/lib/trivium}; ports and names of
 * services are this machine's.
 */
final class ChartPod {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IMAGE = "/opt/trivium";
    private static final String DATA = "/var/lib/trivium";
    private static final Duration PREPARATION = Duration.ofMinutes(2);

    /** Where the files and values of a cluster's secrets come from. */
    @FunctionalInterface
    interface ClusterSecrets {
        byte[] get(String secret, String key) throws IOException;
    }

    private final String module;
    private final JsonNode spec;
    private final JsonNode container;
    private final List<Manifest> manifests;
    private final Path root;
    private final Path state;
    private final Path log;
    private final Map<String, String> local;
    private final ClusterSecrets secrets;

    /**
     * A pod.
     *
     * @param name of the workload
     * @param directory for all that it has
     * @param local what of its variables is this machine's
     */
    ChartPod(
            List<Manifest> manifests,
            String name,
            Path directory,
            Path log,
            Map<String, String> local,
            ClusterSecrets secrets) {
        Manifest workload = manifests.stream()
                .filter(each -> each.name().equals(name) && each.podTemplate().isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the chart has no workload " + name));
        this.manifests = manifests;
        this.spec = workload.podTemplate().orElseThrow().path("spec");
        this.container = spec.path("containers").path(0);
        this.module = container.path("name").asText();
        this.root = directory.resolve("image");
        this.state = directory.resolve("data");
        this.log = log;
        this.local = Map.copyOf(local);
        this.secrets = secrets;
    }

    /** Makes its files, runs what comes before, and starts it. */
    Process start(Installation installation, String mark) throws IOException, InterruptedException {
        Files.createDirectories(root);
        Files.createDirectories(state);
        Files.createSymbolicLink(root.resolve("app"), installation.application(module));
        Path packs = Files.createDirectories(root.resolve("packs"));
        for (Path directory : installation.packs()) {
            try (Stream<Path> models = Files.list(directory)) {
                for (Path model : models.toList()) copy(model, packs.resolve(model.getFileName()));
            }
        }
        for (JsonNode mount : container.path("volumeMounts")) mount(mount);
        for (JsonNode before : spec.path("initContainers")) {
            List<String> command = new ArrayList<>();
            for (JsonNode word : before.path("command")) command.add(here(word.asText()));
            for (JsonNode mount : before.path("volumeMounts")) mount(mount);
            Commands.run(
                    command,
                    Map.of("PATH", Path.of(System.getProperty("java.home"), "bin") + ":/usr/bin:/bin"),
                    root,
                    log,
                    PREPARATION);
        }
        ProcessBuilder builder = new ProcessBuilder(entryPoint())
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment());
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put(Processes.MARK, mark);
        return builder.start();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) Files.copy(file, to.resolve(from.relativize(file)));
        }
    }

    private Dockerfile image() {
        return Dockerfile.all().stream()
                .filter(file -> file.image().equals(module))
                .findFirst()
                .orElseThrow();
    }

    private List<String> entryPoint() throws IOException {
        String instruction = image().instructions().stream()
                .filter(each -> each.startsWith("ENTRYPOINT "))
                .findFirst()
                .orElseThrow();
        List<String> command = new ArrayList<>();
        for (JsonNode word : JSON.readTree(instruction.substring("ENTRYPOINT ".length()))) {
            command.add(here(word.asText()));
        }
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        return command;
    }

    private Map<String, String> environment() throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        image().variables().forEach((name, value) -> environment.put(name, here(value.replace("\"", ""))));
        for (JsonNode variable : container.path("env")) {
            environment.put(variable.path("name").asText(), here(value(variable)));
        }
        environment.putAll(local);
        return environment;
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
            return module + "-0";
        }
        return variable.path("value").asText();
    }

    /** What the image and the chart say, with this machine's directories. */
    private String here(String text) {
        return text.replace("/etc/ssl/certs/java/cacerts", System.getProperty("java.home") + "/lib/security/cacerts")
                .replace(IMAGE, root.toString())
                .replace(DATA, state.toString());
    }

    private void mount(JsonNode mount) throws IOException {
        Path target = Path.of(here(mount.path("mountPath").asText()));
        if (!target.startsWith(root)) return;
        Files.createDirectories(target);
        JsonNode volume = spec.path("volumes")
                .valueStream()
                .filter(each -> each.path("name").equals(mount.path("name")))
                .findFirst()
                .orElseThrow();
        JsonNode secret = volume.path("secret");
        List<String> keys = secret.has("items")
                ? secret.path("items")
                        .valueStream()
                        .map(item -> item.path("key").asText())
                        .toList()
                : List.of("tls.crt", "tls.key", "ca.crt");
        if (volume.has("secret")) {
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
                        target.resolve(entry.getKey()), here(entry.getValue().asText()));
            }
        }
    }
}
