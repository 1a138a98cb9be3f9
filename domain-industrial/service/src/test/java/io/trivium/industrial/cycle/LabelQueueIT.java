package io.trivium.industrial.cycle;

import static io.trivium.industrial.PlantApi.as;
import static io.trivium.industrial.PlantApi.operator;
import static io.trivium.industrial.PlantApi.planner;
import static io.trivium.industrial.PlantApi.sensors;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.model.ModelReference;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.industrial.PlantApi;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.model.CycleShape;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The runtime's list, joined with cycles, for those who may say what they were. */
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
class LabelQueueIT {
    private static final TenantId PLANT = new TenantId("demo-plant");

    @Inject
    CycleStore store;

    @Inject
    TenantTransactions transactions;

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(600);

    @AfterEach
    void listsNothing() {
        LifeRuntime.SHORTLISTS.lists(List.of());
    }

    /** A cycle that the model took for porosity. */
    private String judged(UUID asset, int place) {
        CycleShape shape = CycleShape.of(1, new float[CycleShape.STEPS * 2]);
        UUID id = UUID.randomUUID();
        Instant begin = start.plusSeconds(20L * place);
        StoredCycle cycle = new StoredCycle(
                id,
                asset,
                1,
                begin,
                begin.plusSeconds(6),
                3,
                CycleState.WAITING,
                null,
                List.of("current"),
                shape,
                begin,
                null,
                null);
        StoredCycle.Verdict verdict = new StoredCycle.Verdict(
                "porosity", List.of(0.4, 0.6), new ModelReference("test-welder:1"), begin.plusSeconds(7));
        return transactions.withConnection(PLANT, connection -> {
            store.put(connection, PLANT, cycle);
            assertTrue(store.decide(connection, PLANT, cycle, CycleState.JUDGED, null, verdict));
            return id.toString();
        });
    }

    private static JsonPath queue(RequestSpecification caller) {
        return caller.get("/v1/label-queue").then().statusCode(200).extract().jsonPath();
    }

    private static List<String> offered() {
        return queue(operator()).getList("items.cycle.cycleId");
    }

    @Test
    void offersTheCyclesMostWorthAWordWithTheirAssetUntilItIsSaid() {
        UUID asset = PlantApi.asset("Worth", "Worth/" + UUID.randomUUID());
        String first = judged(asset, 0);
        String second = judged(asset, 1);
        LifeRuntime.SHORTLISTS.lists(
                List.of(second, "no-uuid", UUID.randomUUID().toString(), first));
        JsonPath queue = queue(planner());
        assertNull(queue.get("gap"));
        assertEquals(List.of(second, first), queue.getList("items.cycle.cycleId"));
        assertEquals(List.of(1, 4), queue.getList("items.worth.rank"));
        assertEquals("unsure", queue.getString("items[0].worth.reason"));
        assertEquals("Pump", queue.getString("items[0].assetName"));
        assertEquals(List.of("Worth"), queue.getList("items[0].path"));
        assertEquals("porosity", queue.getString("items[0].cycle.defect"));
        assertEquals("/console/assets/" + asset + "?cycle=" + second, queue.getString("items[0].link"));
        assertTrue(
                LifeRuntime.SHORTLISTS
                        .requests()
                        .getLast()
                        .startsWith("/v1/learning/tasks/industrial-cycle-defect/shortlist?tenant=demo-plant&limit="),
                LifeRuntime.SHORTLISTS.requests()::toString);

        operator()
                .body("{\"version\": 2, \"defect\": \"good\"}")
                .post("/v1/assets/" + asset + "/cycles/" + second + "/verdict")
                .then()
                .statusCode(200);
        assertEquals(List.of(first), offered());
        assertEquals(
                List.of(), queue(as("pla", "other-plant", "industrial-planner")).getList("items"));
    }

    @Test
    void saysWhyThereIsNoList() {
        LifeRuntime.SHORTLISTS.isLate();
        assertGap("late");
        LifeRuntime.SHORTLISTS.answers(503, "");
        assertGap("unavailable");
        LifeRuntime.SHORTLISTS.answers(404, "{\"code\": \"learning-task-not-found\"}");
        assertGap("nothing-learned");
        sensors().get("/v1/label-queue").then().statusCode(403);
    }

    private static void assertGap(String gap) {
        JsonPath queue = queue(operator());
        assertEquals(gap, queue.getString("gap"));
        assertEquals(List.of(), queue.getList("items"));
    }
}
