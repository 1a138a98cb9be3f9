package io.trivium.deploy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.Cache;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.standalone.PostgresComponent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a PostgreSQL of its own, as the standalone platform makes it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseChecksTest {
    private @Nullable Process server;
    private @Nullable Connection administrator;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        DataDirectory data = DataDirectory.open(directory.resolve("data"));
        Secrets secrets = Secrets.of(data);
        Ports ports = new Ports(freePort() - 32);
        PostgresComponent postgres = new PostgresComponent(data, ports, secrets, Cache.ofUser(System.getenv()));
        postgres.prepare();
        Component.Launch launch = postgres.launch();
        server = new ProcessBuilder(launch.command())
                .directory(launch.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("postgres.log").toFile())
                .start();
        awaitAnswer(postgres);
        postgres.afterReady();
        administrator = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/trivium",
                PostgresComponent.SUPERUSER,
                secrets.get("postgres-superuser"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer(PostgresComponent postgres) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            try {
                postgres.probe();
                return;
            } catch (SQLException _) {
                assertTrue(server != null && !server.waitFor(100, TimeUnit.MILLISECONDS), "PostgreSQL ended");
            }
        }
    }

    @AfterAll
    void stop() throws Exception {
        if (administrator != null) administrator.close();
        if (server != null) {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly().waitFor();
        }
    }

    @BeforeEach
    void mend() throws SQLException {
        execute("create table if not exists fin.thing (id int)");
        execute("grant usage on schema fin to fin_app; grant select on fin.thing to fin_app");
    }

    private void execute(String sql) throws SQLException {
        if (administrator == null) throw new IllegalStateException("not started");
        try (Statement statement = administrator.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<Finding> findings() throws SQLException {
        if (administrator == null) throw new IllegalStateException("not started");
        return DatabaseChecks.of(administrator).stream()
                .filter(finding -> !finding.good())
                .toList();
    }

    @Test
    void findsNothingInWhatThePlatformMade() throws SQLException {
        assertEquals(List.of(), findings());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            set synchronous_commit = off                     | reset synchronous_commit                    | synchronous_commit is off
            alter role fin_app set synchronous_commit = off  | alter role fin_app reset synchronous_commit | synchronous_commit is off for fin_app
            alter role fin_app nologin                       | alter role fin_app login                    | fin_app may not log in
            alter role med_app bypassrls                     | alter role med_app nobypassrls              | med_app is a superuser or passes row security
            alter role med_app rename to other               | alter role other rename to med_app          | has no role med_app
            revoke usage on schema fin from fin_app          | grant usage on schema fin to fin_app        | fin_app may read no table of its schema
            revoke select on fin.thing from fin_app          | grant select on fin.thing to fin_app        | fin_app may read no table of its schema
            """)
    void saysWhatSomebodyBroke(String broken, String mended, String found) throws SQLException {
        execute(broken);
        List<Finding> findings = findings();
        execute(mended);
        assertEquals(1, findings.size(), findings::toString);
        assertTrue(findings.getFirst().found().startsWith(found), findings::toString);
        assertEquals(List.of(), findings());
    }
}
