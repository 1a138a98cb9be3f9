package io.trivium.deploy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.standalone.PostgresComponent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataChecksTest {
    @TempDir
    Path parent = Path.of(".");

    private DataDirectory data = DataDirectory.at(Path.of("."));

    @BeforeEach
    void make() throws IOException {
        data = DataDirectory.open(parent.resolve("data"));
        Path cluster = PostgresComponent.cluster(data);
        for (String directory : List.of("base", "pg_wal", "global")) {
            Files.createDirectories(cluster.resolve(directory));
        }
        Files.writeString(cluster.resolve("PG_VERSION"), "18\n");
        Files.writeString(cluster.resolve("global/pg_control"), "");
        Path log = data.of("kafka").resolve("log");
        Files.createDirectories(log.resolve("fin.decision.v1-0"));
        Files.writeString(log.resolve("meta.properties"), "version=1\n");
        Secrets secrets = Secrets.of(data);
        secrets.get("postgres-superuser");
        secrets.auditSigningKey();
    }

    private static String wrong(List<Finding> findings) {
        assertEquals(1, findings.size(), findings::toString);
        Finding finding = findings.getFirst();
        assertEquals(Finding.Level.BAD, finding.level(), finding.toString());
        assertTrue(!finding.remedy().isEmpty(), finding.toString());
        return finding.found();
    }

    private String wrongData() {
        return wrong(new DataChecks(data).findings());
    }

    private String wrongSecrets() {
        return wrong(new SecretChecks(data).findings());
    }

    @Test
    void findsNothingInAWholeDirectory() {
        assertTrue(new DataChecks(data).findings().getFirst().good());
        assertTrue(new SecretChecks(data).findings().getFirst().good());
        assertEquals(List.of(), SettingChecks.of(data));
    }

    @Test
    void acceptsADirectoryThatIsNotMadeYet() {
        data = DataDirectory.at(parent.resolve("later"));
        assertTrue(new DataChecks(data).findings().getFirst().good());
        assertEquals(List.of(), new SecretChecks(data).findings());
    }

    @Test
    void refusesAFileInItsPlace() throws IOException {
        data = DataDirectory.at(Files.writeString(parent.resolve("file"), ""));
        assertTrue(wrongData().endsWith("is a file"));
        data = DataDirectory.at(parent.resolve("file/below"));
        assertTrue(wrongData().endsWith("file is a file"));
    }

    @Test
    void saysWhenItCannotBeWritten() {
        data = DataDirectory.at(Path.of("/proc/sys/kernel"));
        assertTrue(new DataChecks(data).findings().getFirst().found().contains("cannot be written"));
    }

    @Test
    void saysWhenAnotherVersionMadeIt() throws IOException {
        Files.writeString(data.root().resolve("FORMAT"), "trivium-data/9\n");
        assertTrue(wrongData().contains("trivium-data/9"));
        Files.delete(data.root().resolve("FORMAT"));
        assertTrue(wrongData().contains("has no file FORMAT"));
    }

    @Test
    void saysWhenTheStateFileIsDamaged() throws IOException {
        Files.writeString(data.statusFile(), "{\"supervisorPid\":");
        assertTrue(wrongData().endsWith("status.json is damaged"));
    }

    @Test
    void saysWhenAPartOfTheDatabaseIsMissing() throws IOException {
        Path control = PostgresComponent.cluster(data).resolve("global/pg_control");
        Files.delete(control);
        assertEquals(control + " is missing", wrongData());
    }

    @Test
    void saysWhenTheDatabaseIsOfAnotherVersion() throws IOException {
        Files.writeString(PostgresComponent.cluster(data).resolve("PG_VERSION"), "17\n");
        assertEquals("made by PostgreSQL 17, this Trivium brings 18", wrongData());
    }

    @Test
    void saysWhenKafkasDataAreHalfThere() throws IOException {
        Files.delete(data.of("kafka").resolve("log/meta.properties"));
        assertTrue(wrongData().endsWith("is missing next to topics"));
    }

    @Test
    void saysWhenOthersCanReadASecret() throws IOException {
        Path secret = data.secrets().resolve("postgres-superuser");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(secret + " has mode rw-r-----: others can read it", wrongSecrets());
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(data.secrets(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertTrue(wrongSecrets().contains("rwxr-xr-x"));
    }

    @Test
    void saysWhenASecretIsDamagedOrGone() throws IOException {
        Path secret = data.secrets().resolve("postgres-superuser");
        Files.writeString(secret, "short");
        assertTrue(wrongSecrets().contains("is damaged"));
        Files.delete(secret);
        assertTrue(wrongSecrets().startsWith("postgres-superuser is missing"));
        Secrets.of(data).get("postgres-superuser");
        Files.delete(data.secrets().resolve("audit-verification-key.pem"));
        assertTrue(wrongSecrets().startsWith("audit-verification-key.pem is missing"));
    }

    @Test
    void saysWhenSomebodySetItToLoseData() throws IOException {
        Path settings = data.of("domain-fin").resolve("config/application.properties");
        Files.createDirectories(settings.getParent());
        Files.writeString(settings, "platform.fin.stream.changelog=false\nquarkus.log.level=DEBUG\n");
        assertTrue(wrong(SettingChecks.of(data)).contains("platform.fin.stream.changelog=false"));
        Files.delete(settings);
        Files.writeString(PostgresComponent.cluster(data).resolve("postgresql.auto.conf"), "fsync = 'off'\n");
        assertTrue(wrong(SettingChecks.of(data)).startsWith("fsync=off is set in"));
    }

    @Test
    void knowsSettingsThatLoseData() {
        assertTrue(SettingChecks.losesData("kafka.acks", "1"));
        assertTrue(SettingChecks.losesData("kafka.enable.idempotence", "false"));
        assertTrue(
                SettingChecks.losesData("quarkus.datasource.jdbc.url", "jdbc:x?options=-c%20synchronous_commit=off"));
        assertTrue(!SettingChecks.losesData("kafka.acks", "all"));
        assertTrue(!SettingChecks.losesData("quarkus.http.port", "1"));
    }

    @Test
    void namesWhoHoldsAPort() throws IOException {
        try (java.net.ServerSocket socket =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            int base = socket.getLocalPort() - 32;
            Finding taken = PortChecks.of(new Ports(base)).getFirst();
            assertTrue(taken.found()
                    .startsWith("needed by PostgreSQL, taken by process "
                            + ProcessHandle.current().pid()));
        }
    }
}
