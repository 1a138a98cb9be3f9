package io.trivium.industrial.rul;

import static io.trivium.industrial.PlantApi.operator;
import static io.trivium.industrial.PlantApi.planner;
import static io.trivium.industrial.Waiting.until;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.reading.StoredReadings;
import io.trivium.industrial.workorder.MaintenanceSystem;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Remaining life after each cycle, from the model runtime; none while it does not answer. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "industrial"))
@WithTestResource(
        value = KafkaResource.class,
        initArgs =
                @ResourceArg(
                        name = "topics",
                        value = "industrial.reading.v1,industrial.reading.v1.dlq,industrial.alarm.v1,learning.label.v1,"
                                + "learning.example.v1"))
@WithTestResource(MqttServer.class)
@WithTestResource(MaintenanceSystem.class)
@WithTestResource(LifeRuntime.class)
@TestMethodOrder(MethodOrderer.MethodName.class) // the second ends the answers about modes
@NullUnmarked // Quarkus sets the fields
class RulIT {
    private static final TenantId PLANT = new TenantId("demo-plant");

    @Inject
    StoredReadings readings;

    @Inject
    LifeWatch life;

    @Inject
    LifeKeeper keeper;

    /** Begin of a cycle of two seconds. */
    private final Instant start = Instant.ofEpochSecond(Instant.now().getEpochSecond() / 2 * 2 - 600);

    private static UUID asset(String source) {
        planner().body("""
                {"formatVersion": 1, "assetTypes": [{"name": "test-fan", "description": "", "tags": [
                    {"name": "load", "description": "", "unit": "1", "samplingMs": 1000},
                    {"name": "temperature", "description": "", "unit": "Cel", "samplingMs": 1000},
                    {"name": "vibration", "description": "", "unit": "mm/s", "samplingMs": 1000}]}],
                 "plant": [{"level": "enterprise", "name": "Fans", "children": [
                    {"level": "asset", "name": "Fan 1", "source": "Fans/1", "assetType": "test-fan"},
                    {"level": "asset", "name": "Fan 2", "source": "Fans/2", "assetType": "test-fan"}]}]}""").post("/v1/plant/import").then().statusCode(200);
        return UUID.fromString(
                planner().get("/v1/plant").jsonPath().getString("nodes.find { it.source == '" + source + "' }.nodeId"));
    }

    /** Two readings of each tag a cycle. */
    private void run(String source, int from, int cycles) {
        Instant at = start.plusSeconds(2L * from);
        double[] ones = new double[2 * cycles];
        Arrays.fill(ones, 1);
        double[] temperatures = new double[2 * cycles];
        Arrays.setAll(temperatures, reading -> 40 + 0.1 * (from + reading / 2));
        double[] vibrations = new double[2 * cycles];
        Arrays.setAll(vibrations, reading -> 2 + 0.1 * Math.sin(from + reading));
        readings.add(PLANT, source, "load", at, ones);
        readings.add(PLANT, source, "vibration", at, vibrations);
        readings.add(PLANT, source, "temperature", at, temperatures);
    }

