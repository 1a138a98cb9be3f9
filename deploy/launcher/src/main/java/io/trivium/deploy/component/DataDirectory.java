package io.trivium.deploy.component;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** Everything one standalone platform writes: components' data, secrets, logs and run files. */
public final class DataDirectory {
    public static final String FORMAT = "trivium-data/1";

    private final Path root;

    private DataDirectory(Path root) {
        this.root = root;
    }

    /** The directory as it is on disk, which need not exist yet. */
    public static DataDirectory at(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return new DataDirectory(Files.exists(absolute) ? absolute.toRealPath() : absolute);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates missing files and refuses a directory of another program or of a newer Trivium. */
    public static DataDirectory open(Path path) {
        try {
            Path absolute = path.toAbsolutePath().normalize();
            if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
                throw LauncherException.failure(
                        absolute + " is a file; name a directory with --data-dir or TRIVIUM_DATA_DIR.");
            }
            Files.createDirectories(absolute);
            DataDirectory data = new DataDirectory(absolute.toRealPath());
            data.checkFormat();
            for (Path directory : new Path[] {data.logs(), data.run(), data.secrets(), data.apps()}) {
                Files.createDirectories(directory);
            }
            Files.setPosixFilePermissions(data.root, PosixFilePermissions.fromString("rwx------"));
            Files.setPosixFilePermissions(data.secrets(), PosixFilePermissions.fromString("rwx------"));
            return data;
        } catch (IOException e) {
            throw LauncherException.failure("The data directory " + path + " cannot be written ("
                    + e.getClass().getSimpleName() + ": " + e.getMessage()
                    + "); name another with --data-dir or TRIVIUM_DATA_DIR.");
        }
    }

    private void checkFormat() throws IOException {
        Path marker = root.resolve("FORMAT");
        if (Files.exists(marker)) {
            String found = Files.readString(marker).strip();
            if (!found.equals(FORMAT)) {
                throw LauncherException.refused("The data directory " + root + " has the format '" + found
                        + "' and this Trivium reads '" + FORMAT + "'; name another directory with --data-dir.");
            }
            return;
        }
        try (var entries = Files.list(root)) {
            if (entries.anyMatch(entry -> !entry.getFileName().toString().equals("logs"))) {
                throw LauncherException.refused("The directory " + root
                        + " is not empty and was not made by Trivium; name an empty or new one with --data-dir.");
            }
        }
        writeAtomically(marker, FORMAT + "\n");
    }

    public static void writeAtomically(Path file, String content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(temporary, content);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    public Path root() {
        return root;
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path log(String component) {
        return logs().resolve(component + ".log");
    }

    public Path run() {
        return root.resolve("run");
    }

    public Path secrets() {
        return root.resolve("secrets");
    }

    /** Copies of the built services, so that a build under a running platform does not break it. */
    public Path apps() {
        return root.resolve("apps");
    }

    /** Copy of a folder of {@link Installation#toolFolders}. */
    public Path toolFolder(String service, String folder) {
        return apps().resolve(service + "-" + folder);
    }

    /** Copy of the jars that the model runtime's trainer needs besides those of the service. */
    public Path trainer() {
        return toolFolder("model-runtime", "trainer");
    }

    /** Class path of a service's tools, as copied when the service was started. */
    public String toolClassPath(String service) {
        return ToolCommand.classPath(
                apps().resolve(service),
                Stream.of("trainer", "lab")
                        .map(folder -> toolFolder(service, folder))
                        .filter(Files::isDirectory)
                        .toList());
    }

    public Path of(String component) {
        return root.resolve(component);
    }

    public Path statusFile() {
        return run().resolve("status.json");
    }

    public Path desiredFile() {
        return run().resolve("desired.json");
    }

    public Path lockFile() {
        return run().resolve("supervisor.lock");
    }

    /** Whether a platform was ever started here. */
    public boolean exists() {
        return Files.exists(root.resolve("FORMAT"));
    }
}
