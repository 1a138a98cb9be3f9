package io.trivium.deploy.check;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.KafkaComponent;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.PostgresComponent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks that a data directory is complete: made by this Trivium, writable, without missing files. */
final class DataChecks {
    private static final String WHAT = "data directory";
    private static final String RESTORE =
            "Restore the data directory from a backup, or name a new one with --data-dir; do not delete files in it.";

    private final DataDirectory data;

    DataChecks(DataDirectory data) {
        this.data = data;
    }

    /** The faults; one good finding when there are none. */
    List<Finding> findings() {
        Path root = data.root();
        if (!Files.exists(root)) return List.of(notMade(root));
        if (!Files.isDirectory(root)) {
            return List.of(Finding.bad(WHAT, root + " is a file", "Name a directory with --data-dir."));
        }
        List<Finding> wrong = new ArrayList<>();
        writable(root).ifPresent(wrong::add);
        format(root).ifPresent(wrong::add);
        if (data.exists()) {
            state().ifPresent(wrong::add);
            postgres().ifPresent(wrong::add);
            kafka().ifPresent(wrong::add);
        }
        return wrong.isEmpty() ? List.of(Finding.good(WHAT, root.toString())) : wrong;
    }

    private static Finding notMade(Path root) {
        Path parent = root.getParent();
        return parent != null && Files.exists(parent) && !Files.isDirectory(parent)
                ? Finding.bad(WHAT, parent + " is a file", "Name a directory elsewhere with --data-dir.")
                : Finding.good(WHAT, root + " (not made yet)");
    }

    private static Optional<Finding> writable(Path root) {
        try {
            Files.delete(Files.createTempFile(root, ".doctor-", ""));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Finding.bad(
                    WHAT,
                    root + " cannot be written (" + e.getClass().getSimpleName() + ")",
                    "Give it to the user that runs ./trivium (chown -R), mount it writable, or name another with"
                            + " --data-dir."));
        }
    }

    private Optional<Finding> format(Path root) {
        try {
            Path marker = root.resolve("FORMAT");
            if (Files.exists(marker)) {
                String found = Files.readString(marker).strip();
                return found.equals(DataDirectory.FORMAT)
                        ? Optional.empty()
                        : Optional.of(Finding.bad(
                                WHAT,
                                root + " has the format '" + found + "', this Trivium reads '" + DataDirectory.FORMAT
                                        + "'",
                                "Use the Trivium that made it, or name another directory with --data-dir."));
            }
            try (Stream<Path> entries = Files.list(root)) {
                boolean foreign = entries.anyMatch(entry -> !entry.endsWith("logs"));
                return foreign
                        ? Optional.of(Finding.bad(
                                WHAT,
                                root + " is not empty and has no file FORMAT",
                                "Name another directory with --data-dir; if a platform ran here, FORMAT was deleted:"
                                        + " write '" + DataDirectory.FORMAT + "' into it."))
                        : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.of(Finding.bad(WHAT, root + " cannot be read: " + e.getMessage(), RESTORE));
        }
    }

    private Optional<Finding> state() {
        try {
            PlatformStatus.read(data);
            return Optional.empty();
        } catch (LauncherException e) {
            return Optional.of(Finding.bad(
                    "state file",
                    data.statusFile() + " is damaged",
                    "Delete it, then run ./trivium up; no data is in it."));
        }
    }

    /** The cluster is moved to its place when it is whole: a part of one was damaged later. */
    private Optional<Finding> postgres() {
        Path cluster = PostgresComponent.cluster(data);
        if (!Files.exists(cluster)) return Optional.empty();
        for (String part : List.of("PG_VERSION", "global/pg_control", "base", "pg_wal")) {
            if (!Files.exists(cluster.resolve(part))) {
                return Optional.of(Finding.bad("PostgreSQL's data", cluster.resolve(part) + " is missing", RESTORE));
            }
        }
        try {
            String version = Files.readString(cluster.resolve("PG_VERSION")).strip();
            return version.equals(PostgresComponent.MAJOR_VERSION)
                    ? Optional.empty()
                    : Optional.of(Finding.bad(
                            "PostgreSQL's data",
                            "made by PostgreSQL " + version + ", this Trivium brings "
                                    + PostgresComponent.MAJOR_VERSION,
                            "Use the Trivium that made it and move the data with pg_dump, or name another directory"
                                    + " with --data-dir."));
        } catch (IOException e) {
            return Optional.of(Finding.bad("PostgreSQL's data", "cannot be read: " + e.getMessage(), RESTORE));
        }
    }

    private Optional<Finding> kafka() {
        Path log = data.of(KafkaComponent.NAME).resolve("log");
        if (!Files.exists(log) || Files.exists(log.resolve("meta.properties"))) return Optional.empty();
        try (Stream<Path> entries = Files.list(log)) {
            return entries.anyMatch(Files::isDirectory)
                    ? Optional.of(Finding.bad(
                            "Kafka's data", log.resolve("meta.properties") + " is missing next to topics", RESTORE))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(Finding.bad("Kafka's data", "cannot be read: " + e.getMessage(), RESTORE));
        }
    }
}
