package io.trivium.industrial.opcua;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.industrial.PlantApi;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The running service connects to no OPC UA server whose certificate it was not given. */
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
class OpcUaConnectionIT {

    private static String connected(OpcUaServerFixture server, String name, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "endpoint",
                server.address(),
                "securityPolicy",
                "basic256-sha256",
                "securityMode",
                "sign-and-encrypt",
                "username",
                OpcUaServerFixture.USER,
                "password",
                OpcUaServerFixture.PASSWORD,
                "mappings",
                List.of("cells.folder=i=85", "cells.filter=+/#", "cells.source=line/{1}")));
        settings.putAll(more);
        return PlantApi.planner()
                .body(Map.of("kind", OpcUaKind.NAME, "name", name, "settings", settings))
                .post("/v1/connections")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static ValidatableResponse test(String id) {
        return PlantApi.planner()
                .body("{}")
                .post("/v1/connections/" + id + "/test")
                .then()
                .statusCode(200);
    }

    @Test
    void onlyAServerWithTheCertificateThatWasGivenIsRead() throws Exception {
        try (OpcUaServerFixture server = new OpcUaServerFixture()) {
            server.start("Cell1/current");
            test(connected(server, "no-certificate", Map.of()))
                    .body("ok", is(false), "detail", containsString("is not trusted"));
            String pem = "-----BEGIN CERTIFICATE----- "
                    + Base64.getEncoder().encodeToString(server.certificate().getEncoded())
                    + " -----END CERTIFICATE-----";
            String id = connected(server, "certificate", Map.of("serverCertificate", pem));
            test(id).body("ok", is(true));
            // Another server in its place, at the same address.
            server.validUntil(Instant.now().plus(Duration.ofDays(500))).restart();
            test(id).body("ok", is(false), "detail", containsString("is not trusted"));
        }
    }
}
