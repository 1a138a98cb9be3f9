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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the connections to the database, its reads, and how large each part of the data directory is. */
final class DataMeter {
    private static final String CONNECTIONS =
            "select usename, count(*) from pg_stat_activity where backend_type = 'client backend'"
                    + " and usename <> current_user group by usename";

    /** Of all tables together, and of each that PostgreSQL would not rather read from end to end, being small. */
    private static final String SCANS = "select 'all tables', sum(seq_tup_read) from pg_stat_user_tables union all"
            + " select schemaname || '.' || relname, seq_tup_read from pg_stat_user_tables where n_live_tup >= 5000";

    private final Path root;
    private final Database database;
    private final Map<String, Scanned> scanned = new HashMap<>();

    /** Rows that were ever read from end to end, at a moment. */
    record Scanned(double second, long rows) {
        /** By the second from one moment to a later one; empty where the count was reset, as after a crash. */
        OptionalDouble perSecondUntil(Scanned later) {
            return later.rows >= rows && later.second > second
                    ? OptionalDouble.of((later.rows - rows) / (later.second - second))
                    : OptionalDouble.empty();
        }
    }

    DataMeter(Path root, Database database) {
        this.root = root;
        this.database = database;
    }

    void connections(Readings readings) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(CONNECTIONS)) {
            while (row.next()) readings.add(row.getString(1), Measure.CONNECTIONS, (double) row.getLong(2));
        } catch (SQLException _) {
            // PostgreSQL is briefly unavailable, which its restarts show.
        }
    }

    /** The rows read by full scans of tables since the last call. */
    void scans(Readings readings) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SCANS)) {
            while (row.next()) {
                String table = row.getString(1);
                Scanned now = new Scanned(readings.second(), row.getLong(2));
                Scanned before = scanned.put(table, now);
                if (before != null) {
                    before.perSecondUntil(now).ifPresent(rate -> readings.add(table, Measure.SCANS, rate));
                }
            }
        } catch (SQLException _) {
            // PostgreSQL is briefly unavailable, which its restarts show.
        }
    }

    void sizes(Readings readings) throws IOException {
        for (Path part : parts()) readings.add(part.getFileName().toString(), Measure.DISK, (double) bytes(part));
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory)
                    .filter(path -> !path.endsWith("apps"))
                    .sorted()
                    .toList();
        }
    }

    /** Files are created and deleted while they are counted. */
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
