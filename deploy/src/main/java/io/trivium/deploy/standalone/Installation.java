package io.trivium.deploy.standalone;

import io.trivium.deploy.LauncherException;
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
 * @param root where {@code ./trivium} lies
 */
public record Installation(Path root) {
    /** As told by the {@code trivium} script in the system property {@code trivium.root}. */
    public static Installation current() {
        @Nullable String root = System.getProperty("trivium.root");
        if (root == null || root.isBlank()) {
            throw new IllegalStateException("system property trivium.root is not set; start with ./trivium");
        }
        return new Installation(Path.of(root).toAbsolutePath().normalize());
    }

    /** Quarkus application of a module. */
    public Path application(String module) {
        return root.resolve(module).resolve("target/quarkus-app");
    }

    public boolean isBuilt(String module) {
        return Files.exists(application(module).resolve("quarkus-run.jar"));
    }

    Path realmDirectory() {
        return root.resolve("deploy/src/main/keycloak");
    }

    /** The Keycloak distribution, in the local Maven repository. */
    Path keycloakArchive() {
        Path pointer = root.resolve("deploy/target/standalone/keycloak-archive.txt");
        try {
            return Path.of(Files.readString(pointer).strip());
        } catch (IOException e) {
            throw LauncherException.failure(
                    "The launcher is only half built (" + pointer + " is missing); run ./trivium build --clean.");
        }
    }

    /** The MQTT broker's libraries, which do not go together with the launcher's. */
    Path mqttLibraries() {
        return root.resolve("deploy/target/standalone/mqtt-broker-lib");
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
        try (Stream<Path> modules = Files.list(root)) {
            List<Path> packs = modules.map(module -> module.resolve("src/main/packs"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
            return packs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
