package io.trivium.deploy.backup;

import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.Cache;
import io.trivium.deploy.standalone.PostgresRecovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Makes a data directory of a backup: as it was at the cut, or with the database of a later time. */
public final class Restore {
    private static final SqlQuery<String> OUTBOXES = SqlQuery.of(String.class, """
            select quote_ident(n.nspname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relname = 'outbox_event' and c.relkind in ('r', 'p')""");

    private final Path backup;
    private final Options options;
    private final Consumer<String> talk;

    /**
     * The options of a restoration.
     *
     * @param toTime time of the database, later than the cut; empty for the cut
     * @param archive where {@code ./trivium up --archive} keeps the log of the database
     * @param passphrase of the secrets
     * @param secrets directory of the secrets where the backup has none
     */
    public record Options(
            Optional<Instant> toTime, Optional<Path> archive, Optional<String> passphrase, Optional<Path> secrets) {}

    /** @param talk receives progress lines */
    public Restore(Path backup, Options options, Consumer<String> talk) {
        this.backup = backup.toAbsolutePath().normalize();
        this.options = options;
        this.talk = talk;
    }

    /** Checks all of the backup first; writes into a directory that does not exist yet, or is empty. */
    public BackupManifest into(Path directory) throws InterruptedException {
        Path target = directory.toAbsolutePath().normalize();
        BackupManifest manifest = BackupManifest.read(backup, PostgresRecovery.MAJOR_VERSION);
        refuseTaken(target);
        refuseTime(manifest);
        try {
            manifest.check(backup);
            talk.accept("The backup is whole: " + manifest.files().size() + " files.");
            Path unfinished = target.resolveSibling(target.getFileName() + ".restoring");
            Cache.deleteTree(unfinished);
            DataDirectory data = DataDirectory.open(unfinished);
            secrets(manifest, data);
            for (String file : manifest.files().keySet()) place(file, data);
            database(manifest, data);
            Files.deleteIfExists(target);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            return manifest;
        } catch (IOException e) {
            throw LauncherException.failure("The backup cannot be restored into " + target + " (" + e.getMessage()
                    + "); free space or name another directory.");
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure("The restored database does not work (" + e.getMessage() + "); see "
                    + target + ".restoring/logs/postgres.log.");
        }
    }

    private static void refuseTaken(Path target) {
        if (!Files.exists(target)) return;
        try (Stream<Path> entries = Files.list(target)) {
            // The script that starts this program may have put a log of its own there.
            if (entries.anyMatch(entry -> !entry.getFileName().toString().equals("logs"))) {
                throw LauncherException.refused(
                        target + " is not empty; name a new directory with --data-dir, nothing is overwritten.");
            }
            Cache.deleteTree(target.resolve("logs"));
        } catch (IOException e) {
            throw LauncherException.failure(target + " is no directory that can be read: " + e.getMessage());
        }
    }

    private void refuseTime(BackupManifest manifest) {
        if (options.toTime().isPresent()) {
            Instant cut = Instant.parse(manifest.cutAt());
            if (options.toTime().orElseThrow().isBefore(cut)) {
                throw LauncherException.refused("The backup is of " + cut + " and "
                        + options.toTime().orElseThrow() + " is earlier; use an older backup with its archived log.");
            }
            if (options.archive().isEmpty()) {
                throw LauncherException.refused("A time after the cut needs the archived log of the database: name its"
                        + " directory with --archive.");
            }
        }
    }

    private void secrets(BackupManifest manifest, DataDirectory data) throws IOException {
        if (options.secrets().isPresent()) {
            for (Path file : FileSums.tree(options.secrets().orElseThrow())) {
                SecretBox.write(data.secrets().resolve(file.getFileName()), Files.readString(file));
            }
        } else if (manifest.secrets().equals("encrypted")) {
            SecretBox box = new SecretBox(options.passphrase()
                    .orElseThrow(() -> LauncherException.refused("The backup's secrets are encrypted: give the"
                            + " passphrase in TRIVIUM_BACKUP_PASSPHRASE or --passphrase-file.")));
            box.open(backup.resolve(SecretBox.FILE), data.secrets());
        } else {
            throw LauncherException.refused("The backup was made without a passphrase and has no secrets: name the"
                    + " directory of their copy with --secrets.");
        }
    }

    private void place(String file, DataDirectory data) throws IOException {
        Path to;
        if (file.startsWith(Backup.FILES)) to = data.root().resolve(file.substring(Backup.FILES.length()));
        else if (file.startsWith(BaseBackup.CLUSTER)) to = data.root().resolve(file);
        else return;
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        Files.copy(backup.resolve(file), to);
    }

    private void database(BackupManifest manifest, DataDirectory data)
            throws IOException, InterruptedException, SQLException {
        Path cluster = PostgresRecovery.cluster(data);
        for (String directory : BaseBackup.MADE) Files.createDirectories(cluster.resolve(directory));
        Files.setPosixFilePermissions(cluster, PosixFilePermissions.fromString("rwx------"));
        List<Path> logs = new ArrayList<>(List.of(backup.resolve(BaseBackup.LOG)));
        options.archive().ifPresent(archive -> logs.add(archive.toAbsolutePath()));
        PostgresRecovery recovery = new PostgresRecovery(data, logs);
        if (options.toTime().isEmpty()) {
            recovery.replay("recovery_target_name", manifest.cut(), _ -> {});
            talk.accept("The database is as it was at the cut, " + manifest.cutAt() + ".");
        } else {
            Instant time = options.toTime().orElseThrow();
            recovery.replay("recovery_target_time", forPostgres(time), connection -> sendAgain(connection, manifest));
            talk.accept(
                    "The database is as it was at " + time + ", the topics and files as at " + manifest.cutAt() + ".");
        }
    }

    /** With its offset in digits: on its command line PostgreSQL knows no names of time zones yet, not even Z. */
    static String forPostgres(Instant time) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSxxx", Locale.ROOT)
                .format(time.atOffset(ZoneOffset.UTC));
    }

    /** Events sent after the cut are in no restored topic. */
    private void sendAgain(Connection connection, BackupManifest manifest) {
        for (String schema : OUTBOXES.on(connection).list()) {
            int events = SqlUpdate.of("update " + schema + ".outbox_event set sent_at = null where sent_at >= :cut")
                    .on(connection)
                    .set("cut", Instant.parse(manifest.cutAt()))
                    .run();
            if (events > 0) talk.accept(events + " events of " + schema + " are sent again.");
        }
    }
}
