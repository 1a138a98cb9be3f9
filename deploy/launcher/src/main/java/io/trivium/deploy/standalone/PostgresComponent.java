package io.trivium.deploy.standalone;

import io.trivium.deploy.component.Commands;
import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.PortOwner;
import io.trivium.deploy.component.Provisioning;
import io.trivium.deploy.component.Secrets;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL 18 from embedded binaries: its own cluster, durable, passwords by SCRAM, loopback only. */
public final class PostgresComponent implements Component {
    static final String NAME = "postgres";
    public static final String SUPERUSER = "trivium_admin";
    public static final String MAJOR_VERSION = "18";

    private final DataDirectory data;
    private final Ports ports;
    private final Secrets secrets;
    private final Cache cache;
    private final Path cluster;

    public PostgresComponent(DataDirectory data, Ports ports, Secrets secrets, Cache cache) {
        this.data = data;
        this.ports = ports;
        this.secrets = secrets;
        this.cache = cache;
        this.cluster = cluster(data);
    }

    /** The data directory of PostgreSQL, which is the working directory of all its processes. */
    public static Path cluster(DataDirectory data) {
        return data.of(NAME).resolve("cluster");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.of(ports.postgres());
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        Path binaries = binaries();
        if (Files.exists(cluster.resolve("PG_VERSION"))) return;
        Path unfinished = cluster.resolveSibling("cluster.unfinished");
        Cache.deleteTree(unfinished);
        Files.createDirectories(data.of(NAME));
        Path passwordFile = data.secrets().resolve("postgres-superuser");
        secrets.get("postgres-superuser");
        Commands.run(
                unprivileged(List.of(
                        binaries.resolve("bin/initdb").toString(),
                        "--pgdata=" + unfinished,
                        "--username=" + SUPERUSER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C",
                        "--data-checksums")),
                Map.of(),
                data.of(NAME),
                data.log(NAME),
                Duration.ofMinutes(2));
        Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    Path binaries() throws IOException, InterruptedException {
        return binaries(cache);
    }

    /** PostgreSQL unpacked, as all data directories of a user share it. */
    static Path binaries(Cache cache) throws IOException, InterruptedException {
        String architecture = switch (System.getProperty("os.arch")) {
            case "amd64" -> "x86_64";
            case "aarch64" -> "arm_64";
            default -> throw new IOException("no PostgreSQL binaries for processor " + System.getProperty("os.arch"));
        };
        String archive = "postgres-linux-" + architecture + ".txz";
        return cache.entry("postgresql-18.1-" + architecture, directory -> {
            try (InputStream packed = PostgresComponent.class.getResourceAsStream("/" + archive)) {
                if (packed == null) throw new IOException("the launcher was built without " + archive);
                unpack(packed, directory);
            }
        });
    }

    private static void unpack(InputStream packed, Path directory) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException("the archive names a path outside of itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(Objects.requireNonNull(target.getParent()));
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(Objects.requireNonNull(target.getParent()));
                    Files.copy(tar, target);
                    if ((entry.getMode() & 0100) != 0) {
                        Files.setPosixFilePermissions(
                                target,
                                EnumSet.of(
                                        PosixFilePermission.OWNER_READ,
                                        PosixFilePermission.OWNER_WRITE,
                                        PosixFilePermission.OWNER_EXECUTE,
                                        PosixFilePermission.GROUP_READ,
                                        PosixFilePermission.GROUP_EXECUTE,
                                        PosixFilePermission.OTHERS_READ,
                                        PosixFilePermission.OTHERS_EXECUTE));
                    }
                }
            }
        }
    }

    /**
     * PostgreSQL refuses to run as root: there it gets a user namespace in which it runs as {@code nobody}, and still owns its
     * files.
     */
    static List<String> unprivileged(List<String> command) {
        if (!System.getProperty("user.name").equals("root")) return command;
        List<String> wrapped = new ArrayList<>(List.of("unshare", "--user"));
        wrapped.addAll(command);
        return wrapped;
    }

    @Override
    public Launch launch() throws IOException, InterruptedException {
        endLeftovers();
        List<String> command = new ArrayList<>();
        command.add(binaries().resolve("bin/postgres").toString());
        command.add("-D");
        command.add(cluster.toString());
        Map<String, String> settings = new TreeMap<>(settings());
        PostgresArchive.of(data).ifPresent(archive -> settings.putAll(PostgresArchive.settings(archive)));
        settings.forEach((name, value) -> {
            command.add("-c");
            command.add(name + "=" + value);
        });
        return new Launch(unprivileged(command), Map.of(), cluster);
    }

    private Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("listen_addresses", "127.0.0.1"),
                Map.entry("port", Integer.toString(ports.postgres())),
                Map.entry("unix_socket_directories", ""),
                Map.entry("password_encryption", "scram-sha-256"),
                Map.entry("max_connections", "100"),
                // Readings arrive in order of time and are stored next to their tag's others: one page per tag must be
                // in memory.
                Map.entry("shared_buffers", "256MB"),
                Map.entry("fsync", "on"),
                Map.entry("synchronous_commit", "on"),
                Map.entry("full_page_writes", "on"),
                // After a checkpoint each page is written to the log once in full. At 30,000 values a second 2 GB of
                // log caused one every two minutes.
                Map.entry("max_wal_size", "6GB"),
                Map.entry("checkpoint_timeout", "15min"),
                Map.entry("jit", "off"),
                Map.entry("huge_pages", "off"),
                Map.entry("max_parallel_workers", "2"),
                Map.entry("log_timezone", "UTC"),
                Map.entry("timezone", "UTC"),
                Map.entry("log_line_prefix", "%m [%p] %u@%d "));
    }

    /** After kill -9 of the postmaster its children may live on for a moment, and its lock file always does. */
    private void endLeftovers() throws IOException, InterruptedException {
        Path real = cluster.toRealPath();
        List<ProcessHandle> leftovers = Processes.of(data).stream()
                .filter(process -> PortOwner.commandOf(process.pid()).contains("postgres"))
                .filter(process -> worksIn(process.pid(), real))
                .toList();
        Processes.kill(leftovers, Duration.ofSeconds(10));
        Files.deleteIfExists(cluster.resolve("postmaster.pid"));
    }

    private static boolean worksIn(long pid, Path directory) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).equals(directory);
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public Duration startTimeout() {
        // Crash recovery replays at most max_wal_size of log.
        return Duration.ofMinutes(5);
    }

    @Override
    public void probe() throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select pg_is_in_recovery()")) {
            if (!result.next() || result.getBoolean(1)) throw new SQLException("PostgreSQL is in recovery");
        }
    }

    /** Databases, schemas and roles; a database administrator's work in production. */
    @Override
    public void afterReady() throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            for (String schema : Provisioning.SCHEMAS) {
                role(statement, schema + "_owner");
                role(statement, schema + "_app");
            }
            role(statement, "keycloak");
            database(statement, "keycloak", "keycloak");
            database(statement, "trivium", SUPERUSER);
        }
        try (Connection connection = connect("trivium");
                Statement statement = connection.createStatement()) {
            for (String schema : Provisioning.SCHEMAS) {
                for (String sql : Provisioning.schemaStatements(schema)) statement.execute(sql);
            }
        }
    }

    private void role(Statement statement, String role) throws SQLException {
        try (ResultSet known = statement.executeQuery("select from pg_roles where rolname = '" + role + "'")) {
            if (known.next()) return;
        }
        statement.execute(
                Provisioning.createRole(role) + " password '" + secrets.get(Provisioning.secretOf(role)) + "'");
    }

    private static void database(Statement statement, String database, String owner) throws SQLException {
        try (ResultSet known = statement.executeQuery("select from pg_database where datname = '" + database + "'")) {
            if (!known.next()) statement.execute("create database " + database + " owner " + owner);
        }
        statement.execute("revoke all on database " + database + " from public");
    }

    private Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", secrets.get("postgres-superuser"));
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "30");
        properties.setProperty("ApplicationName", "trivium-launcher");
        return DriverManager.getConnection(
                String.format(Locale.ROOT, "jdbc:postgresql://127.0.0.1:%d/%s", ports.postgres(), database),
                properties);
    }

    /** Fast shutdown: ends open sessions, writes a checkpoint. */
    @Override
    public void requestStop(ProcessHandle process) throws IOException, InterruptedException {
        Commands.run(
                unprivileged(List.of(
                        binaries().resolve("bin/pg_ctl").toString(),
                        "stop",
                        "--no-wait",
                        "--mode=fast",
                        "--pgdata=" + cluster)),
                Map.of(),
                cluster,
                data.log(NAME),
                Duration.ofSeconds(10));
    }

    @Override
    public Duration stopTimeout() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Set<String> needs() {
        return Set.of();
    }
}
