package io.trivium.deploy.standalone;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.ToolCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The built working tree the launcher was started from.
 *
 * @param root directory of {@code ./trivium}
 */
public record Installation(Path root) {
    /** As set by the {@code trivium} script in the system property {@code trivium.root}. */
    public static Installation current() {
        @Nullable String root = System.getProperty("trivium.root");
        if (root == null || root.isBlank()) {
            throw new IllegalStateException("system property trivium.root is not set; start with ./trivium");
        }
        return new Installation(Path.of(root).toAbsolutePath().normalize());
    }

    /** Maven module of a service; the model runtime's control plane carries its application. */
    public Path module(String service) {
        return root.resolve(service).resolve(service.startsWith("domain-") ? "service" : "learning");
    }

    /** Quarkus application of a service. */
    public Path application(String service) {
        return module(service).resolve("target/quarkus-app");
    }

    /** Folders of the jars that a service's tools need besides those of the service. */
    List<Path> toolFolders(String service) {
        Path directory = root.resolve(service);
        return Stream.of(directory.resolve("training/target/trainer"), directory.resolve("lab/target/lab"))
                .filter(Files::isDirectory)
                .toList();
    }

    /** Class path of a service's tools. */
    public String toolClassPath(String service) {
        return ToolCommand.classPath(application(service), toolFolders(service));
    }

    public boolean isBuilt(String service) {
        return Files.exists(application(service).resolve("quarkus-run.jar"));
    }

    public Path realmDirectory() {
        return root.resolve("deploy/keycloak");
    }

    /** The Keycloak distribution, in the local Maven repository. */
    public Path keycloakArchive() {
        Path pointer = root.resolve("deploy/launcher/target/standalone/keycloak-archive.txt");
        try {
            return Path.of(Files.readString(pointer).strip());
        } catch (IOException e) {
            throw LauncherException.failure(
                    "The launcher is only half built (" + pointer + " is missing); run ./trivium build --clean.");
        }
    }

    /** The MQTT broker's libraries, which conflict with the launcher's. */
    public Path mqttLibraries() {
        return root.resolve("deploy/launcher/target/standalone/mqtt-lib");
    }

    /** Newest bundled version of a model, by version order. */
    Optional<Path> newestPack(String model) {
        return packs().stream()
                .map(directory -> directory.resolve(model))
                .filter(Files::isDirectory)
                .flatMap(directory -> {
                    try (Stream<Path> versions = Files.list(directory)) {
                        return versions.filter(Files::isDirectory).toList().stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .max(Comparator.comparing(pack ->
                        ModuleDescriptor.Version.parse(pack.getFileName().toString())));
    }

    /** Directories that hold the bundled versions of one model each. */
    public List<Path> packs() {
        return new Ports(Ports.DEFAULT_BASE)
                .services().keySet().stream()
                        .map(service -> module(service).resolve("src/main/packs"))
                        .filter(Files::isDirectory)
                        .sorted()
                        .toList();
    }
}
