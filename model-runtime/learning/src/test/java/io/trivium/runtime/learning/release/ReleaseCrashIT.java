package io.trivium.runtime.learning.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.learning.gate.GateReport;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.release.TurningPacks.Turn;
import io.trivium.runtime.learning.release.figure.Alarm;
import io.trivium.runtime.registry.ChampionSwitch;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.testing.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Moves of the champion that are interrupted: the record and the alias agree in every case. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(
        value = KafkaResource.class,
        initArgs = @ResourceArg(name = "topics", value = "learning.release.v1:1"))
@WithTestResource(ReleaseStack.class)
class ReleaseCrashIT {
    private static final int ROUNDS = 10;
    private static final int MOST_TRIES = 200;
    private static final int REPLICA_ROUNDS = 3;
    private static final int REQUESTS = 200;

    private final ReleaseDesk desk;
    private final Releases releases;
    private final ReleaseStore store;
    private final ReleaseWatch watch;
    private final ReleaseJudge judge;
    private final ReleasePurge purge;
    private final ChampionSwitch champions;
    private final InferenceService inference;
    private final TenantTransactions transactions;
    private final Path folder = ReleaseStack.folder();

    ReleaseCrashIT(
            ReleaseDesk desk,
            Releases releases,
            ReleaseStore store,
            ReleaseWatch watch,
            ReleaseJudge judge,
            ReleasePurge purge,
            ChampionSwitch champions,
            InferenceService inference,
            TenantTransactions transactions) {
        this.desk = desk;
        this.releases = releases;
        this.store = store;
        this.watch = watch;
        this.judge = judge;
        this.purge = purge;
        this.champions = champions;
        this.inference = inference;
        this.transactions = transactions;
    }

    private void upload(String model, int version) throws IOException {
        Path pack = TurningPacks.write(folder, model, Integer.toString(version), Turn.GOOD);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(pack)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(pack.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        }
        post("/v1/models/" + model + "/versions", "application/zip", out.toByteArray());
    }

    private static void post(String path, String type, byte[] body) {
        int status = RestAssured.given()
                .header("Authorization", "Bearer " + Tokens.operator())
                .contentType(type)
                .body(body)
                .post(path)
                .statusCode();
        assertTrue(status < 300, path + ": " + status);
    }

    private void activate(String model) {
        post("/v1/models/" + model + "/versions/1/activate", "application/json", new byte[0]);
    }

    private UUID offer(String model, int version) {
        GateReport gates = new GateReport(List.of(new GateResult("provenance", true, null, "trusted", "")));
        return desk.offer(new Challenger(
                new TaskName(model),
                new ModelName(model),
                new VersionNumber(Integer.toString(version)),
                new VersionNumber("1"),
                null,
                null,
                null,
                gates));
    }

    private Release find(UUID id) {
        return transactions
                .withConnection(TenantId.PLATFORM, connection -> store.find(connection, id))
                .orElseThrow();
    }

    private void promote(Release release) {
        releases.promote(Step.own(release, "promote", ReleaseState.PROMOTED, "drill", null));
    }

    private void rollBack(Release release) {
        releases.rollBack(Step.own(release, "roll-back", ReleaseState.ROLLED_BACK, "drill", "drill"));
    }

    private static long count(String sql) throws SQLException {
        return TestDatabase.schema("runtime").count(sql);
    }

    private static long steps(UUID id, String table) throws SQLException {
        return count(
                switch (table) {
                    case "events" ->
                        "select count(*) from runtime.outbox_event where topic = 'learning.release.v1'"
                                + " and convert_from(payload, 'UTF8') like '%" + id + "%'";
                    case "audit" ->
                        "select count(*) from runtime.audit_entry where object = 'learning-release/" + id + "'";
                    default -> "select count(*) from runtime.learning_release_decision where release_id = '" + id + "'";
                });
    }

    private static void assertOneOfEach(UUID id, int steps) throws SQLException {
        assertEquals(steps, steps(id, "decisions"));
        assertEquals(steps, steps(id, "events"));
        assertEquals(steps, steps(id, "audit"));
    }

    @Test
    void aMoveThatFailsHalfWayLeavesNoTrace() throws Exception {
        String model = "crash-half";
        upload(model, 1);
        activate(model);
        upload(model, 2);
        UUID id = offer(model, 2);
        ChampionSwitch.Move move = new ChampionSwitch.Move(
                new ModelName(model),
                new VersionNumber("1"),
                new VersionNumber("2"),
                TenantId.PLATFORM,
                "tester",
                "drill");
        assertThrows(
                IllegalStateException.class,
                () -> champions.promote(move, () -> {
                    throw new IllegalStateException("killed here");
                }));
        assertEquals(Optional.of(new VersionNumber("1")), champions.champion(new ModelName(model)));
        assertEquals(Optional.of(new VersionNumber("1")), inference.defaultVersion(new ModelName(model)));
        assertEquals(ReleaseState.SHADOW, find(id).state());

        Release stale = find(id);
        promote(stale);
        assertThrows(RuntimeException.class, () -> promote(stale));
        assertEquals(Optional.of(new VersionNumber("2")), champions.champion(new ModelName(model)));
        assertOneOfEach(id, 2);

        // Killed after the commit and before the memory: the next look makes up for it.
        inference.makeDefault(new ModelName(model), new VersionNumber("1"));
        watch.refresh();
        assertEquals(Optional.of(new VersionNumber("2")), inference.defaultVersion(new ModelName(model)));
    }

