package io.trivium.deploy.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The description of a backup.
 *
 * @param format of the backup
 * @param platform version of Trivium
 * @param postgres major version of PostgreSQL
 * @param cut name of the restore point: the one instant at which everything is taken
 * @param cutAt when that was, in ISO 8601
 * @param cutPosition where that is in PostgreSQL's log
 * @param brokerStoppedMs how long the broker was stopped for it
 * @param baseEndAt when the base backup was whole, in ISO 8601: nothing earlier can be restored
 * @param secrets {@code encrypted}, or {@code left-out}
 * @param files every file but the manifest's own, by path
 */
public record BackupManifest(
        String format,
        String platform,
        String postgres,
        String cut,
        String cutAt,
        String cutPosition,
        long brokerStoppedMs,
        String baseEndAt,
        String secrets,
        Map<String, Entry> files) {
    static final String FORMAT = "trivium-backup/1";
    static final String FILE = "manifest.json";
    private static final String SUM = "manifest.sha256";

    public BackupManifest {
        files = new TreeMap<>(files);
    }

    /**
     * One file.
     *
     * @param bytes its size
     * @param sha256 of its content
     */
    public record Entry(long bytes, String sha256) {}

    void write(Path backup) throws IOException {
        Path file = backup.resolve(FILE);
        Files.writeString(
                file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this));
        Files.writeString(backup.resolve(SUM), Digests.of(file) + "\n");
    }

    /** Reads it and refuses one that is missing, damaged or of another version; its files are not read yet. */
    public static BackupManifest read(Path backup, String postgres) {
        Path file = backup.resolve(FILE);
        if (!Files.exists(file)) {
            throw LauncherException.refused(
                    backup + " is no finished backup (" + FILE + " is missing); name the directory of one.");
        }
        try {
            if (!Files.exists(backup.resolve(SUM))
                    || !Files.readString(backup.resolve(SUM)).strip().equals(Digests.of(file))) {
                throw LauncherException.refused(file + " is damaged (it does not have the sum in " + SUM
                        + "); use another copy of this backup.");
            }
            BackupManifest manifest = new ObjectMapper().readValue(Files.readString(file), BackupManifest.class);
            if (!manifest.format().equals(FORMAT) || !manifest.postgres().equals(postgres)) {
                throw LauncherException.refused("The backup " + backup + " is '" + manifest.format()
                        + "' of PostgreSQL " + manifest.postgres() + " and this Trivium restores '" + FORMAT
                        + "' of PostgreSQL " + postgres + "; use the Trivium that made it (" + manifest.platform()
                        + ").");
            }
            return manifest;
        } catch (IOException e) {
            throw LauncherException.refused(file + " cannot be read (" + e.getMessage() + "); use another copy.");
        }
    }

    /** Refuses a backup with a missing, damaged or unknown file, by its name. */
    void check(Path backup) throws IOException {
        for (Map.Entry<String, Entry> each : files.entrySet()) {
            Path file = backup.resolve(each.getKey()).normalize();
            if (!file.startsWith(backup.normalize()) || !Files.isRegularFile(file)) {
                throw LauncherException.refused(
                        "The backup's file " + each.getKey() + " is missing; use another copy of this backup.");
            }
            if (Files.size(file) != each.getValue().bytes()
                    || !Digests.of(file).equals(each.getValue().sha256())) {
                throw LauncherException.refused(
                        "The backup's file " + each.getKey() + " is damaged; use another copy of this backup.");
            }
        }
    }
}
