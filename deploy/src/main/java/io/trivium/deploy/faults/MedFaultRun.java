package io.trivium.deploy.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.faults.MedEvidence.Row;
import io.trivium.deploy.standalone.ComponentStatus;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Platform;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Processes;
import io.trivium.deploy.standalone.Tools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final Duration KILLED = Duration.ofSeconds(20);
    private static final Duration SETTLING = Duration.ofMinutes(15);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Platform platform;
    private final int rounds;
    private final long seed;
    private final int slices;
    private final Consumer<String> talk;
    private final PlatformStatus status;
    private final Database database;
    private final Instant started = Instant.now();
    private final String patient;
    private final Waits waits;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Map<String, Integer> kills = new TreeMap<>();

    /**
     * A run on a platform that is ready.
     *
     * @param rounds each kills every process once
     * @param slices of a study; fewer than 12 are refused, and the report about that is the result that is counted
     * @param talk is told what happens, line by line
     */
    public MedFaultRun(Platform platform, long seed, int rounds, int slices, Consumer<String> talk) {
        this.platform = platform;
        this.seed = seed;
        this.rounds = rounds;
        this.slices = slices;
        this.talk = talk;
        this.status = platform.status()
                .orElseThrow(() -> LauncherException.notReady("The platform is not running; run ./trivium up."));
        if (status.component("orthanc").isEmpty()) {
            throw LauncherException.failure("There is no PACS to kill; install Debian's orthanc and orthanc-dicomweb.");
        }
        this.database = new Database(status, platform.data());
        this.patient = "F" + Long.toString(started.toEpochMilli(), 36);
        this.waits = new Waits(started, talk);
    }

    /** Runs to the end, whatever it finds. */
    public MedFaultReport run() throws InterruptedException {
        waits.say("seed " + seed + ", " + rounds + " rounds, patient " + patient);
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
                                    Integer.toString(slices)),
                            sent);
            try {
                killUnderLoad(sent);
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
        boolean settled = waits.await("everything is read and delivered", SETTLING, this::isSettled);
        MedEvidence evidence = evidence(acknowledged);
        List<String> violations = new ArrayList<>(evidence.violations(slices));
        waits.stalls().forEach(stall -> violations.add(stall.toString()));
        MedFaultReport report = new MedFaultReport(
                seed, rounds, started, Duration.between(started, Instant.now()), kills, evidence, settled, violations);
        report.lines().forEach(talk);
        return report;
    }

    private void killUnderLoad(Path sent) throws InterruptedException {
        Random random = new Random(seed);
        if (!waits.await("the first studies are delivered", Waits.RECOVERY, () -> delivered() > 0)) return;
        for (int round = 0; round < rounds; round++) {
            List<String> order = new ArrayList<>(VICTIMS);
            Collections.shuffle(order, random);
            for (String victim : order) {
                waits.pause(Duration.ofMillis(random.nextLong(200, 6_000)));
                kill(victim);
                if (random.nextInt(3) == 0) {
                    waits.say("  the next kill does not wait");
                    continue;
                }
                long before = lines(sent);
                if (!waits.await(
                        "a study sent after the kill of " + victim + " is taken",
                        Waits.RECOVERY,
                        () -> lines(sent) > before)) {
                    return;
                }
            }
            // The revisions of this round get through before the next, so that kills meet every step.
            AtomicLong done = new AtomicLong();
            boolean counted = waits.await("the database answers", Waits.RECOVERY, () -> {
                done.set(delivered());
                return true;
            });
            if (!counted
                    || !waits.await("results come through again", Waits.RECOVERY, () -> delivered() > done.get())) {
                return;
            }
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            return 0;
        }
    }

    private void kill(String victim) throws InterruptedException {
        Instant deadline = Instant.now().plus(Waits.RECOVERY);
        Optional<ProcessHandle> process = process(victim);
        while (process.isEmpty()) {
            if (Instant.now().isAfter(deadline)) {
                waits.stall(victim, "no process to kill; it was not restarted");
                return;
            }
            waits.poll();
            process = process(victim);
        }
        ProcessHandle found = process.orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(found), found.descendants()).toList();
        Processes.kill(all, KILLED);
        kills.merge(victim, 1, Integer::sum);
        waits.say("kill -9 of " + victim + " (pid " + found.pid() + ", " + all.size() + " processes)");
    }

    private Optional<ProcessHandle> process(String victim) {
        return platform.status()
                .flatMap(now -> now.component(victim))
                .map(ComponentStatus::pid)
                .filter(pid -> pid > 0)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive);
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, patient);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private long delivered() throws SQLException {
        return count("""
                select count(*) from med.delivery d join med.study s using (tenant_id, study_instance_uid)
                where s.patient_id = ? and d.state in ('sent', 'committed')""");
    }

    /** Every study that came is read in its newest form, and all of it is with the PACS. */
    private boolean isSettled() throws SQLException {
        return count("""
                        select count(*) from med.study s where s.patient_id = ? and not exists (
                            select 1 from med.study_revision r
                            where r.tenant_id = s.tenant_id and r.study_instance_uid = s.study_instance_uid
                                and r.instance_count = (select count(distinct i.sop_instance_uid) from med.instance i
                                    where i.tenant_id = s.tenant_id and i.study_instance_uid = s.study_instance_uid
                                        and i.source <> 'trivium'))""") == 0 && count("""
                        select count(*) from med.study_revision r join med.study s using (tenant_id, study_instance_uid)
                        where s.patient_id = ? and r.state in ('queued', 'running')""") == 0 && count("""
                        select count(*) from med.delivery d join med.study s using (tenant_id, study_instance_uid)
                        where s.patient_id = ? and d.state <> 'committed'""") == 0 && count("""
                        select count(*) from med.outbox_event o join med.study s on s.study_instance_uid = convert_from(o.key, 'UTF8')
                        where s.patient_id = ? and o.sent_at is null""") == 0;
    }

    private MedEvidence evidence(List<String> acknowledged) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        List<String> made = new ArrayList<>();
        try (Connection connection = database.connect()) {
            try (PreparedStatement query = connection.prepareStatement("""
                    select r.study_instance_uid, r.revision, r.state, coalesce(r.reason_code, ''), r.instance_count,
                        (select count(*) from med.result_object o where o.tenant_id = r.tenant_id
                            and o.study_instance_uid = r.study_instance_uid and o.revision = r.revision)
                    from med.study_revision r join med.study s using (tenant_id, study_instance_uid)
                    where s.patient_id = ? order by 1, 2""")) {
                query.setString(1, patient);
                try (ResultSet found = query.executeQuery()) {
                    while (found.next()) {
                        rows.add(new Row(
                                found.getString(1),
                                found.getInt(2),
                                found.getString(3),
                                found.getString(4),
                                found.getInt(5),
                                found.getInt(6)));
                    }
                }
            }
            try (PreparedStatement query = connection.prepareStatement("""
                    select o.sop_instance_uid from med.result_object o
                    join med.study s using (tenant_id, study_instance_uid) where s.patient_id = ?""")) {
                query.setString(1, patient);
                try (ResultSet found = query.executeQuery()) {
                    while (found.next()) made.add(found.getString(1));
                }
            }
            return new MedEvidence(acknowledged, rows, made, inPacs());
        } catch (SQLException | IOException e) {
            throw LauncherException.failure("What is left cannot be read: " + e.getMessage());
        }
    }

    /** SOP Instance UIDs of everything that the PACS has of the patient, as often as it has them. */
    private List<String> inPacs() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + status.ports().pacsHttp() + "/tools/find"))
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"Level\": \"Instance\", \"Expand\": true, \"Query\": " + "{\"PatientID\": \""
                                        + patient + "\"}}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        List<String> uids = new ArrayList<>();
        for (JsonNode each : JSON.readTree(answer.body())) {
            uids.add(each.path("MainDicomTags").path("SOPInstanceUID").asText());
        }
        return uids;
    }
}
