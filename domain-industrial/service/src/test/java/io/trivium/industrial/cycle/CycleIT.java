package io.trivium.industrial.cycle;

import static io.trivium.industrial.PlantApi.operator;
import static io.trivium.industrial.PlantApi.planner;
import static io.trivium.industrial.Waiting.until;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.reading.StoredReadings;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** From readings over cycles to the judgement of the model runtime, the alarm, and what a person says. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "industrial"))
@WithTestResource(
        value = KafkaResource.class,
        initArgs =
                @ResourceArg(
                        name = "topics",
                        value =
                                "industrial.reading.v1,industrial.reading.v1.dlq,industrial.alarm.v1,learning.label.v1,learning.example.v1"))
@WithTestResource(MqttServer.class)
@WithTestResource(MaintenanceSystem.class)
@WithTestResource(LifeRuntime.class)
@NullUnmarked // Quarkus sets the fields
class CycleIT {
    private static final TenantId PLANT = new TenantId("demo-plant");
    private static final int SAMPLES = 30;
    private static final int APART_S = 20;

    /** Good cycles that the service wants before it judges. */
    private static final int REFERENCE = 8;

    @Inject
    StoredReadings readings;

    @Inject
    CycleWatch watch;

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(1_200);
    private String source;

    private UUID asset(String name) {
        source = "Welders/" + name;
        planner()
                .body("""
                {"formatVersion": 1, "assetTypes": [{"name": "test-welder", "description": "", "tags": [
                    {"name": "current", "description": "", "unit": "A", "samplingMs": 200},
                    {"name": "voltage", "description": "", "unit": "V", "samplingMs": 200},
                    {"name": "travel-speed", "description": "", "unit": "mm/s", "samplingMs": 200},
                    {"name": "wire-feed", "description": "", "unit": "m/min", "samplingMs": 200},
                    {"name": "gas-flow", "description": "", "unit": "L/min", "samplingMs": 200},
                    {"name": "program", "description": "", "unit": "1", "samplingMs": 200}],
                  "cycle": {"tag": "current", "begin": 50, "end": 20,
                    "tags": ["current", "voltage", "travel-speed", "wire-feed", "gas-flow"], "job": "program",
                    "stepMs": 200, "silenceMs": 2000, "shortestMs": 1000, "longestMs": 60000}}],
                 "plant": [{"level": "enterprise", "name": "Welders", "children": [
                    {"level": "asset", "name": "%s", "source": "%s", "assetType": "test-welder"}]}]}""".formatted(name, source))
                .post("/v1/plant/import")
                .then()
                .statusCode(200);
        return UUID.fromString(
                planner().get("/v1/plant").jsonPath().getString("nodes.find { it.source == '" + source + "' }.nodeId"));
    }

    /** One weld of six seconds, without the samples between two. */
    private void weld(int number, int without, int to) {
        Instant begin = start.plusSeconds((long) APART_S * number);
        List<StoredReadings.Reading> batch = new ArrayList<>();
        for (int s = -2; s <= SAMPLES + 2; s++) {
            if (s >= without && s < to) continue;
            Instant at = begin.plusMillis(200L * s);
            boolean on = s >= 0 && s < SAMPLES;
            double ripple = Math.sin(number + 0.7 * s);
            batch.add(new StoredReadings.Reading("current", at, on ? 260 + ripple : 0));
            batch.add(new StoredReadings.Reading("voltage", at, on ? 26 + 0.1 * ripple : 0));
            batch.add(new StoredReadings.Reading("travel-speed", at, on ? 6 + 0.02 * ripple : 0));
            batch.add(new StoredReadings.Reading("wire-feed", at, on ? 8 + 0.02 * ripple : 0));
            batch.add(new StoredReadings.Reading("gas-flow", at, on ? 14 + 0.1 * ripple : 0));
            batch.add(new StoredReadings.Reading("program", at, on ? 3 : 0));
        }
        readings.add(PLANT, source, batch);
    }

