package io.trivium.deploy.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.sql.SqlFailure;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The contents of a platform, as checksums to compare.
 *
 * @param tables by {@code database/schema.table}
 * @param topics by partition
 * @param groups offset of each group of consumers, by group and partition
 * @param files by service and directory
 */
public record Checksums(
        Map<String, Sum> tables, Map<String, Sum> topics, Map<String, Long> groups, Map<String, Sum> files) {
    static final List<String> DATABASES = List.of("trivium", "keycloak");

    public Checksums {
        tables = new TreeMap<>(tables);
        topics = new TreeMap<>(topics);
        groups = new TreeMap<>(groups);
        files = new TreeMap<>(files);
    }

    static Checksums none() {
        return new Checksums(Map.of(), Map.of(), Map.of(), Map.of());
    }

    /** Of all contents of a running platform. */
    public static Checksums of(Platform platform) throws InterruptedException {
        return of(platform, none());
    }

    /**
     * Of a running platform, as far as needed for a comparison with an earlier one.
     *
     * @param earlier the only tables and columns that are read; one without tables for everything
     */
    public static Checksums of(Platform platform, Checksums earlier) throws InterruptedException {
        if (!platform.isRunning()) {
            throw LauncherException.notReady("The platform is not running; start it with ./trivium up.");
        }
        PlatformStatus status = platform.status()
                .orElseThrow(() -> LauncherException.notReady("The platform only starts; wait for ./trivium up."));
        try {
            Map<String, Sum> tables = new TreeMap<>();
            Database database = new Database(status, platform.data());
            for (String name : DATABASES) {
                try (Connection connection = database.connect(name)) {
                    tables.putAll(new TableSums(connection, earlier.tables()).read(name));
                }
            }
            TopicSums kafka = new TopicSums(platform.kafka());
            return new Checksums(
                    tables,
                    kafka.read(),
                    kafka.groups(),
                    FileSums.read(platform.data().root()));
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure(
                    "PostgreSQL does not give its tables (" + e.getMessage() + "); see ./trivium status.");
        } catch (IOException e) {
            throw LauncherException.failure("The files of the platform cannot be read: " + e.getMessage());
        }
    }

    /** As {@code ./trivium checksums --json} wrote it. */
    public static Checksums read(Path file) {
        try {
            return new ObjectMapper().readValue(Files.readString(file), Checksums.class);
        } catch (IOException e) {
            throw LauncherException.failure(file + " is no document of ./trivium checksums --json: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    public void write(Path file) {
        try {
            Files.writeString(
                    file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this));
        } catch (IOException e) {
            throw LauncherException.failure(file + " cannot be written: " + e.getMessage());
        }
    }
}
