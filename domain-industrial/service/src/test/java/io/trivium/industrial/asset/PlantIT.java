package io.trivium.industrial.asset;

import static io.trivium.industrial.PlantApi.as;
import static io.trivium.industrial.PlantApi.operator;
import static io.trivium.industrial.PlantApi.planner;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The plant's API over HTTP, on a real PostgreSQL. */
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
class PlantIT {

    private static String add(@Nullable String parent, String level, String node) {
        return planner()
                .body("{\"parentId\": %s, \"level\": \"%s\", \"node\": %s}"
                        .formatted(parent == null ? "null" : '"' + parent + '"', level, node))
                .post("/v1/plant/nodes")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getString("nodeId");
    }

    private static String named(String name) {
        return "{\"name\": \"" + name + "\", \"description\": \"\"}";
    }

    @Test
    void keepsAHierarchyWithTemplatesAndVersions() {
        String type = """
                {"version": %d, "description": "A pump", "tags": [
                  {"name": "vibration", "description": "at the bearing", "unit": "mm/s", "low": 0, "samplingMs": 10}%s]}""";
        planner()
                .body(type.formatted(0, ""))
                .put("/v1/asset-types/pump")
                .then()
                .statusCode(200)
                .body("version", is(1));
        planner()
                .body(type.formatted(0, ""))
                .put("/v1/asset-types/pump")
                .then()
                .statusCode(409)
                .body("code", is("plant-changed-meanwhile"));
        String enterprise = add(null, "enterprise", named("PlantIT"));
        String site = add(enterprise, "site", named("North"));
        String pump = add(site, "asset", """
                {"name": "Pump 1", "description": "", "assetType": "pump", "source": "PlantIT/Edge1/Pump1"}""");

        operator()
                .get("/v1/assets/" + pump + "/tags")
                .then()
                .statusCode(200)
                .body("items.definition.name", equalTo(List.of("vibration")))
                .body("items[0].definition.unit", is("mm/s"));
        planner()
                .body(type.formatted(
                        1, ", {\"name\": \"flow\", \"description\": \"\", \"unit\": \"m3/h\", \"samplingMs\": 1000}"))
                .put("/v1/asset-types/pump")
                .then()
                .statusCode(200);
        operator()
                .get("/v1/assets/" + pump + "/tags")
                .then()
                .body("items.definition.name", hasItems("vibration", "flow"));

        planner()
                .body("{\"version\": 1, \"node\": " + named("North works") + "}")
                .put("/v1/plant/nodes/" + site)
                .then()
                .statusCode(200)
                .body("version", is(2));
        planner()
                .body("{\"version\": 1, \"node\": " + named("South works") + "}")
                .put("/v1/plant/nodes/" + site)
                .then()
                .statusCode(409)
                .body("detail", containsString("has version 2 by now"));
        planner()
                .delete("/v1/plant/nodes/" + site + "?version=2")
                .then()
                .statusCode(409)
                .body("code", is("plant-node-in-use"));
        planner().delete("/v1/plant/nodes/" + pump + "?version=1").then().statusCode(204);
        planner().get("/v1/plant/nodes/" + pump).then().statusCode(404);
    }

    @Test
    void refusesWhatIsNoPlantAndSaysWhere() {
        planner()
                .body("{\"parentId\": null, \"level\": \"site\", \"node\": " + named("Nowhere") + "}")
                .post("/v1/plant/nodes")
                .then()
                .statusCode(400)
                .body("code", is("plant-invalid"))
                .body("detail", containsString("Nowhere"));
        planner()
                .body("""
                {"version": 0, "description": "", "tags": [
                  {"name": "t", "description": "", "unit": "degrees", "samplingMs": 10}]}""")
                .put("/v1/asset-types/oven")
                .then()
                .statusCode(400)
                .body("detail", containsString("is no unit of UCUM"));
        operator()
                .body("{\"parentId\": null, \"level\": \"enterprise\", \"node\": " + named("Mine") + "}")
                .post("/v1/plant/nodes")
                .then()
                .statusCode(403);
    }

    @Test
    void anImportedExportChangesNothing() {
        String document = """
                {"formatVersion": 1,
                 "assetTypes": [{"name": "fan", "description": "", "tags": [
                    {"name": "speed", "description": "", "unit": "/min", "samplingMs": 1000}]}],
                 "plant": [{"level": "enterprise", "name": "Exported", "children": [
                    {"level": "line", "name": "L1", "children": [
                       {"level": "asset", "name": "Fan 1", "assetType": "fan", "source": "Exported/1"},
                       {"level": "asset", "name": "Fan 2", "assetType": "fan", "source": "Exported/2", "tags": [
                          {"name": "current", "description": "", "unit": "A", "samplingMs": 100}]}]}]}]}""";
        planner()
                .body(document)
                .post("/v1/plant/import?dryRun=true")
                .then()
                .statusCode(200)
                .body("created", is(8))
                .body("dryRun", is(true));
        operator().get("/v1/plant").then().body("nodes.name", not(hasItems("Exported")));
        planner().body(document).post("/v1/plant/import").then().statusCode(200).body("created", is(8));
        String exported = operator()
                .get("/v1/plant/export")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        planner()
                .body(exported)
                .post("/v1/plant/import")
                .then()
                .statusCode(200)
                .body("created", is(0))
                .body("changed", is(0));
    }

    @Test
    void anImportWithOneMistakeChangesNothing() {
        planner().body("""
                {"formatVersion": 1, "assetTypes": [], "plant": [{"level": "enterprise", "name": "Half", "children": [
                   {"level": "asset", "name": "A", "assetType": "there-is-none"}]}]}""").post("/v1/plant/import").then().statusCode(404).body("code", is("asset-type-not-found"));
        operator().get("/v1/plant").then().body("nodes.name", not(hasItems("Half")));
    }

    @Test
    void anotherOrganisationSeesNothingOfIt() throws SQLException {
        String enterprise = add(null, "enterprise", named("Ours"));
        as("eve", "other-plant", "industrial-planner", "industrial-operator")
                .get("/v1/plant/nodes/" + enterprise)
                .then()
                .statusCode(404);
        as("eve", "other-plant", "industrial-operator").get("/v1/plant").then().body("nodes", hasSize(0));
        assertEquals(
                1,
                TestDatabase.schema("industrial")
                        .count(
                                "select count(*) from industrial.audit_entry where action = 'plant.add' and object = 'plant/"
                                        + enterprise + "'"));
    }
}
