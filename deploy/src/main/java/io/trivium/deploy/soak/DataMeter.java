package io.trivium.deploy.soak;

import io.trivium.deploy.standalone.Database;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads who is connected to the database, and how large each part of the data directory is. */
final class DataMeter {
    private static final String CONNECTIONS =
            "select usename, count(*) from pg_stat_activity where backend_type = 'client backend'"
                    + " and usename <> current_user group by usename";

    private final Path root;
    private final Database database;

    DataMeter(Path root, Database database) {
        this.root = root;
        this.database = database;
    }

    void connections(Readings readings) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(CONNECTIONS)) {
            while (row.next()) {
                readings.add(row.getString(1), Measure.CONNECTIONS, (double) row.getLong(2));
            }
        } catch (SQLException _) {
            // PostgreSQL is away for a moment, which its restarts tell.
        }
    }

    void sizes(Readings readings) throws IOException {
        for (Path part : parts()) {
            readings.add(part.getFileName().toString(), Measure.DISK, (double) bytes(part));
        }
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory)
                    .filter(path -> !path.endsWith("apps"))
                    .sorted()
                    .toList();
        }
    }

    /** Files come and go while they are counted. */
    static long bytes(Path directory) throws IOException {
        long[] sum = {0};
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }
}
