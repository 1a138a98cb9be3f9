package io.trivium.deploy.backup;

import io.trivium.core.sql.SqlQuery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The low-level base backup of a running PostgreSQL: its files as they are, made whole by its log from the start of the
 * copy to the cut. A slot of this session keeps that log meanwhile.
 */
final class BaseBackup {
    static final String CLUSTER = "postgres/cluster/";
    static final String LOG = "postgres/wal/";
    private static final SqlQuery<String> SLOT =
            SqlQuery.of(String.class, "select slot_name from pg_create_physical_replication_slot(:name, true, true)");
    private static final SqlQuery<String> START =
            SqlQuery.of(String.class, "select pg_walfile_name(pg_backup_start(:name, true))");
    private static final SqlQuery<String> STOP =
            SqlQuery.of(String.class, "select labelfile from pg_backup_stop(false)");
    private static final SqlQuery<String> POINT =
            SqlQuery.of(String.class, "select pg_create_restore_point(:name)::text");
    private static final SqlQuery<String> SEGMENT = SqlQuery.of(String.class, "select pg_walfile_name(:cut::pg_lsn)");
    private static final SqlQuery<String> SWITCH = SqlQuery.of(String.class, "select pg_switch_wal()::text");

    private static final int LIMIT_MS = 600_000;
    private static final Path CONTROL = Path.of("global/pg_control");

    /** Directories whose content a server makes again when it starts. */
    private static final Set<String> EMPTY = Set.of(
            "pg_wal",
            "pg_dynshmem",
            "pg_notify",
            "pg_replslot",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    /** Directories that a server needs and that may be empty. */
    static final List<String> MADE = List.of(
            "pg_wal/archive_status",
            "pg_wal/summaries",
            "pg_commit_ts",
            "pg_dynshmem",
            "pg_logical/mappings",
            "pg_logical/snapshots",
            "pg_notify",
            "pg_replslot",
            "pg_serial",
            "pg_snapshots",
            "pg_stat",
            "pg_stat_tmp",
            "pg_subtrans",
            "pg_tblspc",
            "pg_twophase");

    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts", "backup_label");

    private final Connection connection;
    private final Path cluster;
    private final Taking taking;
    private String firstSegment = "";

    BaseBackup(Connection connection, Path cluster, Taking taking) {
        this.connection = connection;
        this.cluster = cluster;
        this.taking = taking;
    }

    /** Copies the files; the log that they need is kept until {@link #takeLog}. */
    void take(String name) throws SQLException, IOException {
        connection.setNetworkTimeout(Runnable::run, LIMIT_MS);
        SLOT.on(connection).set("name", name.replace('-', '_')).one();
        firstSegment = START.on(connection).set("name", name).one();
        for (Path file : files()) {
            if (!file.equals(CONTROL)) taking.takeIfThere(cluster.resolve(file), CLUSTER + file);
        }
        taking.takeIfThere(cluster.resolve(CONTROL), CLUSTER + CONTROL);
        String label = STOP.on(connection).one();
        taking.take(
                new ByteArrayInputStream(label.getBytes(StandardCharsets.UTF_8)),
                CLUSTER + "backup_label",
                Long.MAX_VALUE);
    }

    private List<Path> files() throws IOException {
        return FileSums.tree(cluster).stream()
                .map(cluster::relativize)
                .filter(BaseBackup::isPart)
                .toList();
    }

    static boolean isPart(Path file) {
        String name = file.getFileName().toString();
        String first = file.getName(0).toString();
        return !(EMPTY.contains(first) && file.getNameCount() > 1)
                && !LEFT_OUT.contains(file.toString())
                && !name.equals("pg_internal.init")
                && Stream.of(file.toString().split("/", -1)).noneMatch(part -> part.startsWith("pgsql_tmp"));
    }

    /** Names this instant in the log; returns where it is. */
    String cut(String name) {
        return POINT.on(connection).set("name", name).one();
    }

    /** Takes the log from the start of the copy to the cut. */
    void takeLog(String cut) throws IOException {
        String last = SEGMENT.on(connection).set("cut", cut).one();
        SWITCH.on(connection).one();
        Path log = cluster.resolve("pg_wal");
        try (Stream<Path> segments = Files.list(log)) {
            for (Path segment : segments.sorted().toList()) {
                String name = segment.getFileName().toString();
                if (name.matches("[0-9A-F]{24}") && name.compareTo(firstSegment) >= 0 && name.compareTo(last) <= 0) {
                    taking.take(segment, LOG + name, Files.size(segment));
                } else if (name.endsWith(".history")) {
                    taking.take(segment, LOG + name, Files.size(segment));
                }
            }
        }
        if (!taking.taken().containsKey(LOG + last) || !taking.taken().containsKey(LOG + firstSegment)) {
            throw new IOException("PostgreSQL no longer has its log from " + firstSegment + " to " + last);
        }
    }
}
