package io.trivium.deploy.standalone;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.Commands;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.LogFiles;
import io.trivium.deploy.component.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets PostgreSQL replay its log over a base backup up to one point, and stops it there. */
public final class PostgresRecovery {
    /** Version whose data directories it reads. */
    public static final String MAJOR_VERSION = PostgresComponent.MAJOR_VERSION;

    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final Duration STOP = Duration.ofMinutes(2);

    private final DataDirectory data;
    private final PostgresComponent component;
    private final List<Path> logs;

    /** @param logs directories that hold segments of the log, searched in this order */
    public PostgresRecovery(DataDirectory data, List<Path> logs) {
        this.data = data;
        this.logs = List.copyOf(logs);
        this.component = new PostgresComponent(
                data, new Ports(Ports.DEFAULT_BASE), Secrets.of(data), Cache.ofUser(System.getenv()));
    }

    /** The data directory of PostgreSQL. */
    public static Path cluster(DataDirectory data) {
        return PostgresComponent.cluster(data);
    }

    /** Work on the database that is as it was at the point. */
    @FunctionalInterface
    public interface Work {
        void on(Connection connection) throws SQLException;
    }

    /**
     * Replays up to the point, does the work and stops.
     *
     * @param setting {@code recovery_target_name} or {@code recovery_target_time}
     * @param point its value
     */
    public void replay(String setting, String point, Work work) throws IOException, InterruptedException, SQLException {
        Files.createFile(cluster(data).resolve("recovery.signal"));
        int port = freePort();
        Process server = new ProcessBuilder(command(setting, point, port))
                .directory(cluster(data).toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.log(PostgresComponent.NAME).toFile()))
                .start();
        try {
            try (Connection connection = awaitPrimary(server, port)) {
                work.on(connection);
            }
        } finally {
            stop(server);
        }
    }

    private List<String> command(String setting, String point, int port) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                component.binaries().resolve("bin/postgres").toString(),
                "-D",
                cluster(data).toString()));
        Map<String, String> settings = Map.ofEntries(
                Map.entry("listen_addresses", "127.0.0.1"),
                Map.entry("port", Integer.toString(port)),
                Map.entry("unix_socket_directories", ""),
                Map.entry("max_connections", "100"),
                Map.entry("hot_standby", "off"),
                Map.entry("shared_buffers", "256MB"),
                Map.entry("huge_pages", "off"),
                Map.entry("timezone", "UTC"),
                Map.entry("restore_command", restoreCommand()),
                Map.entry(setting, point),
                Map.entry("recovery_target_action", "promote"));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return PostgresComponent.unprivileged(command);
    }

    private String restoreCommand() {
        StringBuilder shell = new StringBuilder();
        for (Path log : logs) shell.append("cp '").append(log).append("/%f' \"%p\" 2>/dev/null || ");
        return shell.append("false").toString();
    }

    private Connection awaitPrimary(Process server, int port) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(LIMIT);
        while (server.isAlive() && Instant.now().isBefore(deadline)) {
            try {
                Connection connection = connect(port);
                if (isPrimary(connection)) return connection;
                connection.close();
            } catch (SQLException _) {
                // It still replays, and accepts no connections until it is done.
            }
            new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
        }
        List<String> tail = LogFiles.tail(data.log(PostgresComponent.NAME), 40);
        String why = tail.stream()
                .filter(line -> line.contains("FATAL"))
                .reduce((_, last) -> last)
                .orElse("it did not end in time");
        throw LauncherException.failure("PostgreSQL does not reach the point asked for: " + why
                + "; ask for an earlier time, or give the directory of the archived log with --archive.");
    }

    private Connection connect(int port) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", PostgresComponent.SUPERUSER);
        properties.setProperty("password", Secrets.of(data).get("postgres-superuser"));
        properties.setProperty("connectTimeout", "3");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/trivium", properties);
    }

    private static boolean isPrimary(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select not pg_is_in_recovery()")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void stop(Process server) throws IOException, InterruptedException {
        if (server.isAlive()) {
            Commands.run(
                    PostgresComponent.unprivileged(List.of(
                            component.binaries().resolve("bin/pg_ctl").toString(),
                            "stop",
                            "--mode=fast",
                            "--pgdata=" + cluster(data))),
                    Map.of(),
                    cluster(data),
                    data.log(PostgresComponent.NAME),
                    STOP);
        }
        if (!server.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) server.destroyForcibly();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
