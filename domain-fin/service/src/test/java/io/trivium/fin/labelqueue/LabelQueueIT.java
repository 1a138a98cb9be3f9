package io.trivium.fin.labelqueue;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import io.trivium.fin.decision.ScriptedModel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The runtime's list, joined with payments, for those who may label them. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "fin"))
@WithTestResource(KafkaResource.class)
@WithTestResource(ScriptedModel.class)
class LabelQueueIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final String run = UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void ready() {
        until(
                "ready",
                () -> given().get(ManagementAddress.of("/q/health/ready")).statusCode() == 200);
    }

    @AfterEach
    void listsNothing() {
        ScriptedModel.SHORTLISTS.lists(List.of());
    }

    private static RequestSpecification as(String bank, String role) {
        String token = TestTokens.token()
                .user("ana")
                .tenant(bank)
                .roles(role)
                .audience("trivium-fin")
                .sign();
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            LockSupport.parkNanos(50_000_000);
        }
    }

    /** Submits a payment and waits for its decision; the score is a thousandth of the amount. */
    private String decided(String bank, String name, String amount) {
        String id = name + "-" + run;
        as(bank, "fin-ingest")
                .body("""
                        {"authorizationId":"%s","panToken":"tok_%s_%s","terminalId":"T-12","amount":%s,"currency":"CHF",\
                        "merchantId":"M-7","occurredAt":"%s"}""".formatted(id, name, run, amount, Instant.now().truncatedTo(ChronoUnit.MILLIS)))
                .post("/v1/authorizations")
                .then()
                .statusCode(200);
        until(
                id + " stored",
                () -> as(bank, "fin-analyst")
                        .get("/v1/decisions?limit=200")
                        .jsonPath()
                        .getList("items.authorizationId")
                        .contains(id));
        return id;
    }

    private static ValidatableResponse asked(String bank, int limit) {
        return as(bank, "fin-analyst").get("/v1/label-queue?limit=" + limit).then();
    }

    private static JsonPath queue(String bank, int limit) {
        return asked(bank, limit).statusCode(200).extract().jsonPath();
    }

    private static List<String> offered(String bank) {
        return queue(bank, 10).getList("items.decision.authorizationId");
    }

    @Test
    void offersThePaymentsMostWorthALabelWhereItIsGiven() {
        String approved = decided("demo-bank", "approved", "120");
        String referred = decided("demo-bank", "referred", "700");
        until("a case", () -> caseOf(referred) != null);
        ScriptedModel.SHORTLISTS.lists(List.of(referred, "not-here", approved));

        JsonPath queue = queue("demo-bank", 10);
        assertNull(queue.get("gap"));
        assertEquals(List.of(referred, approved), queue.getList("items.decision.authorizationId"));
        assertEquals(List.of("unsure", "different"), queue.getList("items.worth.reason"));
        assertEquals(List.of(1, 3), queue.getList("items.worth.rank"));
        assertEquals(caseOf(referred), (Integer) queue.getInt("items[0].caseNumber"));
        assertEquals("/console/cases/" + caseOf(referred), queue.getString("items[0].link"));
        assertNull(queue.get("items[1].caseNumber"));
        assertEquals("/console/history?range=all&selected=" + approved, queue.getString("items[1].link"));
        assertEquals(120, queue.getDouble("items[1].decision.amount"));
        assertEquals("M-7", queue.getString("items[1].decision.merchantId"));
        assertEquals("approve", queue.getString("items[1].decision.outcome"));
        assertNull(queue.get("items[1].decision.features"));
        assertEquals(List.of(referred), queue("demo-bank", 1).getList("items.decision.authorizationId"));
        assertTrue(
                ScriptedModel.SHORTLISTS
                        .requests()
                        .getLast()
                        .startsWith("/v1/learning/tasks/fin-authorization-risk/shortlist?tenant=demo-bank&limit="),
                ScriptedModel.SHORTLISTS.requests()::toString);
    }

    private static @Nullable Integer caseOf(String authorizationId) {
        return as("demo-bank", "fin-analyst")
                .queryParam("limit", 200)
                .get("/v1/cases")
                .jsonPath()
                .<Integer>getList("items.caseNumber")
                .stream()
                .filter(number -> as("demo-bank", "fin-analyst")
                        .get("/v1/cases/" + number)
                        .jsonPath()
                        .getList("alerts.authorizationId")
                        .contains(authorizationId))
                .findFirst()
                .orElse(null);
    }

    @Test
    void aLabelledOneLeavesTheListAtOnce() {
        String approved = decided("demo-bank", "label", "90");
        ScriptedModel.SHORTLISTS.lists(List.of(approved));
        assertEquals(List.of(approved), offered("demo-bank"));
        as("demo-bank", "fin-analyst")
                .body("{\"authorizationId\": \"%s\", \"label\": \"genuine\"}".formatted(approved))
                .post("/v1/labels")
                .then()
                .statusCode(202);
        assertEquals(List.of(), offered("demo-bank"));
    }

    @Test
    void nothingOfAnotherBankIsShown() {
        // none is decided for the other bank, whose figures another test counts
        String ours = decided("demo-bank", "ours", "90");
        ScriptedModel.SHORTLISTS.lists(List.of(ours));
        assertEquals(List.of(), offered("other-bank"));
        assertEquals(List.of(ours), offered("demo-bank"));
    }

    @Test
    void saysWhyThereIsNoList() {
        ScriptedModel.SHORTLISTS.isLate();
        assertGap("late");
        ScriptedModel.SHORTLISTS.answers(503, "");
        assertGap("unavailable");
        ScriptedModel.SHORTLISTS.answers(404, "{\"code\": \"learning-task-not-found\"}");
        assertGap("nothing-learned");
    }

    private static void assertGap(String gap) {
        JsonPath queue = queue("demo-bank", 10);
        assertEquals(gap, queue.getString("gap"));
        assertEquals(List.of(), queue.getList("items"));
    }

    @Test
    void isForThoseWhoMayLabel() {
        as("demo-bank", "fin-ingest").get("/v1/label-queue").then().statusCode(403);
        as("demo-bank", "fin-supervisor").get("/v1/label-queue").then().statusCode(200);
        given().get("/v1/label-queue").then().statusCode(401);
        asked("demo-bank", 101).statusCode(400);
    }
}
