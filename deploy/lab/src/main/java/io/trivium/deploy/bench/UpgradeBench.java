package io.trivium.deploy.bench;

import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.backup.Contents;
import io.trivium.deploy.backup.Growth;
import io.trivium.deploy.bench.report.UpgradeReport;
import io.trivium.deploy.check.Diagnosis;
import io.trivium.deploy.check.Finding;
import io.trivium.deploy.cli.UpCommand;
import io.trivium.deploy.cli.option.AuditChains;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.Cache;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Implements {@code bench upgrade}. */
final class UpgradeBench {
    private static final int PORT_BASE = 25_400;
    private static final int QUIET_SECONDS = 20;
    private static final List<String> SCHEMAS = List.of("runtime", "fin", "med", "industrial");

    /** Queries for the decisions of each domain since some time. */
    private static final Map<String, SqlQuery<Long>> DECISIONS = Map.of(
            "fin",
            SqlQuery.of(Long.class, "select count(*) from fin.decision where decided_at >= :since"),
            "med",
            SqlQuery.of(
                    Long.class,
                    "select count(*) from med.study_revision where state = 'done' and finished_at >= :since"),
            "industrial",
            SqlQuery.of(Long.class, "select count(*) from industrial.asset_monitor where judged_to >= :since"));

    private final GlobalOptions options;
    private final Duration limit;
    private final int seconds;
    private final String from;
    private final Path root;
    private final int portBase;

    UpgradeBench(GlobalOptions options, Duration limit, int seconds, String from) {
        Path chosen = options.dataDirectory;
        Integer asked = options.portBase;
        this.options = options;
        this.limit = limit;
        this.seconds = seconds;
        this.from = from;
        this.root = chosen == null ? Installation.current().root().resolve(".data-upgrade") : chosen;
        this.portBase = asked == null ? PORT_BASE : asked;
    }

    UpgradeReport run() throws InterruptedException {
        Path live = root.resolve("live").toAbsolutePath();
        Platform platform = new Platform(DataDirectory.at(live));
        if (Files.exists(live) && platform.isRunning()) {
            throw LauncherException.refused(
                    "A platform runs in " + live + "; stop it with ./trivium down --data-dir " + live + " first.");
        }
        try {
            ProofDirectory.claim(root);
            Cache.deleteTree(live);
            earlier(live);
            return upgraded(new Platform(DataDirectory.open(live)));
        } catch (IOException e) {
            throw LauncherException.failure("The proof's files cannot be kept in " + root + ": " + e.getMessage());
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure(
                    "The proof cannot read PostgreSQL (" + e.getMessage() + "); see the logs in " + live + ".");
        }
    }

    /** Leaves the data of the earlier release, which is stopped. */
    private void earlier(Path live) throws IOException, InterruptedException {
        PriorRelease release = PriorRelease.checkOut(root.toAbsolutePath(), from);
        options.terminal.say("Building " + from + " …");
        release.build();
        options.terminal.say("Running " + from + " with demo traffic …");
        try {
            release.command(live, portBase, "demo", "--wait", Long.toString(limit.toSeconds()));
            pause(seconds);
            new Platform(DataDirectory.open(live)).setDemoTraffic(false);
            pause(QUIET_SECONDS);
        } finally {
            release.command(live, portBase, "down");
        }
    }

    private static void pause(int seconds) throws InterruptedException {
        new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
    }

    private UpgradeReport upgraded(Platform platform) throws InterruptedException, SQLException {
        DataDirectory data = platform.data();
        Contents before = Contents.ofStopped(data, portBase, List.of(), Map.of(), limit);
        options.terminal.say("Upgrading " + before.rows() + " rows and " + before.records() + " records …");
        Instant upgrade = Instant.now();
        long readyMs;
        List<String> migrations;
        options.portBase = portBase;
        UpCommand.start(options, platform, limit);
        try {
            PlatformStatus status = platform.awaitReady(limit, _ -> {});
            Long ready = status.readyAfterMs();
            readyMs = ready == null ? -1 : ready;
            pause(QUIET_SECONDS);
            migrations = migrations(new Database(status, data), upgrade);
        } finally {
            platform.stop(_ -> {});
        }
        Contents after = Contents.ofStopped(data, portBase, List.of(), before.tables(), limit);
        Map<String, String> expected = new TreeMap<>();
        List<String> violations = new ArrayList<>(after.contradictions());
        UpgradeReport.sort(Growth.ofTables(before.tables(), after.tables()), expected, violations);
        UpgradeReport.sort(Growth.ofTopics(before.topics(), after.topics()), expected, violations);
        if (migrations.isEmpty()) violations.add("no migration ran: name an earlier revision");
        Map<String, Long> decisions = work(platform, violations);
        return new UpgradeReport(
                from,
                before.tables().size(),
                before.rows(),
                before.topics().size(),
                before.records(),
                migrations,
                readyMs,
                expected,
                violations,
                decisions);
    }

    private static List<String> migrations(Database database, Instant since) throws SQLException {
        List<String> migrations = new ArrayList<>();
        try (Connection connection = database.connect()) {
            for (String schema : SCHEMAS) {
                migrations.addAll(SqlQuery.of(
                                String.class,
                                "select '" + schema + " ' || script || ' (' || execution_time || ' ms)' from " + schema
                                        + ".flyway_schema_history where installed_on >= :since order by installed_rank")
                        .on(connection)
                        .set("since", since.atOffset(ZoneOffset.UTC).toLocalDateTime())
                        .list());
            }
        }
        return migrations;
    }

    /** Chains verify, the doctor is content, every domain decides. */
    private Map<String, Long> work(Platform platform, List<String> violations)
            throws InterruptedException, SQLException {
        UpCommand.start(options, platform, limit);
        try {
            PlatformStatus status = platform.awaitReady(limit, _ -> {});
            new Diagnosis(Installation.current(), platform, portBase)
                    .findings().stream()
                            .filter(finding -> finding.level() == Finding.Level.BAD)
                            .forEach(finding -> violations.add("doctor: " + finding.what() + " " + finding.found()));
            AuditChains.findings(platform, limit).forEach(finding -> violations.add("audit chain " + finding));
            Map<String, Long> decisions = decisions(platform, new Database(status, platform.data()));
            decisions.forEach((domain, count) -> {
                if (count == 0) violations.add(domain + " decides nothing");
            });
            return decisions;
        } finally {
            platform.stop(_ -> {});
        }
    }

    private Map<String, Long> decisions(Platform platform, Database database)
            throws InterruptedException, SQLException {
        Instant since = Instant.now();
        Instant deadline = since.plus(limit);
        platform.setDemoTraffic(true);
        Map<String, Long> decisions = new TreeMap<>();
        do {
            pause(5);
            try (Connection connection = database.connect()) {
                DECISIONS.forEach((domain, query) -> decisions.put(
                        domain, query.on(connection).set("since", since).one()));
            }
        } while (decisions.containsValue(0L) && Instant.now().isBefore(deadline));
        return decisions;
    }
}
