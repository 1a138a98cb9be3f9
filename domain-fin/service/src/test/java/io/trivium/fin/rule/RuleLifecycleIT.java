package io.trivium.fin.rule;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.trivium.core.testing.RowLevelSecurity;
import io.trivium.core.testing.TestDatabase;
import io.trivium.fin.decision.ScriptedModel;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of rules and lists on the whole service: written, back-tested, approved by a second person, in effect. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "fin"))
@WithTestResource(KafkaResource.class)
@WithTestResource(ScriptedModel.class)
class RuleLifecycleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static RequestSpecification as(String tenant, String user, String... roles) {
        String token = TestTokens.token()
                .user(user)
                .tenant(tenant)
                .roles(roles)
                .audience("trivium-fin")
                .sign();
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    private static RequestSpecification analyst() {
        return as("demo-bank", "ana", "fin-analyst");
    }

    private static RequestSpecification supervisor(String name) {
        return as("demo-bank", name, "fin-supervisor");
    }

    private static String id(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static <T> T eventually(Supplier<@Nullable T> attempt) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            T result = attempt.get();
            if (result != null) return result;
            if (System.nanoTime() > until) throw new AssertionError("did not happen within " + PATIENCE);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static String definition(String expression, String action, String code) {
        return """
                {"name":"Rule %s","description":"For a test.","expression":"%s","action":"%s","severity":"high",\
                "reasonCode":"%s","queue":"cards","priority":3}""".formatted(code, expression, action, code);
    }

    private static ValidatableResponse create(String ruleId, String expression, String action) {
        return analyst()
                .body("{\"ruleId\":\"%s\",\"definition\":%s,\"reason\":\"because\"}"
                        .formatted(ruleId, definition(expression, action, ruleId)))
                .post("/v1/rules")
                .then();
    }

    private static ValidatableResponse act(RequestSpecification who, String ruleId, String act) {
        return who.body("{\"reason\":\"for the test\"}")
                .post("/v1/rules/" + ruleId + "/versions/1/" + act)
                .then();
    }

    private static JsonPath pay(String panToken, String amount) {
        String body = """
                {"authorizationId":"%s","panToken":"%s","terminalId":"T-rules","amount":%s,"currency":"EUR",\
                "occurredAt":"%s","channel":"chip"}""".formatted(id("rule"), panToken, amount, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return as("demo-bank", "acquirer", "fin-ingest")
                .body(body)
                .post("/v1/authorizations")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static JsonPath backtest(String ruleId) {
        String started = analyst()
                .body("{\"ruleId\":\"%s\",\"version\":1,\"from\":\"%s\",\"to\":\"%s\"}"
                        .formatted(ruleId, Instant.now().minus(Duration.ofDays(1)), Instant.now()))
                .post("/v1/backtests")
                .then()
                .statusCode(200)
                .body("state", is("running"))
                .extract()
                .path("backtestId");
        return eventually(() -> {
            JsonPath now = analyst().get("/v1/backtests/" + started).jsonPath();
            return now.getString("state").equals("running") ? null : now;
        });
    }

    @BeforeEach
    void ready() {
        eventually(() -> given().get(ManagementAddress.of("/q/health/ready")).statusCode() == 200 ? true : null);
    }

    @Test
    void aRuleGoesFromDraftOverShadowAndBacktestToLiveByASecondPerson() {
        String rule = id("big");
        String card = id("tok_life").replace('-', '_');
        create(rule, "amount >= 77 && amount < 78 && panToken == '" + card + "'", "decline")
                .statusCode(200)
                .body("state", is("draft"))
                .body("author", is("ana"));
        create(rule, "true", "alert").statusCode(409).body("code", is("rule-exists"));
        act(analyst(), rule, "proposal").statusCode(409).body("code", is("backtest-needed"));
        act(analyst(), rule, "shadow").statusCode(200).body("state", is("shadow"));

        JsonPath shadowed = pay(card, "77.5");
        assertEquals("approve", shadowed.getString("outcome"), "a rule in shadow has no effect");
        // The list comes from the table that the back-test reads; a single decision may come from memory before.
        String stored = shadowed.getString("authorizationId");
        eventually(() -> analyst()
                        .get("/v1/decisions?limit=200")
                        .jsonPath()
                        .getList("items.authorizationId")
                        .contains(stored)
                ? true
                : null);
        JsonPath tested = backtest(rule);
        assertEquals("done", tested.getString("state"));
        assertEquals(1, tested.getInt("result.hits"), "the back-test finds what shadow found");
        assertEquals(1, tested.getInt("result.newAlerts"));
        assertEquals(List.of(shadowed.getString("authorizationId")), tested.getList("result.sample.authorizationId"));
        eventually(() -> analyst().get("/v1/rules/" + rule).jsonPath().getInt("hits.shadow24h") == 1 ? true : null);

        act(supervisor("sue"), rule, "approval").statusCode(409).body("code", is("rule-state"));
        act(supervisor("sue"), rule, "proposal").statusCode(200).body("proposedBy", is("sue"));
        act(analyst(), rule, "approval").statusCode(403);
        act(supervisor("sue"), rule, "approval").statusCode(403).body("code", is("second-person-needed"));
        act(supervisor("ana"), rule, "approval").statusCode(403).body("code", is("second-person-needed"));
        act(supervisor("sam"), rule, "approval")
                .statusCode(200)
                .body("state", is("live"))
                .body("approvedBy", is("sam"))
                .body("backtestId", equalTo(tested.getString("backtestId")));

        JsonPath declined = pay(card, "77.5");
        assertEquals("decline", declined.getString("outcome"));
        assertTrue(declined.getList("reasons").contains(rule), declined.getString("reasons"));
        assertEquals("approve", pay(card, "78.5").getString("outcome"));

        analyst()
                .get("/v1/rules/" + rule)
                .then()
                .statusCode(200)
                .body("versions[0].state", is("live"))
                .body("history.act", contains("approve", "propose", "shadow", "create"))
                .body("history[0].reason", is("for the test"));
        as("other-bank", "eve", "fin-supervisor")
                .get("/v1/rules/" + rule)
                .then()
                .statusCode(404);

        act(supervisor("sue"), rule, "retirement").statusCode(200).body("state", is("retired"));
        assertEquals("approve", pay(card, "77.5").getString("outcome"));
    }

    @Test
    void aRuleThatNamesNoQueueOfTheDeskIsRefused() {
        for (String queue : List.of("nowhere", "escalated")) {
            analyst()
                    .body("{\"ruleId\":\"%s\",\"definition\":%s,\"reason\":\"because\"}"
                            .formatted(
                                    id("lost"),
                                    definition("true", "alert", "lost").replace("cards", queue)))
                    .post("/v1/rules")
                    .then()
                    .statusCode(400)
                    .body("code", is("rule-invalid"))
                    .body("field", is("queue"))
                    .body("detail", startsWith("The desk has no queue named '" + queue + "' for rules; it has "));
        }
    }

    @Test
    void anEditIsANewVersionAndTheLiveOneStaysUntilItIsReplaced() {
        String rule = id("edit");
        create(rule, "amount > 100000", "refer").statusCode(200);
        backtest(rule);
        act(analyst(), rule, "proposal").statusCode(200);
        act(supervisor("sue"), rule, "approval").statusCode(200);
        analyst()
                .body("{\"definition\":%s,\"reason\":\"lower\"}"
                        .formatted(definition("amount > 90000", "refer", "edited")))
                .post("/v1/rules/" + rule + "/versions")
                .then()
                .statusCode(200)
                .body("version", is(2))
                .body("state", is("draft"));
        analyst()
                .get("/v1/rules")
                .then()
                .body("items.find { it.ruleId == '" + rule + "' }.liveVersion", is(1))
                .body("items.find { it.ruleId == '" + rule + "' }.latestVersion", is(2));
        analyst()
                .get("/v1/reason-codes")
                .then()
                .body("items.code", hasItems("model-unavailable", rule))
                .body("items.find { it.code == 'model-unavailable' }.'zh-CN'", containsString("评分"));
    }

    @Test
    void aRejectedProposalStaysADraft() {
        String rule = id("reject");
        create(rule, "amount > 100000", "refer").statusCode(200);
        backtest(rule);
        act(analyst(), rule, "proposal").statusCode(200);
        act(analyst(), rule, "proposal").statusCode(409);
        act(supervisor("sue"), rule, "rejection").statusCode(200).body("state", is("draft"));
        analyst().get("/v1/rules/" + rule).then().body("versions[0].proposedBy", is((Object) null));
    }

    @Test
    void aReferredPaymentTellsWhatMovedItsScore() {
        String card = id("tok_why").replace('-', '_');
        pay(card, "10");
        pay(card, "10");
        JsonPath referred = pay(card, "600");
        assertEquals("refer", referred.getString("outcome"));
        assertEquals("amount", referred.getString("contributions[0].feature"));
        assertEquals(600, referred.getDouble("contributions[0].value"));
        assertEquals(0.59, referred.getDouble("contributions[0].contribution"), 1e-3);
        String path = "/v1/decisions/" + referred.getString("authorizationId");
        eventually(() -> analyst().get(path).statusCode() == 200 ? true : null);
        analyst().get(path).then().body("contributions[0].feature", is("amount"));
        assertEquals(List.of(), pay(card, "10").getList("contributions"));
    }

    @Test
    void aWrongExpressionIsRefusedWithItsPlace() {
        create(id("wrong"), "amuont > 5", "refer")
                .statusCode(400)
                .body("code", is("rule-invalid"))
                .body("issues[0].line", is(1))
                .body("issues[0].column", is(1))
                .body("issues[0].message", is("'amuont' is no variable or function of rules. Did you mean 'amount'?"));
        create(id("wrong"), "inList('no-such-list', panToken)", "refer")
                .statusCode(400)
                .body("detail", is("There is no list named 'no-such-list'."));
        for (String expression : List.of(
                "amount > 1 || ".repeat(150) + "true",
                "[1, 2].exists(x, x > amount)",
                "open('/etc/passwd') == ''",
                "panToken.matches('(a+)+$') && now() > 1",
                "merchantId.getClass().getName() == ''")) {
            create(id("hostile"), expression, "refer")
                    .statusCode(400)
                    .body("code", anyOf(is("rule-invalid"), is("constraint-violation")));
        }
        analyst()
                .body("{\"expression\":\"inList('blocked-cards', panToken)\"}")
                .post("/v1/rules/check")
                .then()
                .statusCode(200)
                .body("valid", is(true))
                .body("lists", contains("blocked-cards"));
        analyst().get("/v1/rules/vocabulary").then().body("variables.name", hasItems("amount", "features.TX_AMOUNT"));
    }

    @Test
    void anApproveRuleApprovesNothingThatIsDeclined() {
        String decline = id("declines");
        String approve = id("approves");
        String card = id("tok_apr").replace('-', '_');
        for (String rule : List.of(decline, approve)) {
            create(rule, "panToken == '" + card + "'", rule.equals(decline) ? "decline" : "approve")
                    .statusCode(200);
            backtest(rule);
            act(analyst(), rule, "proposal").statusCode(200);
            act(supervisor("sue"), rule, "approval").statusCode(200);
        }
        assertEquals("decline", pay(card, "10").getString("outcome"));
        for (String rule : List.of(decline, approve))
            act(supervisor("sue"), rule, "retirement").statusCode(200);
    }

    @Test
    void aSnoozeKeepsARuleSilentForOneCardUntilItIsEnded() {
        String rule = id("snooze");
        String card = id("tok_snz").replace('-', '_');
        create(rule, "panToken.startsWith('tok_snz')", "decline").statusCode(200);
        backtest(rule);
        act(analyst(), rule, "proposal").statusCode(200);
        act(supervisor("sue"), rule, "approval").statusCode(200);
        assertEquals("decline", pay(card, "10").getString("outcome"));
        String snooze = analyst()
                .body("{\"entityKind\":\"card\",\"entity\":\"%s\",\"expiresAt\":\"%s\",\"reason\":\"called back\"}"
                        .formatted(card, Instant.now().plusSeconds(3600)))
                .post("/v1/rules/" + rule + "/snoozes")
                .then()
                .statusCode(200)
                .body("active", is(true))
                .extract()
                .path("snoozeId");
        assertEquals("approve", pay(card, "10").getString("outcome"));
        assertEquals("decline", pay(card + "x", "10").getString("outcome"), "another card is not snoozed");
        analyst()
                .post("/v1/rules/" + rule + "/snoozes/" + snooze + "/end")
                .then()
                .statusCode(200)
                .body("active", is(false))
                .body("endedBy", is("ana"));
        assertEquals("decline", pay(card, "10").getString("outcome"));
        act(supervisor("sue"), rule, "retirement").statusCode(200);
    }

    @Test
    void aBlockListTakesEffectOnlyAfterASecondPersonApproved() {
        String list = id("stolen");
        String rule = id("blocked");
        String card = id("tok_blk").replace('-', '_');
        supervisor("sue")
                .body("{\"name\":\"%s\",\"kind\":\"block\",\"description\":\"\"}".formatted(list))
                .post("/v1/lists")
                .then()
                .statusCode(200);
        create(rule, "inList('" + list + "', panToken)", "decline").statusCode(200);
        backtest(rule);
        act(analyst(), rule, "proposal").statusCode(200);
        act(supervisor("sue"), rule, "approval").statusCode(200);
        String entry = supervisor("sue")
                .body("{\"value\":\"%s\",\"reason\":\"reported\",\"expiresAt\":null}".formatted(card))
                .post("/v1/lists/" + list + "/entries")
                .then()
                .statusCode(200)
                .body("state", is("pending"))
                .extract()
                .path("entryId");
        String path = "/v1/lists/" + list + "/entries/" + entry;
        supervisor("sue")
                .body("{\"value\":\"%s\",\"reason\":\"again\"}".formatted(card))
                .post("/v1/lists/" + list + "/entries")
                .then()
                .statusCode(409);
        supervisor("sue")
                .body("{\"value\":\"4111111111111111\",\"reason\":\"a number\"}")
                .post("/v1/lists/" + list + "/entries")
                .then()
                .statusCode(400);
        assertEquals("approve", pay(card, "10").getString("outcome"));
        supervisor("sue")
                .body("{\"reason\":\"me\"}")
                .post(path + "/approval")
                .then()
                .statusCode(403);
        supervisor("sam")
                .body("{\"reason\":\"checked\"}")
                .post(path + "/approval")
                .then()
                .statusCode(200)
                .body("state", is("active"))
                .body("approvedBy", is("sam"));
        eventually(() -> pay(card, "10").getString("outcome").equals("decline") ? true : null);
        supervisor("sue")
                .body("{\"reason\":\"found\"}")
                .post(path + "/removal")
                .then()
                .statusCode(200);
        eventually(() -> pay(card, "10").getString("outcome").equals("approve") ? true : null);
        analyst()
                .get("/v1/lists/" + list + "/entries")
                .then()
                .body("items.state", contains("removed"))
                .body("items.endedBy", contains("sue"));
        as("other-bank", "eve", "fin-analyst").get("/v1/lists").then().body("items.name", not(hasItem(list)));
        act(supervisor("sue"), rule, "retirement").statusCode(200);
    }

    @Test
    void everyTableIsIsolatedByTenant() throws SQLException {
        RowLevelSecurity.assertIsolated(TestDatabase.schema("fin"));
    }
}
