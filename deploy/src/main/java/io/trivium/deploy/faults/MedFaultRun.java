package io.trivium.deploy.faults;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Platform;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Sends studies to the hospital's node while it kills -9 node, PACS, broker and PostgreSQL at random moments, and holds what the
 * PACS has in the end against what was sent and what the node says it made. Used by one thread.
 */
public final class MedFaultRun {
    private static final List<String> VICTIMS = List.of("domain-med", "orthanc", "kafka", "postgres");
    private static final Duration SETTLING = Duration.ofMinutes(15);

    private final Platform platform;
    private final MedFaultPlan plan;
    private final Consumer<String> talk;
    private final PlatformStatus status;
    private final Instant started = Instant.now();
    private final String patient;
    private final Waits waits;
    private final Killing killing;
    private final MedRows rows;
    private final Pacs pacs;
    private final Map<String, Integer> kills = new TreeMap<>();

    /**
     * A run on a platform that is ready.
     *
     * @param talk is told what happens, line by line
     */
    public MedFaultRun(Platform platform, MedFaultPlan plan, Consumer<String> talk) {
        this.platform = platform;
        this.plan = plan;
        this.talk = talk;
        this.status = platform.status()
                .orElseThrow(() -> LauncherException.notReady("The platform is not running; run ./trivium up."));
        if (status.component("orthanc").isEmpty()) {
            throw LauncherException.failure("There is no PACS to kill; install Debian's orthanc and orthanc-dicomweb.");
        }
        this.patient = "F" + Long.toString(started.toEpochMilli(), 36);
        this.waits = new Waits(started, talk);
        this.killing = new Killing(platform, waits);
        this.rows = new MedRows(new Database(status, platform.data()), patient);
        this.pacs = new Pacs(status.ports().pacsHttp(), patient);
    }

    /** Runs to the end, whatever it finds. */
    public MedFaultReport run() throws InterruptedException {
        waits.say("seed " + plan.seed() + ", " + plan.rounds() + " rounds, patient " + patient);
        List<String> acknowledged;
        try {
            Path sent = Files.createTempFile(platform.data().run(), "med-faults-", ".sent");
            Process load = new Tools(Installation.current())
                    .faultLoad(
                            List.of(
                                    "--node-port",
                                    Integer.toString(status.ports().dicom()),
                                    "--patient",
                                    patient,
                                    "--slices",
                                    Integer.toString(plan.slices())),
                            sent);
            try {
                if (waits.await("the first studies are delivered", Waits.RECOVERY, () -> rows.delivered() > 0)) {
                    new KillRounds<>(VICTIMS, plan.rounds(), Duration.ofSeconds(6), 3)
                            .run(new Random(plan.seed()), waits, new Studies(sent));
                }
            } finally {
                load.getOutputStream().close();
                if (!waits.await("the last study is taken whole", Waits.RECOVERY, () -> !load.isAlive())) {
                    load.destroyForcibly();
                }
            }
            acknowledged = Files.readAllLines(sent);
        } catch (IOException e) {
            throw LauncherException.failure("Studies cannot be sent: " + e.getMessage());
        }
        waits.say(acknowledged.size() + " studies taken whole; waiting for their results");
        boolean settled = waits.await("everything is read and delivered", SETTLING, rows::isSettled);
        MedEvidence evidence = evidence(acknowledged);
        List<Violation> violations = new ArrayList<>(evidence.violations(plan.slices()));
        violations.addAll(waits.stalls());
        MedFaultReport report = new MedFaultReport(
                plan,
                started,
                Duration.between(started, Instant.now()),
                kills,
                evidence,
                settled,
                violations,
                plan.sabotage().isEmpty() ? List.of() : sabotaged(acknowledged));
        report.lines().forEach(talk);
        return report;
    }

    /** Studies that go on being taken, and their results. */
    private final class Studies implements KillRounds.Flow<String> {
        private final Path sent;
        private long before;
        private String last = "";

        Studies(Path sent) {
            this.sent = sent;
        }

        @Override
        public void kill(String victim, int round) throws InterruptedException {
            killing.kill(victim).ifPresent(killed -> kills.merge(victim, 1, Integer::sum));
            before = lines(sent);
            last = victim;
        }

        @Override
        public boolean awaitRecovery() throws InterruptedException {
            return waits.await(
                    "a study sent after the kill of " + last + " is taken", Waits.RECOVERY, () -> lines(sent) > before);
        }

        /** The revisions of this round get through before the next, so that kills meet every step. */
        @Override
        public boolean endRound() throws InterruptedException {
            AtomicLong done = new AtomicLong();
            return waits.await("the database answers", Waits.RECOVERY, () -> {
                        done.set(rows.delivered());
                        return true;
                    })
                    && waits.await("results come through again", Waits.RECOVERY, () -> rows.delivered() > done.get());
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            return 0;
        }
    }

    /** What the same judge finds once things are broken behind the node's back. */
    private List<Violation> sabotaged(List<String> acknowledged) throws InterruptedException {
        plan.sabotage().forEach(kind -> waits.say("sabotage: " + kind));
        try {
            MedSabotage.apply(plan.sabotage(), rows, pacs);
        } catch (SQLException | IOException e) {
            throw LauncherException.failure("The sabotage failed: " + e.getMessage());
        }
        return evidence(acknowledged).violations(plan.slices());
    }

    private MedEvidence evidence(List<String> acknowledged) throws InterruptedException {
        try {
            return new MedEvidence(acknowledged, rows.revisions(), rows.made(), pacs.instances());
        } catch (SQLException | IOException e) {
            throw LauncherException.failure("What is left cannot be read: " + e.getMessage());
        }
    }
}
