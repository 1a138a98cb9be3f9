package io.trivium.deploy.faults.plant;

import io.trivium.core.sql.SqlFailure;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.faults.Flow;
import io.trivium.deploy.faults.Lag;
import io.trivium.deploy.faults.Promise;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.faults.fin.TopicLog;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Machines that send over MQTT, JSON and Sparkplug, compared with the acknowledged readings. For one thread. */
public final class PlantFlow implements Flow {
    private static final Duration SETTLING = Duration.ofMinutes(5);

    private final Platform platform;
    private final long seed;
    private final int backlogs;
    private final Waits waits;
    private final Ports ports;
    private final String run = "f" + Long.toString(Instant.now().toEpochMilli(), 36);
    private final PlatformStatus status;
    private final PlantRows rows;
    private final Path results;
    private final PlantLedger ledger;
    private final AtomicReference<Judgement> judged = new AtomicReference<>();
    private @Nullable Process load;

    /** The findings at the end, and their judge. */
    record Judgement(PlantEvidence evidence, PlantVerdict verdict) {}

    /**
     * A load on a platform that is ready.
     *
     * @param backlogs machines that send an hour of the past, one after the other
     * @param ports by which the machines find their broker
     */
    public PlantFlow(Platform platform, long seed, int backlogs, Waits waits, Ports ports) {
        this.platform = platform;
        this.seed = seed;
        this.backlogs = backlogs;
        this.waits = waits;
        this.ports = ports;
        this.status = platform.status()
                .orElseThrow(() -> LauncherException.notReady("The platform is not running; run ./trivium up."));
        this.rows = new PlantRows(new Database(status, platform.data()), run);
        try {
            this.results = Files.createTempFile(platform.data().run(), "plant-faults-", ".acknowledged");
        } catch (IOException e) {
            throw LauncherException.failure("The run's files cannot be kept: " + e.getMessage());
        }
        this.ledger = new PlantLedger(results);
    }

    @Override
    public String name() {
        return "industrial";
    }

    String run() {
        return run;
    }

    PlantRows rows() {
        return rows;
    }

    @Override
    public boolean begin() throws InterruptedException {
        try {
            load = new Tools(Installation.current())
                    .plantFaultLoad(
                            ports,
                            platform.data(),
                            List.of(
                                    "--run",
                                    run,
                                    "--seed",
                                    Long.toString(seed),
                                    "--backlogs",
                                    Integer.toString(backlogs)),
                            results);
        } catch (IOException e) {
            throw LauncherException.failure("The machines cannot be started: " + e.getMessage());
        }
        return waits.await("the first readings are stored", Waits.RECOVERY, () -> isThroughSince(0));
    }

    @Override
    public long mark() {
        return acknowledged().size();
    }

    /** Of JSON and of Sparkplug. */
    @Override
    public boolean isThroughSince(long mark) throws SQLException {
        List<PlantReading> all = acknowledged();
        for (String source : List.of(rows.machines(), rows.devices())) {
            PlantReading reading = all.subList((int) mark, all.size()).stream()
                    .filter(each -> each.source().startsWith(source))
                    .findFirst()
                    .orElse(null);
            if (reading == null || !rows.has(reading)) return false;
        }
        return true;
    }

    private List<PlantReading> acknowledged() {
        try {
            return ledger.acknowledged();
        } catch (IOException e) {
            throw LauncherException.failure("What was acknowledged cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void settle() throws InterruptedException {
        endLoad();
        int acknowledged =
                new HashSet<>(acknowledged().stream().map(PlantReading::id).toList()).size();
        waits.say(acknowledged + " readings acknowledged; waiting until they are stored and rolled up");
        if (waits.await("every acknowledged reading is stored", SETTLING, () -> rows.readings() >= acknowledged)) {
            try (Lag lag = new Lag(platform.kafka())) {
                waits.await("nothing is left in the topic of readings", SETTLING, () -> lag.of(Lag.READINGS) == 0);
            }
        }
        awaitRolledUp();
        waits.await("every change of an alarm is published", SETTLING, () -> rows.unpublished() == 0);
    }

    @Override
    public void endLoad() throws InterruptedException {
        Process machines = load;
        if (machines == null) return;
        try {
            machines.getOutputStream().close();
        } catch (IOException e) {
            waits.stall("load", "the machines cannot be stopped: " + e.getMessage());
        }
        if (!waits.await("everything sent is acknowledged", Waits.RECOVERY, () -> !machines.isAlive())) {
            machines.destroyForcibly();
        } else if (machines.exitValue() != 0) {
            waits.stall("load", "the machines ended before the run did");
        }
        load = null;
    }

    private void awaitRolledUp() throws InterruptedException {
        waits.await("minutes and ended hours are rolled up", SETTLING, () -> rows.marks() == 0);
    }

    @Override
    public List<Violation> judge() throws InterruptedException {
        return judgement().verdict().violations();
    }

    /** Reads the remaining data, again on each call. */
    Judgement judgement() throws InterruptedException {
        try {
            PlantEvidence evidence = evidence();
            Judgement found = new Judgement(evidence, PlantVerdict.on(evidence));
            judged.set(found);
            return found;
        } catch (IOException e) {
            throw LauncherException.failure("The service cannot be asked: " + e.getMessage());
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure("What is left in PostgreSQL cannot be read: " + e.getMessage());
        }
    }

    /** The findings of the same judge after data was broken without the platform's knowledge. */
    public List<Violation> sabotaged(List<PlantSabotage> kinds) throws InterruptedException {
        try {
            for (PlantSabotage sabotage : kinds) {
                waits.say("sabotage: " + sabotage);
                sabotage.apply(rows);
            }
            awaitRolledUp();
            List<Violation> found = judge();
            PlantSabotage.undo(kinds, rows);
            return found;
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure("The sabotage failed: " + e.getMessage());
        }
    }

    private PlantEvidence evidence() throws IOException, SQLException, InterruptedException {
        waits.say("comparing what is left with what was acknowledged");
        // An hour that ends while the evidence is gathered is left to the next run.
        Instant hoursUntil = Instant.now().minusSeconds(10).truncatedTo(ChronoUnit.HOURS);
        PlantService service = new PlantService(status, platform);
        Map<String, String> assets = rows.assets();
        return new PlantEvidence(
                acknowledged(),
                rows.stored(),
                service.latest(assets),
                rows.kept(hoursUntil),
                rows.recomputed(hoursUntil),
                rows.alarms(),
                rows.occurrences(),
                new TopicLog(platform.kafka(), run).alarmEvents(new HashSet<>(assets.values())),
                service.auditFindings());
    }

    @Override
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("readings-acknowledged", (long) acknowledged().size());
        Judgement found = judged.get();
        if (found != null) {
            counts.put(
                    "rollups-recomputed", (long) found.evidence().recomputed().size());
            counts.put("alarms-expected", (long) found.verdict().expectedAlarms());
            counts.put("alarm-events", (long) found.evidence().events().size());
        }
        return counts;
    }

    @Override
    public List<Promise> promises() {
        return List.of(PlantPromise.values());
    }

    @Override
    public void abandon() {
        Process machines = load;
        if (machines != null) machines.destroyForcibly();
    }
}
