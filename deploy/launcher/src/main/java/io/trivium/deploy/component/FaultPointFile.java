package io.trivium.deploy.component;

import io.trivium.deploy.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * The point in its code at which one service must end in a chaos run: the service reads the file twenty times a second
 * and deletes it right before it ends. Only services of a disturbed platform know of the file. Thread-safe.
 */
public final class FaultPointFile {
    private final Path file;

    private FaultPointFile(Path file) {
        this.file = file;
    }

    /** That of a service; before the platform starts or while it runs. */
    public static FaultPointFile of(DataDirectory data, String service) {
        return new FaultPointFile(file(data, service));
    }

    /** The environment variables that make the process of a service read its file. */
    public static Map<String, String> environment(DataDirectory data, String service) {
        return Map.of(
                "TRIVIUM_FAULT_POINT_FILE", file(data, service).toString(), "TRIVIUM_FAULT_POINTS_ALLOWED", "true");
    }

    /** The service ends when it passes a place for the n-th time from now on. */
    public void arm(String point, int passes) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            DataDirectory.writeAtomically(file, point + " " + passes + "\n");
        } catch (IOException e) {
            throw LauncherException.failure("The fault point in " + file + " cannot be set: " + e.getMessage());
        }
    }

    /** Whether the service ended there, or is about to within the next instructions. */
    public boolean isPassed() {
        return !Files.exists(file);
    }

    /**
     * Lets the service continue.
     *
     * @return false when it ended there
     */
    public boolean disarm() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw LauncherException.failure("Delete " + file + ", which makes a service end: " + e.getMessage());
        }
    }

    private static Path file(DataDirectory data, String service) {
        return data.run().resolve("fault-points").resolve(service);
    }
}
