package io.trivium.deploy.size;

import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Processes;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the resources that a running platform has used so far. */
final class CostMeter {
    private static final SqlQuery<Long> STORED = SqlQuery.of(Long.class, """
        select coalesce(sum(pg_table_size(oid) + pg_indexes_size(oid)), 0) from pg_class
        where relnamespace = :schema::regnamespace and relkind in ('r', 'm')
        """);
    private static final SqlQuery<Long> ADDED = SqlQuery.of(Long.class, """
        select coalesce(sum(n_tup_ins), 0) from pg_stat_user_tables
        where schemaname = :schema and relname ~ ('^' || :tables || '$')
        """);

    private static final Path ENERGY = Path.of("/sys/class/powercap/intel-rapl:0/energy_uj");

    private final Platform platform;
    private final PlatformStatus status;
    private final Database database;

    CostMeter(Platform platform, PlatformStatus status) {
        this.platform = platform;
        this.status = status;
        this.database = new Database(status, platform.data());
    }

    /**
     * The resources used so far.
     *
     * @param nanos when, of {@link System#nanoTime}
     * @param cpuMillis by component
     * @param items rows that were written for items of the workload
     * @param joules of the processor package; null where the machine does not report it
     */
    record Use(
            long nanos,
            Map<String, Double> cpuMillis,
            long items,
            @Nullable Double joules) {}

    /**
     * The stored data.
     *
     * @param items as in {@link Use}
     */
    record Kept(long items, long databaseBytes, long topicBytes, long fileBytes) {}

    Use use(Workload workload) {
        Map<String, Double> cpu = new LinkedHashMap<>();
        for (ComponentStatus component : status.components()) {
            if (component.pid() > 0) cpu.put(component.name(), Processes.cpuMillisOfTree(component.pid()));
        }
        return new Use(System.nanoTime(), cpu, items(workload), joules());
    }

    Kept kept(Workload workload) {
        return new Kept(
                items(workload),
                number(STORED, query -> query.set("schema", workload.schema())),
                bytes(platform.data().of("kafka"), ".log"),
                bytes(platform.data().of(workload.service()), ""));
    }

    /** By component. */
    Map<String, Long> memoryBytes() {
        Map<String, Long> memory = new LinkedHashMap<>();
        for (ComponentStatus component : status.components()) {
            if (component.pid() > 0) memory.put(component.name(), Processes.residentBytesOfTree(component.pid()));
        }
        return memory;
    }

    private long items(Workload workload) {
        return number(ADDED, query -> query.set("schema", workload.schema()).set("tables", workload.tables()));
    }

    private long number(SqlQuery<Long> query, UnaryOperator<SqlQuery.Call<Long>> values) {
        try (Connection connection = database.connect()) {
            return values.apply(query.on(connection)).one();
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure("PostgreSQL does not tell what it has: " + e.getMessage());
        }
    }

    private static long bytes(Path directory, String ending) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(Files::isRegularFile)
                    .mapToLong(CostMeter::size)
                    .sum();
        } catch (IOException e) {
            throw LauncherException.failure(directory + " cannot be read: " + e.getMessage());
        }
    }

    /** Files are created and deleted while they are counted. */
    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException _) {
            return 0;
        } catch (IOException e) {
            throw LauncherException.failure(file + " cannot be read: " + e.getMessage());
        }
    }

    private static @Nullable Double joules() {
        try {
            return Long.parseLong(Files.readString(ENERGY).strip()) / 1e6;
        } catch (IOException | NumberFormatException _) {
            return null;
        }
    }
}
