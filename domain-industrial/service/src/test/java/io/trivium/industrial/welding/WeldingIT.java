package io.trivium.industrial.welding;

import static io.trivium.industrial.PlantApi.as;
import static io.trivium.industrial.PlantApi.operator;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** A welder requests a recommendation, judges it, and reports the settings used instead. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "industrial"))
@WithTestResource(
        value = KafkaResource.class,
        initArgs =
                @ResourceArg(
                        name = "topics",
                        value =
                                "industrial.reading.v1,industrial.reading.v1.dlq,industrial.alarm.v1,learning.label.v1"))
@WithTestResource(MqttServer.class)
@WithTestResource(MaintenanceSystem.class)
@WithTestResource(LifeRuntime.class)
@NullUnmarked // Quarkus sets the fields
class WeldingIT {
    private static final String OWN = """
            [{"name": "voltage", "value": 31}, {"name": "current", "value": 330},
             {"name": "travel-speed", "value": 12.5}, {"name": "nozzle-distance", "value": 24}]""";

    @Inject
    TenantTransactions transactions;

    private static JsonPath recommend() {
        return recommend("submerged-arc");
    }

    private static JsonPath recommend(String process) {
        return operator()
                .body("""
                {"process": "%s", "limits": {"penetrationMin": 4.5, "reinforcementMax": 2.5, "widthMin": 10,
                 "widthMax": 12}}""".formatted(process))
                .post("/v1/process/welding/recommendations")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void advisesOnTheProcessOfTheCells() {
        operator()
                .get("/v1/process/welding")
                .then()
                .body("processes.process", is(List.of("gas-metal-arc", "submerged-arc")));
        JsonPath recommendation = operator()
                .body("""
                {"process": "gas-metal-arc", "limits": {"penetrationMin": 3, "reinforcementMax": 3.6, "widthMin": 9,
                 "widthMax": 13}}""")
                .post("/v1/process/welding/recommendations")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertEquals("weld-policy-gmaw:1", recommendation.getString("modelVersion"));
        assertEquals(List.of("voltage", "current", "travel-speed"), recommendation.getList("settings.name"));
        assertEquals(List.of(true, true, true), recommendation.getList("predicted.holds"), recommendation::prettify);
        assertTrue(
                recommendation.getDouble("heat.expected") < 1.03 * recommendation.getDouble("gridHeat"),
                recommendation::prettify);
    }

    @Test
    void nineOfTenSingleBeadsKeepToEachLimitNearTheLeastHeatOfTheGrid() {
        JsonPath recommendation = recommend();
        assertEquals("proposed", recommendation.getString("state"));
        assertEquals(
                Map.of(true, 3L),
                recommendation.getList("predicted.holds", Boolean.class).stream()
                        .collect(java.util.stream.Collectors.groupingBy(
                                holds -> holds, java.util.stream.Collectors.counting())));
        double grid = recommendation.getDouble("gridHeat");
        for (double keeps : recommendation.getList("predicted.keeps", Double.class)) {
            assertTrue(keeps > 0.88, "" + keeps);
        }
        assertEquals(978, grid, 1, "793 J/mm would keep to the limits on average only");
        assertTrue(recommendation.getDouble("heat.expected") < 1.03 * grid, recommendation::prettify);
    }

    @Test
    void predictsWhatSettingsOfOnesOwnGive() {
        operator()
                .body("{\"process\": \"submerged-arc\", \"settings\": " + OWN + "}")
                .post("/v1/process/welding/prediction")
                .then()
                .statusCode(200)
                .body("heat.expected", is(818.4f))
                .body("predicted.dimension", hasItems("penetration", "reinforcement", "width"))
                .body("predicted.unit", everyItem(is("mm")));
        operator().get("/v1/process/welding").then().body("processes[1].settings.size()", is(4));
    }

    @Test
    void aJudgementCountsOnceAndAPreferenceIsLearnedFrom() {
        String id = recommend().getString("recommendationId");
        String address = "/v1/process/welding/recommendations/" + id + "/verdict";
        operator()
                .body("{\"version\": 1, \"verdict\": \"reject\"}")
                .post(address)
                .then()
                .statusCode(400);
        operator()
                .body("{\"version\": 1, \"verdict\": \"prefer\", \"settings\": " + OWN
                        + ", \"reason\": \"thin plate\"}")
                .post(address)
                .then()
                .statusCode(200)
                .body("state", is("changed"))
                .body("version", is(2))
                .body("verdict.settings.size()", is(4));
        operator()
                .body("{\"version\": 2, \"verdict\": \"accept\"}")
                .post(address)
                .then()
                .statusCode(409)
                .body("code", is("recommendation-judged"));
        long preferences = transactions.withConnection(new TenantId("demo-plant"), connection -> {
            try (var select = connection.prepareStatement(
                    "select count(*) from outbox_event where topic = 'learning.preference.v1' and convert_from(key, 'UTF8') = ?")) {
                select.setString(1, id);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
        assertEquals(1, preferences);
        operator().get("/v1/process/welding/recommendations").then().body("items.recommendationId", hasItems(id));
    }

    @Test
    void refusesWhatCannotBe() {
        operator()
                .body("{\"process\": \"laser\", \"limits\": {}}")
                .post("/v1/process/welding/recommendations")
                .then()
                .statusCode(400)
                .body("code", is("welding-invalid"));
        operator()
                .body("{\"process\": \"submerged-arc\", \"limits\": {\"widthMin\": 12, \"widthMax\": 10}}")
                .post("/v1/process/welding/recommendations")
                .then()
                .statusCode(400);
        operator()
                .body("{\"process\": \"submerged-arc\", \"settings\": " + OWN.replace("330", "3300") + "}")
                .post("/v1/process/welding/prediction")
                .then()
                .statusCode(400);
        String id = recommend().getString("recommendationId");
        as("stranger", "other-plant", Roles.INDUSTRIAL_OPERATOR)
                .body("{\"version\": 1, \"verdict\": \"accept\"}")
                .post("/v1/process/welding/recommendations/" + id + "/verdict")
                .then()
                .statusCode(404);
    }
}
