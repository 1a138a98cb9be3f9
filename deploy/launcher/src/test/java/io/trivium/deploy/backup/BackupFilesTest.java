package io.trivium.deploy.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupFilesTest {
    private static final String CUT_AT = "2026-11-27T22:00:00Z";

    @TempDir
    Path directory = Path.of(".");

    private Path backup(String postgres) throws Exception {
        Path backup = Files.createDirectory(directory.resolve("backup"));
        Taking taking = new Taking(backup);
        taking.take(bytes("rows"), "postgres/cluster/base/1/1", Long.MAX_VALUE);
        taking.take(bytes("records"), "files/kafka/log/t-0/0.log", 3);
        new BackupManifest(
                        BackupManifest.FORMAT,
                        "0.1.0",
                        postgres,
                        "trivium-1",
                        CUT_AT,
                        "0/1",
                        5,
                        CUT_AT,
                        "left-out",
                        taking.taken())
                .write(backup);
        return backup;
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private String refusal(Path backup, Optional<Instant> time, Path into) {
        Restore restore = new Restore(
                backup, new Restore.Options(time, Optional.empty(), Optional.empty(), Optional.empty()), ignored -> {});
        LauncherException refused = assertThrows(LauncherException.class, () -> restore.into(into));
        assertEquals(ExitCode.REFUSED, refused.exitCode());
        return String.valueOf(refused.getMessage());
    }

    @Test
    void whatGrewAfterTheCutIsNotTaken() throws Exception {
        assertEquals("rec", Files.readString(backup("18").resolve("files/kafka/log/t-0/0.log")));
    }

    @Test
    void aDamagedFileIsRefusedByItsName() throws Exception {
        Path backup = backup("18");
        Files.writeString(backup.resolve("postgres/cluster/base/1/1"), "bows");
        assertTrue(refusal(backup, Optional.empty(), directory.resolve("new"))
                .contains("postgres/cluster/base/1/1 is damaged"));
    }

    @Test
    void aMissingFileIsRefusedByItsName() throws Exception {
        Path backup = backup("18");
        Files.delete(backup.resolve("files/kafka/log/t-0/0.log"));
        assertTrue(refusal(backup, Optional.empty(), directory.resolve("new"))
                .contains("files/kafka/log/t-0/0.log is missing"));
    }

    @Test
    void aDamagedManifestIsRefused() throws Exception {
        Path backup = backup("18");
        Files.writeString(backup.resolve(BackupManifest.FILE), " ", StandardOpenOption.APPEND);
        assertTrue(refusal(backup, Optional.empty(), directory.resolve("new")).contains("manifest.json is damaged"));
    }

    @Test
    void anotherVersionIsRefused() throws Exception {
        assertTrue(refusal(backup("17"), Optional.empty(), directory.resolve("new"))
                .contains("of PostgreSQL 17 and this Trivium restores"));
    }

    @Test
    void nothingIsWrittenOver() throws Exception {
        Path mine = Files.createDirectory(directory.resolve("mine"));
        Files.writeString(mine.resolve("thesis.txt"), "mine");
        assertTrue(refusal(backup("18"), Optional.empty(), mine).contains("is not empty"));
        assertEquals("mine", Files.readString(mine.resolve("thesis.txt")));
    }

    @Test
    void aTimeBeforeTheCutIsRefused() throws Exception {
        assertTrue(refusal(backup("18"), Optional.of(Instant.parse(CUT_AT).minusSeconds(1)), directory.resolve("new"))
                .contains("is earlier"));
    }

    @Test
    void aTimeAfterTheCutNeedsTheArchivedLog() throws Exception {
        assertTrue(refusal(backup("18"), Optional.of(Instant.parse(CUT_AT).plusSeconds(1)), directory.resolve("new"))
                .contains("--archive"));
    }

    @Test
    void aBackupWithoutSecretsNeedsTheirCopy() throws Exception {
        assertTrue(refusal(backup("18"), Optional.empty(), directory.resolve("new"))
                .contains("--secrets"));
        assertFalse(Files.exists(directory.resolve("new")));
    }

    @Test
    void secretsComeBackForTheirOwnerAlone() throws Exception {
        Path secrets = Files.createDirectory(directory.resolve("secrets"));
        Files.writeString(secrets.resolve("session-fin"), "0123456789");
        Path box = directory.resolve("box");
        byte[] closed = new SecretBox("a long passphrase").close(secrets);
        Files.write(box, closed);
        assertFalse(new String(closed, StandardCharsets.ISO_8859_1).contains("0123456789"));

        Path opened = Files.createDirectory(directory.resolve("opened"));
        new SecretBox("a long passphrase").open(box, opened);
        Path secret = opened.resolve("session-fin");
        assertEquals("0123456789", Files.readString(secret));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));

        LauncherException wrong =
                assertThrows(LauncherException.class, () -> new SecretBox("another passphrase").open(box, directory));
        assertTrue(String.valueOf(wrong.getMessage()).contains("does not open"));
        assertThrows(LauncherException.class, () -> new SecretBox("short"));
    }

    @Test
    void whatIsDeletedAfterItWasHeldIsTakenAsItWas() throws Exception {
        Files.createDirectory(directory.resolve("run"));
        Path file = Files.writeString(directory.resolve("object.dcm"), "pixels");
        Taking taking = new Taking(directory.resolve("backup"));
        try (Held held = new Held(directory)) {
            held.hold(java.util.List.of(file));
            Files.writeString(file, " and more", StandardOpenOption.APPEND);
            Files.delete(file);
            held.take(taking, "files/");
        }
        assertEquals("pixels", Files.readString(directory.resolve("backup/files/object.dcm")));
        assertArrayEquals(new String[0], directory.resolve("run").toFile().list());
    }

    @Test
    void whatServersMakeAgainIsLeftOut() {
        assertTrue(BaseBackup.isPart(Path.of("base/5/1259")));
        assertFalse(BaseBackup.isPart(Path.of("pg_wal/000000010000000000000001")));
        assertFalse(BaseBackup.isPart(Path.of("postmaster.pid")));
        assertFalse(BaseBackup.isPart(Path.of("base/pgsql_tmp/pgsql_tmp1.0")));
        assertTrue(KafkaFiles.isData(Path.of("kafka/log/t-0/00000000000000000000.log")));
        assertTrue(KafkaFiles.isData(Path.of("kafka/formatted")));
        assertFalse(KafkaFiles.isData(Path.of("kafka/log/t-0/00000000000000000000.index")));
    }

    @Test
    void aChangedTableIsADifferenceUnlessServicesWriteItThemselves() {
        Checksums before = sums("fin.decision", "a".repeat(64));
        Checksums after = sums("fin.decision", "b".repeat(64));
        assertTrue(Comparison.of(before, before, Map.of()).holds());
        assertFalse(Comparison.of(before, after, Map.of()).holds());
        assertTrue(Comparison.of(before, after, Map.of("fin.*", "written at every start"))
                .holds());
        assertFalse(
                Comparison.of(before, Checksums.none(), Map.of("med.*", "x")).holds());
    }

    private static Checksums sums(String table, String sum) {
        return new Checksums(Map.of(table, Sum.of(1, sum)), Map.of(), Map.of(), Map.of());
    }
}
