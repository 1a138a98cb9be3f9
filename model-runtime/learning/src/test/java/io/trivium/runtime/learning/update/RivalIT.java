package io.trivium.runtime.learning.update;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.learning.update.step.UpdateWorker;
import io.trivium.runtime.testing.Tokens;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Updates with a simple model next to the challenger, from labels to the champion. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RivalStack.class)
class RivalIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String BANK = "demo-bank";

    private final UpdateWorker worker;

    RivalIT(UpdateWorker worker) {
        this.worker = worker;
    }

    private static RequestSpecification as(String role) {
        return given().header(
                        "Authorization",
                        "Bearer "
                                + Tokens.token()
                                        .tenant(BANK)
                                        .user("ada")
                                        .roles(role)
                                        .sign())
                .contentType(ContentType.JSON);
    }

    /** Some labels are wrong, so that no model is perfect. */
    private static void fill(String task) throws SQLException {
        UpdateLabels.fill(BANK, task, 1_800, 7, "fraud", "genuine");
        UpdateLabels.fill(BANK, task, 200, 8, "genuine", "fraud");
    }

    private JsonPath update(String task) {
        String id = as("model-operator")
                .body("{\"reason\": \"drill\"}")
                .post("/v1/learning/tasks/{task}/updates", task)
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        until("update " + id + " is over", () -> {
            worker.look();
            return view(id).get("finishedAt") != null;
        });
        return view(id);
    }

    private static JsonPath view(String id) {
        return as("model-viewer").get("/v1/learning/updates/{id}", id).jsonPath();
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) fail("not within " + PATIENCE + ": " + what);
            try {
                if (never.await(50, TimeUnit.MILLISECONDS)) return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail("interrupted");
            }
        }
    }

    private static List<Boolean> passed(JsonPath update, String gates, String gate) {
        return update.param("gate", gate).getList(gates + ".findAll { it.gate == gate }.passed", Boolean.class);
    }

    /** Sends requests until a version is champion. */
    private static void awaitChampion(String model, String version, String release) {
        Random random = new Random(1);
        until(
                "version " + version + " is champion: "
                        + as("model-viewer")
                                .get("/v1/learning/releases/" + release)
                                .asString(),
                () -> {
                    for (int i = 0; i < 40; i++) {
                        as("inference-client")
                                .body("""
                                        {"inputs": [
                                          {"name": "events", "shape": [1, 3, 2], "datatype": "FP32",
                                           "data": [0, 0, 0, 0, 1, %s]},
                                          {"name": "features", "shape": [1, 2], "datatype": "FP32", "data": [%s, 0.5]}
                                        ]}""".formatted(random.nextFloat() * 60, random.nextFloat() * 60))
                                .post("/v2/models/{model}/infer", model)
                                .then()
                                .statusCode(200);
                    }
                    return version.equals(
                            as("model-viewer").get("/v1/models/" + model).path("servingVersion"));
                });
    }

    @Test
    void offersTheSimpleModelInsteadOfAWorseChallenger() throws SQLException {
        String task = RivalStack.CRIPPLED;
        fill(task);
        JsonPath done = update(task);
        assertEquals("released", done.getString("state"), done::prettify);
        assertEquals("rival-offered", done.getString("code"), done::prettify);
        String challenger = done.getString("challenger");
        String rival = done.getString("rival");
        assertEquals(List.of(false), passed(done, "gates", "baseline:average_precision"), done::prettify);
        assertTrue(
                done.getString("gates.detail").contains("version " + rival + " is examined in its place"),
                done::prettify);
        assertFalse(done.getList("rivalGates.passed").contains(false), done::prettify);
        assertEquals(List.of(true), passed(done, "rivalGates", "baseline"), done::prettify);
        String release = done.getString("release");
        as("model-viewer")
                .get("/v1/learning/releases/" + release)
                .then()
                .body("version", equalTo(rival))
                .body("decisions[0].reason", equalTo("all gates passed, offered instead of version " + challenger));
        awaitChampion(task, rival, release);
        as("model-viewer")
                .accept("text/markdown")
                .get("/v1/models/{model}/versions/{version}/card", task, challenger)
                .then()
                .body(containsString("| linear | average\\_precision |"))
                .body(containsString("| baseline:average\\_precision | no | at least 0 |"))
                .body(containsString("| trees | average\\_precision |"));

        // The next one begins from the network that was champion last, and a simple model does not go out of date.
        JsonPath next = update(task);
        assertEquals(rival, next.getString("champion"));
        assertEquals("rival-offered", next.getString("code"), next::prettify);
        assertNotEquals(rival, next.getString("rival"));
        as("model-viewer")
                .get("/v1/models/{model}/versions/{version}", task, next.getString("challenger"))
                .then()
                .body("network", equalTo("moe"));
    }

    @Test
    void offersAChallengerThatIsAsGood() throws SQLException {
        fill(RivalStack.GOOD);
        JsonPath done = update(RivalStack.GOOD);
        assertEquals("released", done.getString("state"), done::prettify);
        assertNull(done.getString("code"), done::prettify);
        assertEquals(List.of(true), passed(done, "gates", "baseline:average_precision"), done::prettify);
        assertEquals(List.of(), done.getList("rivalGates"), done::prettify);
        as("model-viewer")
                .get("/v1/learning/releases/" + done.getString("release"))
                .then()
                .body("version", equalTo(done.getString("challenger")));
    }
}
