package io.trivium.runtime.learning.update;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.learning.update.step.ProgressLog;
import io.trivium.runtime.learning.update.step.UpdateWorker;
import io.trivium.runtime.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Updates from labels in the store to an offered challenger, with the faults that can happen. */
@QuarkusTest
@TestProfile(UpdateProfile.class)
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(UpdateStack.class)
class UpdateIT {
    private static final TenantId BANK = new TenantId("demo-bank");
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    /** The leases of so many dead owners expire without intervention. */
    private static final int AWAITED = 3;

    private final UpdateConfig config;
    private final UpdateProfile.Gates gates;
    private final UpdateProfile.Desk desk;
    private final UpdateProfile.Killer killer;
    private final UpdateWorker worker;

    UpdateIT(
            UpdateConfig config,
            UpdateProfile.Gates gates,
            UpdateProfile.Desk desk,
            UpdateProfile.Killer killer,
            UpdateWorker worker) {
        this.config = config;
        this.gates = gates;
        this.desk = desk;
        this.killer = killer;
        this.worker = worker;
    }

    @BeforeEach
    void fillTheStore() throws SQLException {
        for (String task : UpdateStack.TASKS) {
            boolean named = !task.equals(UpdateStack.TIGHT);
            UpdateLabels.fill(BANK.value(), task, 600, 7, named ? "fraud" : "1", named ? "genuine" : "0");
        }
    }

    private static RequestSpecification as(String tenant, String role) {
        return given().header(
                        "Authorization",
                        "Bearer "
                                + Tokens.token()
                                        .tenant(tenant)
                                        .user("ada")
                                        .roles(role)
                                        .sign())
                .contentType(ContentType.JSON);
    }

    private static RequestSpecification operator() {
        return as("demo-bank", "model-operator");
    }

    private static String request(String tenant, String task) {
        return as(tenant, "model-operator")
                .body("{\"reason\": \"drill\"}")
                .post("/v1/learning/tasks/{task}/updates", task)
                .then()
                .statusCode(202)
                .body("state", equalTo("queued"))
                .body("trigger", equalTo("demand"))
                .extract()
                .path("id");
    }

