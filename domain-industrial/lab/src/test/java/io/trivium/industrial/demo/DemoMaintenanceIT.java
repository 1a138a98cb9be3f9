package io.trivium.industrial.demo;

import static io.trivium.industrial.PlantApi.operator;
import static io.trivium.industrial.PlantApi.planner;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.trivium.core.model.ModelReference;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.industrial.alarm.Evidence;
import io.trivium.industrial.alarm.ModelAlarms;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.client.PlantClient;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's maintenance against the service: it enters the past, and does what is proposed. */
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
class DemoMaintenanceIT {
    private static final TenantId PLANT = new TenantId("demo-plant");

    @TestHTTPResource("/")
    URI base;

    @Inject
    ModelAlarms models;

    @Inject
    TenantTransactions transactions;

    @TempDir
    Path directory;

    private static String token(Duration patience) {
        return TestTokens.token()
                .user("service-account-trivium-ingest-plant")
                .tenant("demo-plant")
                .roles("industrial-ingest", "industrial-planner")
                .audience("trivium-industrial")
                .sign();
    }

    private static JsonPath order(String id) {
        return operator()
                .get("/v1/work-orders/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void entersThePastAndDoesWhatIsProposed() throws IOException, InterruptedException {
        PlantClient service = new PlantClient(base, DemoMaintenanceIT::token);
        DemoPlant plant = new DemoPlant();
        service.bring(plant.document());
        for (DemoRules.Rule rule : DemoRules.all()) service.add(rule.ruleId(), rule);
        Path overhauls = directory.resolve("overhauls");
        DemoMaintenance maintenance = new DemoMaintenance(plant, service, overhauls);
        maintenance.addTechnicians();
        Instant now = Instant.now();
        maintenance.enterPast(now.minus(Duration.ofHours(2)), now);
        JsonPath past = operator()
                .get("/v1/work-orders?state=done&limit=100")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        List<String> found = past.getList("items.findAll { it.title.endsWith('after a failure') }.failureMode");
        assertTrue(found.size() >= 5, past.prettify());
        assertTrue(Set.of("VIB", "LOO", "ELP").containsAll(found), found.toString());

        // A pump that does not fail by itself while the test runs.
        String name = plant.lines().stream()
                .flatMap(line -> line.machines().stream())
                .filter(machine -> machine instanceof DemoPump each
                        && each.ends(now, now.plus(Duration.ofMinutes(4))).isEmpty())
                .map(Machine::name)
                .findFirst()
                .orElseThrow();
        UUID pump = UUID.fromString(
                planner().get("/v1/plant").jsonPath().getString("nodes.find { it.name == '" + name + "' }.nodeId"));
        Evidence evidence = new Evidence(
                now.minusSeconds(60),
                now,
                List.of("vibration"),
                List.of(),
                null,
                new ModelReference("test:1"),
                null,
                null,
                now.plusSeconds(290));
        transactions.withConnection(PLANT, connection -> {
            models.follow(
                    connection,
                    PLANT,
                    pump,
                    AlarmKind.REMAINING_LIFE,
                    "cycles",
                    List.of(new ModelAlarms.Sign(now, 29, () -> evidence)));
            return pump;
        });
        String id = operator()
                .queryParam("assetId", pump)
                .queryParam("state", "proposed")
                .get("/v1/work-orders")
                .then()
                .body("items.size()", is(1))
                .extract()
                .jsonPath()
                .getString("items[0].workOrderId");
        maintenance.work(Instant.now());
        assertEquals("proposed", order(id).getString("state"), "a person has a minute to plan it");
        maintenance.work(Instant.now().plusSeconds(61));
        assertEquals("planned", order(id).getString("state"));
        assertEquals("technician", order(id).getString("assignee"));
        maintenance.work(Instant.now().plusSeconds(125));
        assertEquals("in-progress", order(id).getString("state"));
        maintenance.work(Instant.now());
        assertTrue(Files.readString(overhauls).startsWith(name + " "));
        maintenance.work(Instant.now().plus(DemoPump.OVERHAUL));
        JsonPath done = order(id);
        assertEquals("done", done.getString("state"));
        assertTrue(Set.of("confirmed", "preventive").contains(done.getString("outcome")), done.prettify());
        assertTrue(Set.of("VIB", "LOO", "ELP").contains(done.getString("failureMode")), done.prettify());
        operator().get("/v1/alarms/" + done.getString("alarmId")).then().body("alarm.active", is(false));
    }
}
