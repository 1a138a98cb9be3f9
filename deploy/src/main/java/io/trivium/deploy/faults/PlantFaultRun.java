package io.trivium.deploy.faults;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.faults.Killing.Killed;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Kills -9 the factory's service, its MQTT broker, Kafka and PostgreSQL at random moments while machines send over MQTT, and
 * holds what is left against what was acknowledged. Recovery is gated on progress: a reading that was acknowledged after the
 * kill is stored, of JSON and of Sparkplug. Used by one thread.
 */
public final class PlantFaultRun {
    private static final List<String> VICTIMS = List.of("domain-industrial", "mqtt", "kafka", "postgres");
    private static final Duration SETTLING = Duration.ofMinutes(5);

    private final Platform platform;
    private final PlantFaultPlan plan;
    private final Consumer<String> talk;
    private final Instant started = Instant.now();
    private final String run = "f" + Long.toString(started.toEpochMilli(), 36);
    private final PlatformStatus status;
    private final Waits waits;
    private final Killing killing;
    private final PlantRows rows;
    private final Map<String, Integer> kills = new TreeMap<>();
    private final Map<String, List<Duration>> recoveries = new TreeMap<>();

    /**
     * A run on a platform that is ready.
     *
     * @param talk is told what happens, line by line
     */
    public PlantFaultRun(Platform platform, PlantFaultPlan plan, Consumer<String> talk) {
        this.platform = platform;
        this.plan = plan;
        this.talk = talk;
        this.status = platform.status()
                .orElseThrow(() -> LauncherException.notReady("The platform is not running; run ./trivium up."));
        for (String victim : VICTIMS) {
            if (status.component(victim).isEmpty()) {
                throw LauncherException.failure(victim + " does not run; see ./trivium status.");
            }
        }
        this.waits = new Waits(started, talk);
        this.killing = new Killing(platform, waits);
        this.rows = new PlantRows(new Database(status, platform.data()), run);
    }

    /** Runs to the end, whatever it finds. */
    public PlantFaultReport run() throws InterruptedException {
        waits.say("seed " + plan.seed() + ", " + plan.rounds() + " rounds, run " + run);
        try {
            Path results = Files.createTempFile(platform.data().run(), "plant-faults-", ".acknowledged");
            PlantLedger ledger = new PlantLedger(results);
            underLoad(ledger, results);
            settle(ledger);
            return report(ledger);
        } catch (IOException e) {
            throw LauncherException.failure(
                    "The run's files cannot be kept, or the service not asked: " + e.getMessage());
        } catch (SQLException e) {
            throw LauncherException.failure("What is left in PostgreSQL cannot be read: " + e.getMessage());
        }
    }

    private void underLoad(PlantLedger ledger, Path results) throws IOException, InterruptedException {
        Process load = new Tools(Installation.current())
                .plantFaultLoad(
                        status,
                        platform.data(),
                        List.of(
                                "--run",
                                run,
                                "--seed",
                                Long.toString(plan.seed()),
                                "--backlogs",
                                Integer.toString(plan.rounds())),
                        results);
        try {
            Recovery recovery = new Recovery(ledger);
            if (recovery.awaitStart()) {
                new KillRounds<>(VICTIMS, plan.rounds(), Duration.ofSeconds(6), 4)
                        .run(new Random(plan.seed()), waits, recovery);
            }
        } finally {
            load.getOutputStream().close();
            if (!waits.await("everything sent is acknowledged", Waits.RECOVERY, () -> !load.isAlive())) {
                load.destroyForcibly();
            } else if (load.exitValue() != 0) {
                waits.stall("load", "the machines ended before the run did");
            }
        }
    }

    /** Follows what was acknowledged after each kill until it is stored. */
    private final class Recovery implements KillRounds.Flow<String> {
        private final PlantLedger ledger;
        private final List<Open> open = new ArrayList<>();

        /** A kill with the number of readings that were acknowledged before it. */
        private record Open(Killed kill, int mark) {}

        Recovery(PlantLedger ledger) {
            this.ledger = ledger;
        }

        boolean awaitStart() throws InterruptedException {
            return waits.await("the first readings are stored", Waits.RECOVERY, () -> isStoredSince(0));
        }

        @Override
        public void kill(String victim, int round) throws InterruptedException {
            killing.kill(victim).ifPresent(killed -> {
                kills.merge(victim, 1, Integer::sum);
                open.add(new Open(killed, read()));
            });
        }