    /** What was sent about an asset for a task, in the order of the cycles. */
    private static List<String> sent(String topic, String field, UUID asset, String task) {
        try (Connection connection = TestDatabase.schema("industrial").connectAsSuperuser()) {
            return SqlQuery.of(String.class, """
                    select data ->> :field from (
                        select convert_from(key, 'UTF8') as key, cast(convert_from(payload, 'UTF8') as json) -> 'data' as data
                        from industrial.outbox_event where topic = :topic) e
                    where key like :key and data ->> 'task' = :task order by key""")
                    .on(connection)
                    .set("field", field)
                    .set("topic", topic)
                    .set("key", asset + ":%")
                    .set("task", task)
                    .list();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> labels(UUID asset, String task) {
        return sent("learning.label.v1", "label", asset, task);
    }

    /**
     * The asset is stopped for four cycles, one more than an overhaul takes: alarm, order, estimate and health follow.
     */
    private void stands(UUID asset) {
        operator().get("/v1/assets/" + asset).then().body("renewal", nullValue());
        Instant at = start.plusSeconds(2L * 24);
        readings.add(PLANT, "Fans/1", "load", at, new double[8]);
        readings.add(PLANT, "Fans/1", "vibration", at, new double[8]);
        readings.add(PLANT, "Fans/1", "temperature", at, new double[8]);
        life.watch(PLANT);
        operator()
                .queryParam("assetId", asset)
                .get("/v1/alarms")
                .then()
                .body("items[0].state", is("returned-unacknowledged"))
                .body("items[0].active", is(false));
        operator()
                .queryParam("assetId", asset)
                .get("/v1/work-orders")
                .then()
                .body("items.size()", is(1))
                .body("items[0].state", is("cancelled"))
                .body("items[0].history[0].actor", is("system"))
                .body(
                        "items[0].note",
                        is("The asset was down long enough for an overhaul: it was repaired or replaced."));
        operator()
                .get("/v1/assets/" + asset)
                .then()
                .body("life", nullValue())
                .body("renewal.cyclesNeeded", is(15))
                .body("renewal.at", is(start.plusSeconds(2L * 27).toString()))
                .body("health", is("good"));
        // Of the ten estimates the last one is left, of which nothing is known.
        assertEquals(List.of(), labels(asset, "industrial-rul"));
    }

    @Test
    void estimatesEachCycleOnceAndAlarmsWhenLifeIsShort() {
        UUID asset = asset("Fans/1");
        keeper.purge(PLANT, Instant.now()); // of the other asset
        planner().body("""
                {"version": 0, "name": "worn", "assetType": "test-fan", "kind": "remaining-life", "side": "low", "limit": 20,
                 "deadband": 5, "onDelaySeconds": 0, "offDelaySeconds": 0, "priority": "high", "enabled": true}""").put("/v1/alarm-rules/" + UUID.randomUUID()).then().statusCode(200);
        LifeRuntime.hasNoPack();
        run("Fans/1", 0, 20);
        life.watch(PLANT);
        operator().get("/v1/assets/" + asset).then().body("life", nullValue());
        LifeRuntime.answers(0.8);
        until("the cycles are made up for", () -> {
            life.watch(PLANT);
            return operator().get("/v1/assets/" + asset).jsonPath().get("life") != null;
        });
        // Ten quantiles of 0.8, a horizon of 100 and a margin of 5; the first 14 cycles are too few.
        operator()
                .get("/v1/assets/" + asset)
                .then()
                .statusCode(200)
                .body("life.expected", is(80.0f))
                .body("life.lower", is(75.0f))
                .body("life.upper", is(85.0f))
                .body("life.horizon", is(100.0f))
                .body("life.modelVersion", is("industrial-rul-test-fan:scripted-1"))
                .body("life.history.size()", is(6))
                .body("health", is("good"));
        LifeRuntime.answers(0.2);
        run("Fans/1", 20, 2);
        until("the new cycles are estimated", () -> {
            life.watch(PLANT);
            return operator().get("/v1/assets/" + asset).jsonPath().getInt("life.history.size()") == 8;
        });
        life.watch(PLANT);
        operator()
                .queryParam("assetId", asset)
                .get("/v1/alarms")
                .then()
                .body("items.size()", is(1))
                .body("items[0].condition", is("worn"))
                .body("items[0].occurrences", is(1))
                .body("items[0].evidence.tags[0]", is("temperature"))
                .body(
                        "items[0].message",
                        is("Fan 1 has at least 15 cycles left (lower bound of the estimate), fewer than 20."));
        operator().get("/v1/assets/" + asset).then().body("health", is("plan")).body("life.history.size()", is(8));
        operator()
                .get("/v1/assets/" + asset)
                .then()
                .body("life.outlook.probability", is(0.75f))
                .body("life.outlook.modes.mode", is(List.of("motor", "blade")))
                .body("life.outlook.modes[0].code", is("OHE"))
                .body("life.outlook.modes[0].probability", is(0.625f))
                .body("life.outlook.modelVersion", is("industrial-failure-mode-test-fan:scripted-1"));
        operator()
                .queryParam("assetId", asset)
                .get("/v1/work-orders")
                .then()
                .body("items[0].source", is("remaining-life"))
                .body("items[0].probability", is(0.75f))
                .body("items[0].evidence.outlook.modes[0].mode", is("motor"))
                // The lower bound of 15 cycles of two seconds after the 21st cycle is over already: the window ends
                // now.
                .body(
                        "items[0].evidence.failureNotBefore",
                        is(start.plusSeconds(2 * 21 + 2 * 15).toString()))
                .body(
                        "items[0].windowTo",
                        is(operator()
                                .queryParam("assetId", asset)
                                .get("/v1/work-orders")
                                .jsonPath()
                                .getString("items[0].createdAt")));
        LifeRuntime.tellsNoModes();
        run("Fans/1", 22, 2);
        until("life is estimated without failure modes", () -> {
            life.watch(PLANT);
            return operator().get("/v1/assets/" + asset).jsonPath().getInt("life.history.size()") == 10;
        });
        operator().get("/v1/assets/" + asset).then().body("life.outlook", nullValue());
        // 24 cycles and 10 estimates, of which the first 15 cycles and the last of each stay.
        assertEquals(8 + 9, keeper.purge(PLANT, Instant.now()));
        operator().get("/v1/assets/" + asset).then().body("life.history.size()", is(1));
        assertEquals(0, keeper.purge(PLANT, Instant.now()));
        stands(asset);
    }

    @Test
    void aFailureLabelsTheEstimatesOfItsLife() {
        UUID asset = asset("Fans/2");
        planner()
                .body("""
                {"version": 0, "name": "nearly worn", "assetId": "%s", "kind": "remaining-life", "side": "low", "limit": 20,
                 "deadband": 5, "onDelaySeconds": 0, "offDelaySeconds": 0, "priority": "high", "enabled": true}""".formatted(asset))
                .put("/v1/alarm-rules/" + UUID.randomUUID())
                .then()
                .statusCode(200);
        LifeRuntime.answers(0.2);
        run("Fans/2", 0, 20);
        until("the cycles are estimated", () -> {
            life.watch(PLANT);
            return operator()
                            .queryParam("assetId", asset)
                            .get("/v1/work-orders")
                            .jsonPath()
                            .getList("items")
                            .size()
                    == 1;
        });
        String path = "/v1/work-orders/"
                + operator()
                        .queryParam("assetId", asset)
                        .get("/v1/work-orders")
                        .jsonPath()
                        .getString("items[0].workOrderId");
        planner().body("{\"version\": 1}").post(path + "/start").then().statusCode(200);
        planner()
                .body("{\"version\": 2, \"failureMode\": \"OHE\", \"outcome\": \"confirmed\", \"downtimeMinutes\": 90,"
                        + " \"cost\": 500, \"note\": \"motor changed\"}")
                .post(path + "/complete")
                .then()
                .statusCode(200);
        assertEquals(
                List.of("0.05000", "0.04000", "0.03000", "0.02000", "0.01000", "0.00000"),
                labels(asset, "industrial-rul"));
        List<String> scores = sent("learning.example.v1", "score", asset, "industrial-rul");
        assertEquals(6, scores.size());
        assertEquals(0.2, Double.parseDouble(scores.getFirst()), 1e-6, "the share of the horizon");
        assertEquals(Collections.nCopies(6, "2"), labels(asset, "industrial-failure-mode"));
    }
}