    private static JsonPath update(String tenant, String id) {
        return as(tenant, "model-viewer")
                .get("/v1/learning/updates/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private JsonPath end(String tenant, String id) {
        until("update " + id + " is over", () -> update(tenant, id).get("finishedAt") != null);
        return update(tenant, id);
    }

    /** Meanwhile looks more often for updates to take up than a scheduler can. */
    private void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) fail("not within " + PATIENCE + ": " + what);
            worker.look();
            try {
                if (never.await(100, TimeUnit.MILLISECONDS)) return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail("interrupted");
            }
        }
    }

    private static long count(String sql) throws SQLException {
        return TestDatabase.schema("runtime").count(sql);
    }

    private static long manifests(String task) throws SQLException {
        return count("select count(*) from runtime.learning_manifest where task = '" + task + "'");
    }

    private static long versions(String task) throws SQLException {
        return count("select count(*) from runtime.model_version where task = '" + task + "'");
    }

    private WorkDirectory work(String id) {
        return WorkDirectory.of(config.work(), BANK, UUID.fromString(id));
    }

    private static void assertServing(String model, String version) {
        operator()
                .get("/v1/models/{model}/versions/{version}", model, version)
                .then()
                .body("serving", equalTo(true))
                .body("aliases", hasItem("champion"));
    }

    @Test
    void makesAChallengerFromLabels() {
        String id = request("demo-bank", UpdateStack.TOY);
        JsonPath done = end("demo-bank", id);
        assertEquals("released", done.getString("state"), done::prettify);
        String version = done.getString("challenger");
        String manifest = done.getString("manifest");
        assertNotNull(done.getString("release"));
        assertEquals("1", done.getString("champion"));
        assertEquals(1.0, done.getDouble("progress"));
        assertTrue(done.getDouble("cpuSeconds") > 0.5, done::prettify);
        assertTrue(done.getLong("peakMemoryBytes") > 100_000_000, done::prettify);
        assertTrue(done.getInt("examples.train") > 300, done::prettify);
        assertTrue(done.getInt("examples.validation") > 50, done::prettify);
        assertTrue(done.getInt("examples.test") > 50, done::prettify);
        assertEquals(List.of("provenance", "held-out"), done.getList("gates.gate"));
        assertFalse(Files.exists(work(id).root()), "its files are deleted");

        operator()
                .get("/v1/models/{model}/versions/{version}", UpdateStack.TOY, version)
                .then()
                .body("state", equalTo("registered"))
                .body("serving", equalTo(false))
                .body("registeredBy", equalTo("ada"))
                .body("provenance.data.name", org.hamcrest.Matchers.startsWith("learning-manifest/" + manifest))
                .body("provenance.data.rows", equalTo(done.getInt("examples.train")));
        String rival = done.getString("rival");
        operator()
                .get("/v1/models/{model}/versions/{version}", UpdateStack.TOY, rival)
                .then()
                .body("state", equalTo("registered"))
                .body("provenance.command", org.hamcrest.Matchers.startsWith("train --rival trees "))
                .body("provenance.metrics", org.hamcrest.Matchers.hasKey("rival_linear_average_precision"));
        operator()
                .get("/v1/learning/manifests/{id}", manifest)
                .then()
                .body("versions.version", hasItem(version))
                .body("versions.version", hasItem(rival))
                .body("createdBy", equalTo("ada"));
        assertServing(UpdateStack.TOY, "1");
        assertTrue(desk.offered.stream()
                .anyMatch(each -> version.equals(each.version().value()) && id.equals(String.valueOf(each.update()))));
        assertTrue(gates.asked.stream()
                .anyMatch(each -> manifest.equals(String.valueOf(each.manifest()))
                        && rival.equals(String.valueOf(each.rival()))));
        operator()
                .queryParam("limit", 1)
                .get("/v1/learning/tasks/{task}/updates", UpdateStack.TOY)
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(1));
    }

    @Test
    void comesToOneManifestAndOneVersionWhereverItsOwnersDie() throws SQLException {
        long manifests = manifests(UpdateStack.TOY);
        long versions = versions(UpdateStack.TOY);
        List<String> places = new ArrayList<>();
        for (UpdateState state : UpdateState.values()) {
            if (state.isOver()) continue;
            for (UpdateProbe.Point point : UpdateProbe.Point.values()) {
                boolean last = state == UpdateState.RELEASING && point == UpdateProbe.Point.SAVED;
                if (!last) places.add(state + " " + point);
            }
        }
        killer.struck.clear();
        killer.armed.addAll(places);
        String id = request("demo-bank", UpdateStack.TOY);
        until("its owners have died", () -> struck(id) == places.size());
        JsonPath done = end("demo-bank", id);
        assertEquals("released", done.getString("state"), done::prettify);
        assertEquals(places, List.copyOf(killer.struck));
        assertEquals(places.size() + 1, done.getInt("attempts"));
        assertEquals(manifests + 1, manifests(UpdateStack.TOY));
        assertEquals(versions + 2, versions(UpdateStack.TOY), "the challenger and its rival");
        assertServing(UpdateStack.TOY, "1");
    }

    /**
     * The number of owners that died. The first ones are missed after their lease, the others at once: as if that time
     * had passed.
     */
    private int struck(String id) {
        int struck = killer.struck.size();
        if (struck <= AWAITED) return struck;
        String dead = " from runtime.learning_update where update_id = '" + id + "' and attempts = " + struck;
        try (Connection connection = TestDatabase.schema("runtime").connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("update runtime.learning_update_lease set expires_at = clock_timestamp() - interval '1 s'"
                    + " where owner in (select owner" + dead + ")");
            statement.execute("update runtime.learning_update set heartbeat_at = clock_timestamp() - interval '1 min'"
                    + " where update_id in (select update_id" + dead + ")");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return struck;
    }

    @Test
    void goesOnFromTheCheckpointWhenTheTrainingIsKilled() throws IOException {
        String id = request("demo-bank", UpdateStack.LONG);
        WorkDirectory work = work(id);
        until("a checkpoint is there", () -> Files.exists(work.checkpoint()) && Files.exists(work.process()));
        long pid = Long.parseLong(Files.readString(work.process()).split(" ", -1)[0]);
        assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
        until("another process trains", () -> isOfAnother(work.process(), pid));
        until(
                "its epochs are there",
                () -> epochs(work) > 5 && update("demo-bank", id).getInt("attempts") == 2);
        assertEquals(1, occurrences(Files.readString(work.progress()), "epoch 1 loss"), "begun once");
        JsonPath done = end("demo-bank", id);
        assertTrue(List.of("released", "unchanged").contains(done.getString("state")), done::prettify);
        assertEquals(2, done.getInt("attempts"));
        assertServing(UpdateStack.LONG, "1");
    }

    private static boolean isOfAnother(Path process, long pid) {
        try {
            return Files.exists(process) && !Files.readString(process).startsWith(pid + " ");
        } catch (IOException e) {
            return false; // it is being written
        }
    }

    private static int epochs(WorkDirectory work) {
        try {
            return ProgressLog.epoch(work.progress());
        } catch (IOException e) {
            return 0;
        }
    }

    private static int occurrences(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void endsWhenItIsCancelled() throws IOException, SQLException {
        long versions = versions(UpdateStack.LONG);
        String id = request("demo-bank", UpdateStack.LONG);
        operator()
                .body("{\"reason\": \"again\"}")
                .post("/v1/learning/tasks/{task}/updates", UpdateStack.LONG)
                .then()
                .statusCode(409)
                .body("code", equalTo("learning-update-running"))
                .body("update", equalTo(id));
        WorkDirectory work = work(id);
        until("it trains", () -> epochs(work) > 0 && Files.exists(work.process()));
        long pid = Long.parseLong(Files.readString(work.process()).split(" ", -1)[0]);
        operator()
                .body("{\"reason\": \"not today\"}")
                .post("/v1/learning/updates/{id}/cancel", id)
                .then()
                .statusCode(200);
        JsonPath done = end("demo-bank", id);
        assertEquals("cancelled", done.getString("state"));
        assertEquals("not today", done.getString("message"));
        assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false), "the process is gone");
        assertFalse(Files.exists(work.root()));
        assertEquals(versions, versions(UpdateStack.LONG));
        operator()
                .body("{\"reason\": \"again\"}")
                .post("/v1/learning/updates/{id}/cancel", id)
                .then()
                .statusCode(409)
                .body("code", equalTo("learning-update-over"));
    }

    @Test
    void failsWithAdviceWhenItTakesTooMuch() {
        JsonPath memory = end("demo-bank", request("demo-bank", UpdateStack.TIGHT));
        assertEquals("failed", memory.getString("state"));
        assertEquals("memory-budget", memory.getString("code"));
        assertTrue(memory.getString("message").contains("memory-budget"), memory::prettify);

        until(
                "the scheduled one is over",
                () -> scheduled().getList("items").size() == 1 && scheduled().getString("items[0].finishedAt") != null);
        assertEquals("unchanged", scheduled().getString("items[0].state"));
        assertEquals("too-few-labels", scheduled().getString("items[0].code"));
        assertTrue(
                scheduled().getString("items[0].message").contains("At the rate of the last 7 days ("),
                scheduled()::prettify);
        assertEquals("schedule", scheduled().getString("items[0].trigger"));
        JsonPath time = end("demo-bank", request("demo-bank", UpdateStack.BRIEF));
        assertEquals("failed", time.getString("state"));
        assertEquals("time-budget", time.getString("code"));
        assertTrue(time.getString("message").contains("time-budget"), time::prettify);
    }

    private static JsonPath scheduled() {
        return operator()
                .get("/v1/learning/tasks/{task}/updates", UpdateStack.BRIEF)
                .jsonPath();
    }

    @Test
    void staysWithinItsTenant() throws SQLException {
        UpdateLabels.fill("other-bank", UpdateStack.TIGHT, 300, 9, "maybe", "0");
        String id = request("other-bank", UpdateStack.TIGHT);
        JsonPath done = end("other-bank", id);
        assertEquals("failed", done.getString("state"));
        assertEquals("label-unknown", done.getString("code"));
        assertTrue(done.getString("message").contains("'maybe'"), done::prettify);
        operator().get("/v1/learning/updates/{id}", id).then().statusCode(404);
        operator()
                .body("{\"reason\": \"mine\"}")
                .post("/v1/learning/updates/{id}/cancel", id)
                .then()
                .statusCode(404);
        List<String> own = operator()
                .get("/v1/learning/tasks/{task}/updates", UpdateStack.TIGHT)
                .jsonPath()
                .getList("items.id");
        assertFalse(own.contains(id));
    }

    @Test
    void keepsTheChampionWhenAGateRefuses() {
        gates.refused.add(UpdateStack.TOY);
        try {
            JsonPath done = end("demo-bank", request("demo-bank", UpdateStack.TOY));
            assertEquals("refused", done.getString("state"), done::prettify);
            assertEquals("gates-failed", done.getString("code"));
            assertTrue(done.getString("message").contains("held-out"), done::prettify);
            assertEquals(List.of(true, false), done.getList("gates.passed"));
            assertServing(UpdateStack.TOY, "1");
        } finally {
            gates.refused.clear();
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        operator()
                .get("/v1/learning/tasks/{task}/updates", "no-such-task")
                .then()
                .statusCode(404)
                .body("code", equalTo("learning-task-not-found"));
        operator()
                .body("{\"reason\": \"drill\"}")
                .post("/v1/learning/tasks/{task}/updates", "no-such-task")
                .then()
                .statusCode(404)
                .body("code", equalTo("learning-task-not-found"));
        operator()
                .get("/v1/learning/updates/{id}", UUID.randomUUID())
                .then()
                .statusCode(404)
                .body("code", equalTo("learning-update-not-found"));
        operator()
                .queryParam("after", "nowhere")
                .get("/v1/learning/tasks/{task}/updates", UpdateStack.TOY)
                .then()
                .statusCode(400);
    }
}
