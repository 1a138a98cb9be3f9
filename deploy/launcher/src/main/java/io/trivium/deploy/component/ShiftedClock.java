package io.trivium.deploy.component;

import io.trivium.deploy.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall clock of one service, which a chaos run may set wrong while the service runs. Debian's libfaketime, loaded before the C
 * library, reads the difference from a file once a second; the monotonic clock stays right. Services whose file does not exist have
 * the machine's clock. Thread-safe.
 */
public final class ShiftedClock {
    private static final Path LIBRARIES = Path.of("/usr/lib");

    /** The build for processes with threads. */
    private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

    private final Path file;

    private ShiftedClock(Path file) {
        this.file = file;
    }

    /** Whether this machine has the library that shifts clocks. */
    public static boolean isAvailable() {
        return library().isPresent();
    }

    /** Gives a service a clock of its own, right for now; before the service starts. */
    public static ShiftedClock of(DataDirectory data, String service) {
        ShiftedClock clock = new ShiftedClock(file(data, service));
        try {
            Files.createDirectories(data.run().resolve("clocks"));
        } catch (IOException e) {
            throw LauncherException.failure("The clock of " + service + " cannot be kept: " + e.getMessage());
        }
        clock.set(Duration.ZERO);
        return clock;
    }

    /** The environment variables that make the process of a service use its clock; empty where it has the machine's. */
    public static Map<String, String> environment(DataDirectory data, String service) {
        Path file = file(data, service);
        if (!Files.exists(file)) return Map.of();
        return library()
                .map(library -> Map.of(
                        "LD_PRELOAD",
                        library.toString(),
                        "FAKETIME_TIMESTAMP_FILE",
                        file.toString(),
                        "FAKETIME_CACHE_DURATION",
                        "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1",
                        // All timed waits of a JVM, which use the monotonic clock, would return at once: it would never
                        // wait.
                        "FAKETIME_FORCE_MONOTONIC_FIX",
                        "0"))
                .orElse(Map.of());
    }

    /** Sets it off by so much from the machine's; seen by the service within a second. */
    public void set(Duration difference) {
        long seconds = difference.toSeconds();
        try {
            DataDirectory.writeAtomically(file, (seconds < 0 ? "" : "+") + seconds + "\n");
        } catch (IOException e) {
            throw LauncherException.failure("The clock in " + file + " cannot be set: " + e.getMessage());
        }
    }

    private static Path file(DataDirectory data, String service) {
        return data.run().resolve("clocks").resolve(service);
    }

    private static Optional<Path> library() {
        try (Stream<Path> directories = Files.list(LIBRARIES)) {
            return directories
                    .map(directory -> directory.resolve(LIBRARY))
                    .filter(Files::exists)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
