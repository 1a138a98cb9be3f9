package io.trivium.deploy.standalone;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a platform's PostgreSQL keeps every segment of its log, so that a backup can be restored to any later time. */
public final class PostgresArchive {
    private PostgresArchive() {}

    private static Path file(DataDirectory data) {
        return data.of(PostgresComponent.NAME).resolve("archive");
    }

    /** The directory, if one was ever named. */
    public static Optional<Path> of(DataDirectory data) {
        try {
            return Files.exists(file(data))
                    ? Optional.of(Path.of(Files.readString(file(data)).strip()))
                    : Optional.empty();
        } catch (IOException e) {
            throw LauncherException.failure(file(data) + " cannot be read: " + e.getMessage());
        }
    }

    /** From the next start on; a directory belongs to one platform. */
    public static void set(DataDirectory data, Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        if (absolute.toString().matches(".*['\"\\\\%].*")) {
            throw LauncherException.refused(
                    absolute + " has a quote, backslash or percent sign in it; name another directory.");
        }
        try {
            Files.createDirectories(absolute);
            Files.createDirectories(data.of(PostgresComponent.NAME));
            DataDirectory.writeAtomically(file(data), absolute + "\n");
        } catch (IOException e) {
            throw LauncherException.failure("The log cannot be archived in " + absolute + ": " + e.getMessage());
        }
    }

    /** A segment is complete on disk or absent; an existing one is never overwritten. */
    static Map<String, String> settings(Path directory) {
        String unfinished = "'" + directory + "/.%f.unfinished'";
        String segment = "'" + directory + "/%f'";
        return Map.of(
                "archive_mode",
                "on",
                "archive_timeout",
                "60s",
                "archive_command",
                "test ! -f " + segment + " && cp '%p' " + unfinished + " && sync " + unfinished + " && mv " + unfinished
                        + " " + segment);
    }
}
