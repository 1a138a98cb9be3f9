package io.trivium.deploy.backup;

import io.trivium.core.sql.SqlFailure;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.ComponentState;
import io.trivium.deploy.component.StoppedProcess;
import io.trivium.deploy.standalone.Cache;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.PostgresRecovery;
import io.trivium.deploy.supervision.Platform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A backup of a running platform, everything of one instant: while the broker is stopped for some milliseconds, a
 * restore point is written to the log of PostgreSQL, and the files of Kafka and of the services are kept by second
 * links.
 */
public final class Backup {
    static final String FILES = "files/";
    static final Path KAFKA = Path.of("kafka");

    private final Platform platform;
    private final Optional<String> passphrase;
    private final Consumer<String> talk;
    private final Witness witness;

    /** Observes the platform right before the cut and right after it. */
    public interface Witness {
        void before() throws SQLException, InterruptedException;

        void after() throws SQLException, InterruptedException;
    }

    private enum Nobody implements Witness {
        NOBODY;

        @Override
        public void before() {}

        @Override
        public void after() {}
    }

    /** @param talk receives progress lines */
    public Backup(Platform platform, Optional<String> passphrase, Consumer<String> talk) {
        this(platform, passphrase, talk, Nobody.NOBODY);
    }

    /** As the other, with a witness. */
    public Backup(Platform platform, Optional<String> passphrase, Consumer<String> talk, Witness witness) {
        this.witness = witness;
        this.platform = platform;
        this.passphrase = passphrase;
        this.talk = talk;
    }

    /** Makes it in a directory that does not exist yet, or is empty. */
    public BackupManifest take(Path directory) throws InterruptedException {
        Path target = directory.toAbsolutePath().normalize();
        Optional<SecretBox> box = passphrase.map(SecretBox::new);
        refuseTaken(target);
        PlatformStatus status = ready();
        Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
        try {
            Cache.deleteTree(unfinished);
            Files.createDirectories(unfinished);
            BackupManifest manifest = take(status, box, new Taking(unfinished));
            manifest.write(unfinished);
            Files.deleteIfExists(target);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            return manifest;
        } catch (IOException e) {
            throw LauncherException.failure("The backup " + target + " cannot be written (" + e.getMessage()
                    + "); free space or name another directory.");
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure(
                    "PostgreSQL does not let itself be backed up (" + e.getMessage() + "); see ./trivium status.");
        }
    }

    private static void refuseTaken(Path target) {
        if (!Files.exists(target)) return;
        try (Stream<Path> entries = Files.list(target)) {
            if (entries.findAny().isPresent()) {
                throw LauncherException.refused(target + " is not empty; name a new directory.");
            }
        } catch (IOException e) {
            throw LauncherException.failure(target + " is no directory that can be read: " + e.getMessage());
        }
    }

    private PlatformStatus ready() {
        return platform.status()
                .filter(status -> platform.isRunning())
                .filter(status -> Stream.of("postgres", "kafka")
                        .allMatch(name -> status.component(name)
                                .filter(component -> component.state() == ComponentState.READY)
                                .isPresent()))
                .orElseThrow(() -> LauncherException.notReady(
                        "PostgreSQL and Kafka do not run; start the platform with ./trivium up."));
    }

    private BackupManifest take(PlatformStatus status, Optional<SecretBox> box, Taking taking)
            throws SQLException, IOException, InterruptedException {
        String name = "trivium-" + Instant.now().toEpochMilli();
        Path root = platform.data().root();
        try (Connection connection = new Database(status, platform.data()).connect();
                Held held = new Held(root)) {
            BaseBackup base = new BaseBackup(connection, PostgresRecovery.cluster(platform.data()), taking);
            base.take(name);
            Instant whole = Instant.now();
            talk.accept("PostgreSQL is copied.");
            witness.before();
            Instant cutAt;
            String position;
            long started = System.nanoTime();
            StoppedProcess broker =
                    new StoppedProcess(status.component("kafka").orElseThrow().pid());
            try {
                position = base.cut(name);
                cutAt = Instant.now();
                held.hold(KafkaFiles.of(root.resolve(KAFKA)));
                held.hold(KeptFiles.of(root));
            } finally {
                broker.goOn();
            }
            long stopped = (System.nanoTime() - started) / 1_000_000;
            witness.after();
            talk.accept("The cut is at " + cutAt + ", " + position + "; the broker was paused for " + stopped + " ms.");
            base.takeLog(position);
            held.take(taking, FILES);
            if (box.isPresent()) {
                taking.take(
                        new ByteArrayInputStream(
                                box.orElseThrow().close(platform.data().secrets())),
                        SecretBox.FILE,
                        Long.MAX_VALUE);
            } else {
                talk.accept("Secrets are left out, as there is no passphrase: keep a copy of "
                        + platform.data().secrets() + " elsewhere and give it to the restoration with --secrets.");
            }
            return new BackupManifest(
                    BackupManifest.FORMAT,
                    "0.1.0",
                    PostgresRecovery.MAJOR_VERSION,
                    name,
                    cutAt.toString(),
                    position,
                    stopped,
                    whole.toString(),
                    box.isPresent() ? "encrypted" : "left-out",
                    taking.taken());
        }
    }
}