    @Test
    void recordAndAliasAgreeWhileTheDatabaseDropsConnections() throws Exception {
        String model = "crash-drops";
        upload(model, 1);
        activate(model);
        for (int round = 0; round < ROUNDS; round++) upload(model, 2 + round);
        CountDownLatch end = new CountDownLatch(1);
        Thread killer = Thread.ofVirtual().start(() -> killUntil(end));
        int failures = 0;
        try {
            for (int round = 0; round < ROUNDS; round++) {
                int version = 2 + round;
                UUID id = persist(() -> offer(model, version));
                failures += persist(id, ReleaseState.PROMOTED, this::promote);
                failures += persist(id, ReleaseState.ROLLED_BACK, this::rollBack);
            }
        } finally {
            end.countDown();
            killer.join();
        }
        System.out.println("moves cut off by dropped connections: " + failures + " next to " + 2 * ROUNDS + " made");
        assertEquals(
                3 * ROUNDS,
                count("select count(*) from runtime.learning_release_decision d join runtime.learning_release r"
                        + " using (release_id) where r.model_name = '" + model + "'"));
        assertEquals(
                3 * ROUNDS,
                count("select count(*) from runtime.outbox_event where topic = 'learning.release.v1'"
                        + " and convert_from(payload, 'UTF8') like '%" + model + "%'"));
        assertEquals(
                1 + 2 * ROUNDS,
                count("select count(*) from runtime.model_promotion where model_name = '" + model + "'"));
        persist(() -> {
            watch.refresh();
            return model;
        });
        assertEquals(Optional.of(new VersionNumber("1")), champions.champion(new ModelName(model)));
        assertEquals(Optional.of(new VersionNumber("1")), inference.defaultVersion(new ModelName(model)));
    }

    /** A step that is tried again until it is on record. */
    private int persist(UUID id, ReleaseState wanted, java.util.function.Consumer<Release> move) {
        int failures = 0;
        while (true) {
            Release now = persist(() -> find(id));
            VersionNumber champion =
                    persist(() -> champions.champion(now.model())).orElseThrow();
            assertEquals(
                    now.state() == ReleaseState.PROMOTED ? now.version() : new VersionNumber("1"),
                    champion,
                    now.toString());
            if (now.state() == wanted) return failures;
            try {
                move.accept(now);
            } catch (RuntimeException e) {
                failures++;
            }
        }
    }

    private static <T> T persist(Supplier<T> work) {
        RuntimeException last = new IllegalStateException("never tried");
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                last = e;
            }
        }
        throw last;
    }

    /** Two processes with a common database check a release at the same time, and both have traffic of it. */
    @Test
    void twoReplicasMakeEachStepOnce() throws Exception {
        String model = "crash-replicas";
        upload(model, 1);
        activate(model);
        try (Replica other = new Replica()) {
            for (int version = 2; version < 2 + REPLICA_ROUNDS; version++) {
                upload(model, version);
                UUID id = offer(model, version);
                for (int i = 0; i < MOST_TRIES && find(id).state() != ReleaseState.PROMOTED; i++) {
                    other.serve(model, REQUESTS);
                    other.lookBeside(watch);
                }
                assertEquals(ReleaseState.PROMOTED, find(id).state());
                assertOneOfEach(id, 3);
                judge.raise(id, new Alarm(Alarm.ERRORS, releases.now(), 1.0, 0.0, "drill"));
                for (int i = 0; i < MOST_TRIES && find(id).state() == ReleaseState.PROMOTED; i++) {
                    other.lookBeside(watch);
                }
                assertEquals(ReleaseState.ROLLED_BACK, find(id).state());
                assertEquals(Optional.of(new VersionNumber("1")), champions.champion(new ModelName(model)));
                assertOneOfEach(id, 4);
                assertEquals(
                        2,
                        count("select count(distinct process) from runtime.learning_release_figures"
                                + " where phase = 'canary' and release_id = '" + id + "'"));
            }
        }
        assertEquals(
                1 + 2 * REPLICA_ROUNDS,
                count("select count(*) from runtime.model_promotion where model_name = '" + model + "'"));
    }

    @Test
    void whatWasCountedOfAReleaseIsKeptForATime() throws Exception {
        String model = "crash-kept";
        upload(model, 1);
        activate(model);
        upload(model, 2);
        upload(model, 3);
        UUID old = offer(model, 2);
        UUID young = offer(model, 3);
        try (Connection connection = TestDatabase.schema("runtime").connectAsSuperuser();
                Statement sql = connection.createStatement()) {
            for (UUID id : List.of(old, young)) {
                sql.execute("insert into runtime.learning_release_figures values ('" + id + "', 'shadow', 'champion', '"
                        + id + "', '{1,0,0,0}', '{1,0,0,0}', 0, '{}', '{}', now())");
                sql.execute("insert into runtime.learning_release_quality values ('demo-bank', '" + id
                        + "', now(), 1, 0, 0, 0)");
            }
            sql.execute("update runtime.learning_release set finished_at = now() - interval '91 days'"
                    + " where release_id = '" + old + "'");
        }
        purge.purge();
        for (String table : List.of("learning_release_figures", "learning_release_quality")) {
            assertEquals(
                    0, count("select count(*) from runtime." + table + " where release_id = '" + old + "'"), table);
            assertEquals(
                    1, count("select count(*) from runtime." + table + " where release_id = '" + young + "'"), table);
        }
        assertEquals(2, steps(old, "decisions"));
    }

    private static void killUntil(CountDownLatch end) {
        TestDatabase database = TestDatabase.schema("runtime");
        try (Connection connection = database.connectAsSuperuser();
                Statement kill = connection.createStatement()) {
            while (!end.await(40, TimeUnit.MILLISECONDS)) {
                kill.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = '"
                        + database.appUser() + "' and state <> 'idle'");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