        @Override
        public boolean awaitRecovery() throws InterruptedException {
            while (!open.isEmpty()) {
                Open first = open.removeFirst();
                String victim = first.kill().component();
                if (!waits.await(
                        "readings acknowledged after the kill of " + victim + " are stored",
                        Waits.RECOVERY,
                        () -> isStoredSince(first.mark()))) {
                    return false;
                }
                Duration after = Duration.between(first.kill().at(), Instant.now());
                recoveries.computeIfAbsent(victim, key -> new ArrayList<>()).add(after);
                waits.say("  after " + victim + ": stored again after " + Waits.seconds(after));
            }
            return true;
        }

        private int read() {
            return acknowledged(ledger).size();
        }

        private boolean isStoredSince(int mark) throws SQLException {
            List<PlantReading> all = acknowledged(ledger);
            for (String source : List.of(rows.machines(), rows.devices())) {
                PlantReading reading = all.subList(mark, all.size()).stream()
                        .filter(each -> each.source().startsWith(source))
                        .findFirst()
                        .orElse(null);
                if (reading == null || !rows.has(reading)) return false;
            }
            return true;
        }
    }

    private static List<PlantReading> acknowledged(PlantLedger ledger) {
        try {
            return ledger.acknowledged();
        } catch (IOException e) {
            throw LauncherException.failure("What was acknowledged cannot be read: " + e.getMessage());
        }
    }

    /** Waits until nothing is under way any more. */
    private void settle(PlantLedger ledger) throws InterruptedException {
        int acknowledged = new HashSet<>(
                        acknowledged(ledger).stream().map(PlantReading::id).toList())
                .size();
        waits.say(acknowledged + " readings acknowledged; waiting until they are stored and rolled up");
        if (waits.await("every acknowledged reading is stored", SETTLING, () -> rows.readings() >= acknowledged)) {
            try (Lag lag = new Lag("127.0.0.1:" + status.ports().kafka())) {
                waits.await("nothing is left in the topic of readings", SETTLING, () -> lag.of(Lag.READINGS) == 0);
            }
        }
        awaitRolledUp();
        waits.await("every change of an alarm is published", SETTLING, () -> rows.unpublished() == 0);
    }

    private void awaitRolledUp() throws InterruptedException {
        waits.await("minutes and ended hours are rolled up", SETTLING, () -> rows.marks() == 0);
    }

    private PlantFaultReport report(PlantLedger ledger) throws IOException, SQLException, InterruptedException {
        PlantEvidence evidence = evidence(ledger);
        PlantVerdict verdict = PlantVerdict.on(evidence);
        List<Violation> violations = new ArrayList<>(waits.stalls());
        violations.addAll(verdict.violations());
        PlantFaultReport report = new PlantFaultReport(
                plan,
                started,
                Duration.between(started, Instant.now()),
                recoveries,
                kills,
                new PlantFaultReport.Measures(
                        evidence.acknowledged().size(),
                        evidence.recomputed().size(),
                        verdict.expectedAlarms(),
                        evidence.events().size()),
                List.copyOf(violations),
                plan.sabotage().isEmpty() ? List.of() : sabotaged(ledger));
        report.lines().forEach(talk);
        return report;
    }

    /** What the same judge finds once things are broken behind the platform's back. */
    private List<Violation> sabotaged(PlantLedger ledger) throws IOException, SQLException, InterruptedException {
        for (PlantSabotage sabotage : plan.sabotage()) {
            waits.say("sabotage: " + sabotage);
            sabotage.apply(rows);
        }
        awaitRolledUp();
        List<Violation> found = PlantVerdict.on(evidence(ledger)).violations();
        PlantSabotage.undo(plan.sabotage(), rows);
        return found;
    }

    private PlantEvidence evidence(PlantLedger ledger) throws IOException, SQLException, InterruptedException {
        waits.say("comparing what is left with what was acknowledged");
        // An hour that ends while the evidence is gathered is left to the next run.
        Instant hoursUntil = Instant.now().minusSeconds(10).truncatedTo(ChronoUnit.HOURS);
        PlantService service = new PlantService(status, platform);
        Map<String, String> assets = rows.assets();
        return new PlantEvidence(
                acknowledged(ledger),
                rows.stored(),
                service.latest(assets),
                rows.kept(hoursUntil),
                rows.recomputed(hoursUntil),
                rows.alarms(),
                rows.occurrences(),
                new TopicLog("127.0.0.1:" + status.ports().kafka(), run).alarmEvents(new HashSet<>(assets.values())),
                service.auditFindings());
    }
}
