package io.trivium.industrial;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import io.trivium.core.security.TestTokens;
import java.util.UUID;

/** Calls the service as a user of a plant. */
public final class PlantApi {

    private PlantApi() {}

    public static RequestSpecification planner() {
        return as("pla", "demo-plant", "industrial-planner");
    }

    public static RequestSpecification operator() {
        return as("tech", "demo-plant", "industrial-operator");
    }

    public static RequestSpecification sensors() {
        return as("sensors", "demo-plant", "industrial-ingest");
    }

    public static RequestSpecification as(String user, String tenant, String... roles) {
        String token = TestTokens.token()
                .user(user)
                .tenant(tenant)
                .roles(roles)
                .audience("trivium-industrial")
                .sign();
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    /** Imports a plant of one enterprise with one asset, which has a slow tag "slow" and a fast one "fast"; its id. */
    public static UUID asset(String enterprise, String source) {
        planner()
                .body("""
                {"formatVersion": 1, "assetTypes": [], "plant": [{"level": "enterprise", "name": "%s", "children": [
                  {"level": "asset", "name": "Pump", "source": "%s", "tags": [
                    {"name": "slow", "description": "", "unit": "Cel", "low": -50, "high": 1e6, "samplingMs": 1000},
                    {"name": "fast", "description": "", "unit": "mm/s", "samplingMs": 10}]}]}]}""".formatted(enterprise, source))
                .post("/v1/plant/import")
                .then()
                .statusCode(200);
        return UUID.fromString(planner()
                .get("/v1/plant")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getString("nodes.find { it.source == '" + source + "' }.nodeId"));
    }
}