    private JsonPath cycles(UUID asset) {
        return operator()
                .get("/v1/assets/" + asset + "/cycles")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private void awaitStates(UUID asset, String what, String... latestFirst) {
        until(what + ": " + cycles(asset).getList("items.state"), () -> {
            watch.watch(PLANT);
            List<String> states = cycles(asset).getList("items.state");
            return states.size() >= latestFirst.length
                    && states.subList(0, latestFirst.length).equals(List.of(latestFirst));
        });
    }

    @Test
    void aCycleIsJudgedAgainstGoodOnesOfItsJobAndADefectIsAnAlarmUntilTheNextGoodOne() throws SQLException {
        UUID asset = asset("W-1");
        LifeRuntime.answersOfCycles();
        for (int cycle = 0; cycle <= REFERENCE; cycle++) weld(cycle, 0, 0);
        awaitStates(asset, "the ninth waits for the runtime", "waiting", "reference");
        LifeRuntime.answersOfCycles(0.9f, 0.06f, 0.04f);
        awaitStates(asset, "nothing is lost", "judged", "reference");
        JsonPath told = cycles(asset);
        assertEquals(REFERENCE + 1, told.getList("items").size());
        assertEquals("good", told.getString("items[0].defect"));
        assertEquals(3, told.getInt("items[0].job"));
        assertEquals(List.of("porosity", "burn-through"), told.getList("defects.name"));

        LifeRuntime.answersOfCycles(0.1f, 0.7f, 0.2f);
        weld(REFERENCE + 1, 0, 0);
        awaitStates(asset, "the tenth is judged", "judged", "judged");
        String cycle = cycles(asset).getString("items[0].cycleId");
        operator()
                .get("/v1/assets/" + asset + "/cycles/" + cycle)
                .then()
                .statusCode(200)
                .body("cycle.defect", is("porosity"))
                .body("cycle.probability.toDouble()", closeTo(0.7, 1e-5))
                .body("cycle.defective.toDouble()", closeTo(0.9, 1e-5))
                .body("cycle.modelVersion", is("industrial-cycle-defect-test-welder:scripted-1"))
                .body("probabilities.name", contains("porosity", "burn-through", "good"))
                .body("probabilities[0].code", is("2011"))
                .body("curves.size()", is(5))
                .body("curves[0].unit", is("A"))
                .body("curves[0].values.size()", is(24))
                .body("curves[0].lower.size()", is(24))
                .body("reference", is(REFERENCE + 1));
        operator()
                .queryParam("assetId", asset)
                .queryParam("kind", "cycle-defect")
                .get("/v1/alarms")
                .then()
                .body("items.size()", is(1))
                .body("items[0].condition", is("defective cycle"))
                .body("items[0].active", is(true))
                .body("items[0].message", containsString("most likely porosity (2011), 70 %"))
                .body("items[0].evidence.cycle.cycleId", is(cycle))
                .body("items[0].evidence.modelVersion", is("industrial-cycle-defect-test-welder:scripted-1"));
        LifeRuntime.answersOfCycles(0.98f, 0.01f, 0.01f);
        weld(REFERENCE + 2, 0, 0);
        awaitStates(asset, "the eleventh is judged", "judged", "judged", "judged");
        operator()
                .queryParam("assetId", asset)
                .get("/v1/alarms")
                .then()
                .body("items.size()", is(1))
                .body("items[0].active", is(false));
        say(asset, cycle);
    }

    private static void say(UUID asset, String cycle) throws SQLException {
        String path = "/v1/assets/" + asset + "/cycles/" + cycle + "/verdict";
        operator()
                .body("{\"version\": 1, \"defect\": \"good\"}")
                .post(path)
                .then()
                .statusCode(409);
        operator()
                .body("{\"version\": 2, \"defect\": \"rust\"}")
                .post(path)
                .then()
                .statusCode(400);
        operator()
                .body("{\"version\": 2, \"defect\": \"burn-through\", \"note\": \"hole at the end\"}")
                .post(path)
                .then()
                .statusCode(200)
                .body("told", is("burn-through"))
                .body("toldBy", is("tech"))
                .body("defect", is("porosity"))
                .body("version", is(3));
        String labels = "select count(*) from industrial.outbox_event where topic = 'learning.label.v1'"
                + " and convert_from(key, 'UTF8') = '" + cycle + "'";
        assertEquals(1, TestDatabase.schema("industrial").count(labels));
        String examples = labels.replace("learning.label.v1", "learning.example.v1")
                + " and convert_from(payload, 'UTF8') like '%\"subjectKey\":\"" + asset + "\"%'";
        assertEquals(1, TestDatabase.schema("industrial").count(examples), "what the model was asked of it");
        operator().body("{\"version\": 3}").post(path).then().statusCode(200).body("told", nullValue());
        assertEquals(2, TestDatabase.schema("industrial").count(labels));
        operator()
                .body("{\"version\": 1, \"defect\": \"good\"}")
                .post("/v1/assets/" + asset + "/cycles/" + UUID.randomUUID() + "/verdict")
                .then()
                .statusCode(404);
    }

    @Test
    void whatIsCutBySilenceIsIncompleteUntilTheRestComesLate() {
        UUID asset = asset("W-2");
        LifeRuntime.answersOfCycles(0.98f, 0.01f, 0.01f);
        weld(0, 0, 0);
        weld(1, 8, 22);
        weld(2, 0, 0);
        awaitStates(asset, "the cut one is in two", "reference", "incomplete", "incomplete", "reference");
        assertEquals("its begin was not heard", cycles(asset).getString("items[1].reason"));
        String cut = cycles(asset).getString("items[2].cycleId");
        Instant begin = start.plusSeconds(APART_S);
        List<StoredReadings.Reading> rest = new ArrayList<>();
        for (int s = 21; s >= 8; s--) {
            for (String tag : List.of("current", "voltage", "travel-speed", "wire-feed", "gas-flow", "program")) {
                rest.add(new StoredReadings.Reading(tag, begin.plusMillis(200L * s), tag.equals("current") ? 260 : 8));
            }
        }
        readings.add(PLANT, source, rest);
        awaitStates(asset, "it is whole", "reference", "reference", "reference");
        assertEquals(cut, cycles(asset).getString("items[1].cycleId"));
        assertEquals(3, cycles(asset).getList("items").size());
    }

    @Test
    void aPlanThatEndsAboveItsBeginIsRefused() {
        planner().body("""
                {"version": 0, "description": "", "tags": [], "cycle": {"tag": "current", "begin": 20, "end": 50,
                 "tags": ["current"], "stepMs": 200, "silenceMs": 2000, "shortestMs": 1000, "longestMs": 60000}}""").put("/v1/asset-types/odd-welder").then().statusCode(400);
    }
}
