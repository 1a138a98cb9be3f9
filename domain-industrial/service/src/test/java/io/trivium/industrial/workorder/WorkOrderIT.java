package io.trivium.industrial.workorder;

import static io.trivium.industrial.PlantApi.as;
import static io.trivium.industrial.PlantApi.operator;
import static io.trivium.industrial.PlantApi.planner;
import static io.trivium.industrial.Waiting.until;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.trivium.core.model.ModelReference;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.industrial.PlantApi;
import io.trivium.industrial.alarm.Evidence;
import io.trivium.industrial.alarm.ModelAlarms;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.reading.StoredReadings;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.webhook.WebhookSignature;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** From an alarm over a work order to its outcome, the label, the figures and the maintenance system. */
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
class WorkOrderIT {
    private static final TenantId PLANT = new TenantId("demo-plant");

    @Inject
    StoredReadings readings;

    @Inject
    ModelAlarms models;

    @Inject
    TenantTransactions transactions;

    private final Instant start = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);

    private static long count(String sql) {
        try {
            return TestDatabase.schema("industrial").count(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonPath post(String path, String body, int status) {
        return planner()
                .body(body)
                .post(path)
                .then()
                .statusCode(status)
                .extract()
                .jsonPath();
    }

    private static String plan(int version, Instant from) {
        return "{\"version\": %d, \"plannedFrom\": \"%s\", \"plannedTo\": \"%s\", \"assignee\": \"tech\"}"
                .formatted(version, from, from.plusSeconds(7_200));
    }

    private static JsonPath orders(UUID asset) {
        return operator()
                .queryParam("assetId", asset)
                .get("/v1/work-orders")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static void rule(UUID asset, String kind, String more) {
        planner()
                .body("""
                {"version": 0, "name": "%s rule", "assetId": "%s", "kind": "%s", "side": "high", "deadband": 0,
                 "onDelaySeconds": 0, "offDelaySeconds": 0, "priority": "critical", "enabled": true%s}""".formatted(kind, asset, kind, more))
                .put("/v1/alarm-rules/" + UUID.randomUUID())
                .then()
                .statusCode(200);
    }

    private void score(UUID asset, Instant at, double score) {
        Evidence evidence = new Evidence(
                at.minusSeconds(60),
                at,
                List.of("slow"),
                List.of(new Evidence.TagShare("slow", 1)),
                score,
                new ModelReference("test:1"),
                null,
                null,
                null);
        transactions.withConnection(PLANT, connection -> {
            models.follow(
                    connection,
                    PLANT,
                    asset,
                    AlarmKind.ANOMALY,
                    "1",
                    List.of(new ModelAlarms.Sign(at, score, () -> evidence)));
            return asset;
        });
    }

    @Test
    void anAlarmProposesOneOrderWhoseOutcomeIsALabel() {
        UUID asset = PlantApi.asset("Orders", "Orders/1");
        rule(asset, "anomaly", ", \"limit\": 1");
        score(asset, start, 2);
        score(asset, start.plusSeconds(1), 0);
        score(asset, start.plusSeconds(2), 3);
        JsonPath proposed = orders(asset);
        assertEquals(1, proposed.getList("items").size(), proposed.prettify());
        assertEquals("proposed", proposed.getString("items[0].state"));
        assertEquals("system", proposed.getString("items[0].createdBy"));
        assertEquals("industrial-anomaly", proposed.getString("items[0].task"));
        assertEquals("test:1", proposed.getString("items[0].evidence.modelVersion"));
        String order = proposed.getString("items[0].workOrderId");
        String alarm = proposed.getString("items[0].alarmId");
        operator()
                .get("/v1/alarms/" + alarm)
                .then()
                .body("alarm.occurrences", is(2))
                .body("alarm.workOrderId", is(order));
        // A second one for the same alarm is refused and names the first.
        planner()
                .body("{\"assetId\": \"%s\", \"alarmId\": \"%s\", \"title\": \"t\", \"priority\": \"low\"}"
                        .formatted(asset, alarm))
                .post("/v1/work-orders")
                .then()
                .statusCode(409)
                .body("workOrderId", is(order));
        String path = "/v1/work-orders/" + order;
        post(path + "/plan", plan(1, Instant.now().minusSeconds(3_600)), 400);
        post(path + "/plan", plan(1, Instant.now().plusSeconds(3_600)), 200);
        post(path + "/start", "{\"version\": 1}", 409);
        post(path + "/start", "{\"version\": 2}", 200);
        post(
                path + "/complete",
                "{\"version\": 3, \"failureMode\": \"???\", \"outcome\": \"confirmed\", \"downtimeMinutes\": 90,"
                        + " \"cost\": 500}",
                400);
        JsonPath done = post(
                path + "/complete",
                "{\"version\": 3, \"failureMode\": \"VIB\", \"outcome\": \"confirmed\", \"downtimeMinutes\": 90,"
                        + " \"cost\": 500, \"note\": \"bearing changed\"}",
                200);
        assertEquals(List.of("done", "in-progress", "planned", "proposed"), done.getList("history.event"));
        assertEquals("bearing changed", done.getString("note"));
        post(path + "/cancel", "{\"version\": 4, \"reason\": \"late\"}", 409);
        until(
                "the label is sent",
                () -> count(
                                "select count(*) from industrial.outbox_event where topic = 'learning.label.v1' and sent_at is"
                                        + " not null and convert_from(payload, 'UTF8') like '%confirmed%' and"
                                        + " convert_from(key, 'UTF8') = '" + alarm + "'")
                        == 1);
        operator().get("/v1/alarms/" + alarm).then().body("similar.outcome", hasItem("confirmed"));
        // Finished: the next time the alarm is raised there is another order.
        score(asset, start.plusSeconds(3), 0);
        score(asset, start.plusSeconds(4), 2);
        assertEquals(2, orders(asset).getList("items").size());
        as("eve", "other-plant", "industrial-planner").get(path).then().statusCode(404);
        operator()
                .queryParam("assetId", asset)
                .queryParam("task", "industrial-anomaly")
                .get("/v1/maintenance/figures")
                .then()
                .statusCode(200)
                .body("assets[0].failures", is(1))
                .body("assets[0].repairHours", is(1.5f))
                .body("total.confirmed", is(1));
        operator()
                .get("/v1/value")
                .then()
                .statusCode(200)
                .body("domain", is("industrial"))
                .body("lines.key", hasItem("avoided-downtime"));
    }

    @Test
    void theMaintenanceSystemIsToldInOrderUntilItTakesIt() {
        UUID asset = PlantApi.asset("Told", "Told/1");
        JsonPath added = post(
                "/v1/work-orders",
                "{\"assetId\": \"%s\", \"title\": \"Grease the bearings\", \"priority\": \"low\", \"estimatedCost\": 12.5}"
                        .formatted(asset),
                200);
        String order = added.getString("workOrderId");
        planner()
                .body("{\"externalId\": \"SAP-4711\"}")
                .put("/v1/work-orders/" + order + "/external")
                .then()
                .statusCode(200)
                .body("externalId", is("SAP-4711"))
                .body("number", matchesPattern("WO-\\d{6}"))
                .body("alarmId", nullValue());
        post("/v1/work-orders/" + order + "/cancel", "{\"version\": 2, \"reason\": \"done by the shift\"}", 200);
        until("all is sent", () -> sent(order).size() == 3);
        assertEquals(
                List.of("proposed", "external-id", "cancelled"),
                sent(order).stream()
                        .map(call -> JsonPath.from(call.body()).getString("event"))
                        .toList());
        for (MaintenanceSystem.Call call : sent(order)) {
            assertEquals(
                    WebhookSignature.of(MaintenanceSystem.SECRET, Long.parseLong(call.timestamp()), call.body()),
                    call.signature());
        }
    }

    @Test
    void theAlarmOfAWornPartFollowsTheOrderThatChangesIt() {
        UUID asset = PlantApi.asset("Worn", "Worn/1");
        planner()
                .body("""
                {"version": 0, "name": "worn", "assetId": "%s", "kind": "remaining-life", "side": "low", "limit": 20,
                 "deadband": 5, "onDelaySeconds": 0, "offDelaySeconds": 0, "priority": "high", "enabled": true}""".formatted(asset))
                .put("/v1/alarm-rules/" + UUID.randomUUID())
                .then()
                .statusCode(200);
        Instant bound = start.plusSeconds(86_400);
        Evidence evidence = new Evidence(
                start.minusSeconds(60),
                start,
                List.of("slow"),
                List.of(),
                null,
                new ModelReference("test:1"),
                null,
                null,
                bound);
        transactions.withConnection(PLANT, connection -> {
            models.follow(
                    connection,
                    PLANT,
                    asset,
                    AlarmKind.REMAINING_LIFE,
                    "cycles",
                    List.of(new ModelAlarms.Sign(start, 10, () -> evidence)));
            return asset;
        });
        JsonPath proposed = orders(asset);
        assertEquals(bound, Instant.parse(proposed.getString("items[0].windowTo")));
        String alarm = proposed.getString("items[0].alarmId");
        operator().get("/v1/alarms/" + alarm).then().body("alarm.active", is(true));
        post(
                "/v1/work-orders/" + proposed.getString("items[0].workOrderId") + "/complete",
                "{\"version\": 1, \"failureMode\": \"VIB\", \"outcome\": \"confirmed\", \"downtimeMinutes\": 9, \"cost\": 100}",
                200);
        operator()
                .get("/v1/alarms/" + alarm)
                .then()
                .body("alarm.active", is(false))
                .body("history[0].event", is("cleared"));
        operator().get("/v1/assets/" + asset).then().body("life", nullValue()).body("renewal.cyclesNeeded", is(15));
    }

    @Test
    void aLimitThatReturnsProposesWorkOnlyWhenItRecurs() {
        UUID asset = PlantApi.asset("Recurs", "Recurs/1");
        planner()
                .body("""
                {"version": 0, "name": "jam", "assetId": "%s", "kind": "limit", "tag": "slow", "side": "high", "limit": 90,
                 "deadband": 0, "onDelaySeconds": 0, "offDelaySeconds": 0, "priority": "high", "enabled": true}""".formatted(asset))
                .put("/v1/alarm-rules/" + UUID.randomUUID())
                .then()
                .statusCode(200);
        readings.add(PLANT, "Recurs/1", "slow", start, 95, 80, 95, 80);
        assertEquals(0, orders(asset).getList("items").size());
        readings.add(PLANT, "Recurs/1", "slow", start.plusSeconds(10), 95, 80);
        JsonPath proposed = orders(asset);
        assertEquals(1, proposed.getList("items").size(), proposed.prettify());
        // Once it is finished, occurrences are counted from then on.
        post(
                "/v1/work-orders/" + proposed.getString("items[0].workOrderId") + "/cancel",
                "{\"version\": 1, \"reason\": \"cleared by the operator\"}",
                200);
        readings.add(PLANT, "Recurs/1", "slow", start.plusSeconds(20), 95, 80);
        assertEquals(1, orders(asset).getList("items").size());
    }

    @Test
    void workIsGivenToPeopleOfTheListAndMayBeEnteredLater() {
        planner()
                .body("{\"fullName\": \"Ada Fitter\"}")
                .put("/v1/technicians/ada")
                .then()
                .statusCode(200)
                .body("items.find { it.userName == 'ada' }.fullName", is("Ada Fitter"))
                .body("items.find { it.userName == 'ada' }.listed", is(true));
        operator()
                .body("{\"fullName\": \"x\"}")
                .put("/v1/technicians/ada")
                .then()
                .statusCode(403);
        planner().body("{\"fullName\": \"\"}").put("/v1/technicians/ada").then().statusCode(400);
        as("eve", "other-plant", "industrial-planner")
                .get("/v1/technicians")
                .then()
                .body("items.find { it.userName == 'ada' }", nullValue());
        UUID asset = PlantApi.asset("Later", "Later/1");
        String order = post(
                        "/v1/work-orders",
                        "{\"assetId\": \"%s\", \"title\": \"Seal changed\", \"priority\": \"low\"}".formatted(asset),
                        200)
                .getString("workOrderId");
        String body = "{\"version\": 1, \"failureMode\": \"ELP\", \"outcome\": \"confirmed\", \"downtimeMinutes\": 5,"
                + " \"cost\": 20, \"startedAt\": \"%s\", \"doneAt\": \"%s\"}";
        Instant done = start.minusSeconds(3_600);
        String path = "/v1/work-orders/" + order + "/complete";
        post(path, body.formatted(done, Instant.now().plusSeconds(600)), 400);
        JsonPath entered = post(path, body.formatted(done.minusSeconds(300), done), 200);
        assertEquals(done, Instant.parse(entered.getString("doneAt")));
        planner().delete("/v1/technicians/ada").then().statusCode(200).body("items.userName", not(hasItem("ada")));
    }

    private static List<MaintenanceSystem.Call> sent(String order) {
        return MaintenanceSystem.TAKEN.stream()
                .filter(call -> call.body().contains("\"workOrderId\":\"" + order))
                .toList();
    }

    @Test
    void costsAreChangedByTheVersionThatWasSeen() {
        JsonPath seen = operator().get("/v1/maintenance/economics").jsonPath();
        String body =
                "{\"version\": %d, \"currency\": \"EUR\", \"downtimeCostPerHour\": 1200, \"unplannedRepairHours\": 8,"
                        + " \"plannedRepairHours\": 3, \"technicianCostPerHour\": 80}";
        planner()
                .body(body.formatted(seen.getInt("version")))
                .put("/v1/maintenance/economics")
                .then()
                .statusCode(200)
                .body("version", is(seen.getInt("version") + 1));
        planner()
                .body(body.formatted(seen.getInt("version")))
                .put("/v1/maintenance/economics")
                .then()
                .statusCode(409);
        operator().get("/v1/failure-modes").then().statusCode(200).body("items.code", hasItem("VIB"));
        UUID asset = PlantApi.asset("Costs", "Costs/1");
        rule(asset, "limit", ", \"tag\": \"slow\", \"limit\": 90");
        readings.add(PLANT, "Costs/1", "slow", start, 95);
        JsonPath order = orders(asset);
        assertEquals(3 * 1280.0, order.getDouble("items[0].estimatedCost"), 1e-9);
        assertEquals(8 * 1280.0, order.getDouble("items[0].expectedFailureCost"), 1e-9);
        assertEquals("Costs/1".substring(0, 5), order.getString("items[0].path[0]"));
    }
}
