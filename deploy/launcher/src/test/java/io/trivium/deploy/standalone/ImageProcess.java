package io.trivium.deploy.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.manifests.Dockerfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A service's image as a process of this machine: the files that it is made of, the variables that it sets, its start.
 * A directory replaces {@code /opt/trivium}, another for {@code /var/lib/trivium}, a third for {@code /run/secrets}.
 */
final class ImageProcess {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String module;
    private final Path root;
    private final Path state;
    private final Path secrets;

    /** @param directory for all that it has */
    ImageProcess(String module, Path directory, Installation installation) throws IOException {
        this.module = module;
        this.root = Files.createDirectories(directory.resolve("image"));
        this.state = Files.createDirectories(directory.resolve("data"));
        this.secrets = Files.createDirectories(directory.resolve("secrets"));
        Files.createSymbolicLink(root.resolve("app"), installation.application(module));
        // As in the image trainer, whose init container copies it.
        Files.createSymbolicLink(
                root.resolve("trainer"), installation.root().resolve("model-runtime/training/target/trainer"));
        Path packs = Files.createDirectories(root.resolve("packs"));
        for (Path packed : installation.packs()) {
            try (Stream<Path> models = Files.list(packed)) {
                for (Path model : models.toList()) copy(model, packs.resolve(model.getFileName()));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) Files.copy(file, to.resolve(from.relativize(file)));
        }
    }

    /** The directory that replaces {@code /opt/trivium}. */
    Path root() {
        return root;
    }

    /** A text of the image or of its runtime, with this machine's directories. */
    String here(String text) {
        return text.replace("/etc/ssl/certs/java/cacerts", System.getProperty("java.home") + "/lib/security/cacerts")
                .replace("/opt/trivium", root.toString())
                .replace("/var/lib/trivium", state.toString())
                .replace("/run/secrets", secrets.toString());
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

    /**
     * Starts it.
     *
     * @param told variables in addition to those of the image, which they may replace
     * @param mark by which {@link Processes#of} finds it
     */
    Process start(Map<String, String> told, Path log, String mark) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(entryPoint())
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = new LinkedHashMap<>();
        image().variables().forEach((name, value) -> environment.put(name, value.replace("\"", "")));
        environment.putAll(told);
        builder.environment().clear();
        environment.forEach((name, value) -> builder.environment().put(name, here(value)));
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put(Processes.MARK, mark);
        return builder.start();
    }
}
