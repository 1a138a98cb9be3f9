package io.trivium.deploy.bench;

import io.trivium.core.sql.SqlFailure;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.backup.Backup;
import io.trivium.deploy.backup.BackupManifest;
import io.trivium.deploy.backup.Bracket;
import io.trivium.deploy.backup.Contents;
import io.trivium.deploy.backup.LogSegments;
import io.trivium.deploy.backup.Marks;
import io.trivium.deploy.backup.PartitionPrints;
import io.trivium.deploy.backup.Restore;
import io.trivium.deploy.backup.TwoLooks;
import io.trivium.deploy.bench.report.RestoreReport;
import io.trivium.deploy.cli.UpCommand;
import io.trivium.deploy.cli.option.AuditChains;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.Cache;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.PostgresArchive;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Implements {@code bench restore}. */
final class RestoreBench {
    private static final int PORT_BASE = 25_200;

    /** Unmarked on purpose by a restoration to a later time. */
    private static final List<String> SENT = List.of("outbox_event.sent_at");

    private final GlobalOptions options;
    private final Duration limit;
    private final int seconds;
    private final long seed;
    private final Path root;
    private final Optional<String> passphrase;
    private final int portBase;
    private Contents lastContents = Contents.NONE;

    RestoreBench(GlobalOptions options, Duration limit, int seconds, long seed) {
        Path chosen = options.dataDirectory;
        Integer asked = options.portBase;
        this.options = options;
        this.limit = limit;
        this.seconds = seconds;
        this.seed = seed;
        this.root = chosen == null ? Installation.current().root().resolve(".data-restore") : chosen;
        this.passphrase = Optional.of("of a backup that is thrown away " + seed);
        this.portBase = asked == null ? PORT_BASE : asked;
    }

    private Path backup() {
        return root.resolve("backup");
    }

    private Path archive() {
        return root.resolve("archive");
    }

    /** The data about the original platform, which no longer exists. */
    private record Original(
            BackupManifest manifest,
            long backupMs,
            TwoLooks cut,
            Instant time,
            TwoLooks later,
            Marks marks,
            Map<String, PartitionPrints> records) {}

    RestoreReport run() throws InterruptedException {
        try {
            if (Files.exists(root.resolve("live"))
                    && new Platform(DataDirectory.at(root.resolve("live"))).isRunning()) {
                throw LauncherException.refused(
                        "A platform runs in " + root.resolve("live") + "; stop it with ./trivium down --data-dir.");
            }
            ProofDirectory.claim(root);
            for (String left : List.of("live", "backup", "archive", "restored", "restored-later")) {
                Cache.deleteTree(root.resolve(left));
            }
            Original original = live();
            Cache.deleteTree(root.resolve("live"));
            return restored(original);
        } catch (IOException e) {
            throw LauncherException.failure("The proof's files cannot be kept in " + root + ": " + e.getMessage());
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure(
                    "The proof cannot read PostgreSQL (" + e.getMessage() + "); see the logs in " + root + ".");
        }
    }

    private Original live() throws InterruptedException, SQLException {
        Random random = new Random(seed);
        Platform platform = new Platform(DataDirectory.open(root.resolve("live")));
        PostgresArchive.set(platform.data(), archive());
        options.portBase = portBase;
        UpCommand.start(options, platform, limit);
        try {
            PlatformStatus status = platform.awaitReady(limit, _ -> {});
            platform.setDemoTraffic(true);
            Marks marks = new Marks(new Database(status, platform.data()));
            TwoLooks cut = new TwoLooks(platform, status, List.of());
            TwoLooks later = new TwoLooks(platform, status, SENT);
            pause(seconds, random);
            long started = System.nanoTime();
            BackupManifest manifest = new Backup(platform, passphrase, options.terminal::say, cut).take(backup());
            long backupMs = (System.nanoTime() - started) / 1_000_000;
            pause(seconds / 3, random);
            Instant time = later.now();
            pause(seconds / 6, random);
            platform.setDemoTraffic(false);
            marks.close();
            Map<String, PartitionPrints> records = Contents.records(status, platform.data());
            return new Original(manifest, backupMs, cut, time, later, marks, records);
        } finally {
            platform.stop(_ -> {});
        }
    }

    private static void pause(int seconds, Random random) throws InterruptedException {
        long most = seconds * 1_000L;
        new CountDownLatch(1).await(most - random.nextLong(most / 3 + 1), TimeUnit.MILLISECONDS);
    }

    private RestoreReport restored(Original original) throws InterruptedException, IOException, SQLException {
        RestoreReport.Restored cut = restored(original, "restored", Optional.empty(), original.cut(), List.of());
        Contents contents = lastContents;
        LogSegments segments = LogSegments.of(backup().resolve("files"), contents.compactedTopics());
        List<String> violations = new ArrayList<>(cut.violations());
        violations.addAll(segments.violations());
        RestoreReport.Restored later =
                restored(original, "restored-later", Optional.of(original.time()), original.later(), SENT);
        return new RestoreReport(
                seed,
                contents.tables().size(),
                contents.topics().size(),
                original.backupMs(),
                original.manifest().brokerStoppedMs(),
                original.manifest().files().values().stream()
                        .mapToLong(BackupManifest.Entry::bytes)
                        .sum(),
                original.manifest().files().size(),
                segments.batches(),
                new RestoreReport.Restored(
                        cut.at(),
                        cut.restoreMs(),
                        cut.readyMs(),
                        cut.rows(),
                        cut.records(),
                        cut.looksApartMs(),
                        cut.certain(),
                        violations),
                later);
    }

    private RestoreReport.Restored restored(
            Original original, String name, Optional<Instant> time, TwoLooks looks, List<String> ignored)
            throws InterruptedException, IOException, SQLException {
        Path directory = root.resolve(name);
        long started = System.nanoTime();
        Restore.Options asked = new Restore.Options(time, time.map(_ -> archive()), passphrase, Optional.empty());
        new Restore(backup(), asked, options.terminal::say).into(directory);
        long restoreMs = (System.nanoTime() - started) / 1_000_000;
        DataDirectory data = DataDirectory.open(directory);
        Contents contents = Contents.ofStopped(data, portBase, ignored, Map.of(), limit);
        lastContents = contents;
        Bracket rows = looks.tables(contents);
        // Topics are as at the cut, whatever the time of the database.
        Bracket records = original.cut().topics(original.records(), contents);
        List<String> violations = new ArrayList<>(rows.violations());
        violations.addAll(records.violations());
        violations.addAll(contents.contradictions());
        Platform platform = new Platform(data);
        options.portBase = portBase;
        UpCommand.start(options, platform, limit);
        long readyMs;
        try {
            PlatformStatus status = platform.awaitReady(limit, _ -> {});
            Long ready = status.readyAfterMs();
            readyMs = ready == null ? -1 : ready;
            AuditChains.findings(platform, limit).forEach(finding -> violations.add("audit chain " + finding));
            violations.addAll(looks.marks(original.marks(), new Database(status, data)));
        } finally {
            platform.stop(_ -> {});
        }
        Cache.deleteTree(directory);
        return new RestoreReport.Restored(
                time.map(Instant::toString).orElse(original.manifest().cutAt()),
                restoreMs,
                readyMs,
                rows,
                records,
                looks.apartMs(),
                looks.certain(original.marks()),
                violations);
    }
}
