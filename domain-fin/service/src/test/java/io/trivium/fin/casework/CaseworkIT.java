package io.trivium.fin.casework;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventRecords;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.fin.decision.ScriptedModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the decision to the label, over HTTP, on a real broker and a real PostgreSQL. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "fin"))
@WithTestResource(KafkaResource.class)
@WithTestResource(ScriptedModel.class)
class CaseworkIT {
    private static final String SEARCHES = "select count(*) from audit_entry where tenant_id = 'demo-bank'"
            + " and action = 'payment.search' and object = 'search/desk' and details::text like '%results%'";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static RequestSpecification as(String user, String... roles) {
        String token = TestTokens.token()
                .user(user)
                .tenant("demo-bank")
                .roles(roles)
                .audience("trivium-fin")
                .sign();
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    private static RequestSpecification ana() {
        return as("ana", "fin-analyst");
    }

    private static RequestSpecification bob() {
        return as("bob", "fin-analyst");
    }

    private static RequestSpecification sue() {
        return as("sue", "fin-supervisor");
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
            LockSupport.parkNanos(50_000_000);
        }
    }

    /** Submits an authorization of this amount and waits for its decision; the score is a thousandth of the amount. */
    private static String decided(String card, String amount) {
        String id = id("case");
        String body = """
                {"authorizationId":"%s","panToken":"%s","terminalId":"T-17","amount":%s,"currency":"EUR","occurredAt":"%s",\
                "country":"DE","channel":"chip"}""".formatted(id, card, amount, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        as("ingest", "fin-ingest").body(body).post("/v1/authorizations").then().statusCode(200);
        return id;
    }

    /** The open case of a customer with so many alerts. */
    private static JsonPath openCase(String customer, int alerts) {
        return eventually(() -> {
            JsonPath list = ana().queryParam("limit", 200).get("/v1/cases").jsonPath();
            List<Map<String, Object>> own = list.getList(
                    "items.findAll { it.customer == '" + customer + "' && it.alertCount == " + alerts + " }");
            return own.isEmpty()
                    ? null
                    : ana().get("/v1/cases/" + own.getFirst().get("caseNumber")).jsonPath();
        });
    }

    private static String path(JsonPath view) {
        return "/v1/cases/" + view.getLong("summary.caseNumber");
    }

    private static String version(JsonPath view) {
        return "{\"version\":" + view.getLong("summary.version") + "}";
    }

    private static String because(JsonPath view, String more) {
        return "{\"version\":" + view.getLong("summary.version") + ",\"reason\":\"called the customer\"" + more + "}";
    }

    private static List<LabelObserved> labels(String authorizationId) {
        EventCodec codec = new EventCodec();
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.GROUP_ID_CONFIG,
                id("test"));
        List<LabelObserved> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("learning.label.v1"));
            long until = System.nanoTime() + PATIENCE.toNanos();
            boolean any = true;
            while (System.nanoTime() < until && (found.isEmpty() || any)) {
                any = false;
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(500))) {
                    any = true;
                    if (authorizationId.equals(new String(message.key(), StandardCharsets.UTF_8))) {
                        found.add(EventRecords.decode(message, LabelObserved.class, codec)
                                .data());
                    }
                }
            }
        }
        return found;
    }

    @BeforeEach
    void ready() {
        eventually(() -> given().get(ManagementAddress.of("/q/health/ready")).statusCode() == 200 ? true : null);
    }

    @Test
    void anAnalystTakesACaseFromTheQueueToItsFinding() throws Exception {
        String card = "tok_" + id("flow").replace("-", "_");
        String first = decided(card, "950");
        String second = decided(card, "600");
        JsonPath opened = openCase(card, 2);
        assertEquals("new", opened.getString("summary.state"));
        assertEquals(List.of(second, first), opened.getList("alerts.authorizationId"));
        String path = path(opened);

        ana().body(because(opened, ",\"disposition\":\"confirmed-fraud\""))
                .post(path + "/disposition")
                .then()
                .statusCode(409)
                .body("code", is("case-not-held"));
        JsonPath taken = ana().body(version(opened))
                .post(path + "/take")
                .then()
                .statusCode(200)
                .body("summary.state", is("in-progress"))
                .body("summary.assignee", is("ana"))
                .body("summary.lockHolder", is("ana"))
                .body("allowed", hasItems("dispose", "escalate", "hand-over", "note", "release"))
                .extract()
                .jsonPath();
        bob().body(version(taken))
                .post(path + "/take")
                .then()
                .statusCode(409)
                .body("code", is("case-locked"))
                .body("lockHolder", is("ana"));
        bob().post(path + "/lock").then().statusCode(409).body("code", is("case-locked"));
        ana().post(path + "/lock").then().statusCode(200).body("holder", is("ana"));
        ana().body("{\"text\":\"card 4111 1111 1111 1111\"}")
                .post(path + "/notes")
                .then()
                .statusCode(400)
                .body("code", is("text-holds-card-number"))
                .body("detail", not(containsString("4111")));
        bob().body("{\"text\":\"客户已回电\"}").post(path + "/notes").then().statusCode(200);
        ana().body(because(opened, ",\"disposition\":\"confirmed-fraud\""))
                .post(path + "/disposition")
                .then()
                .statusCode(409)
                .body("code", is("case-changed"));
        ana().body(because(taken, ",\"disposition\":\"confirmed-fraud\",\"authorizationIds\":[\"nowhere\"]"))
                .post(path + "/disposition")
                .then()
                .statusCode(404)
                .body("code", is("alert-not-found"));

        JsonPath half = ana().body(
                        because(taken, ",\"disposition\":\"confirmed-fraud\",\"authorizationIds\":[\"" + first + "\"]"))
                .post(path + "/disposition")
                .then()
                .statusCode(200)
                .body("summary.state", is("in-progress"))
                .extract()
                .jsonPath();
        JsonPath closed = ana().body(because(half, ",\"disposition\":\"false-positive\""))
                .post(path + "/disposition")
                .then()
                .statusCode(200)
                .body("summary.state", is("closed"))
                .body("summary.disposition", is("confirmed-fraud"))
                .body("allowed", contains("note", "reopen"))
                .extract()
                .jsonPath();
        assertTrue(closed.getList("timeline.kind")
                .containsAll(List.of("opened", "alert-added", "taken", "note", "disposed", "closed", "label")));
        ana().body(because(half, ",\"disposition\":\"false-positive\""))
                .post(path + "/disposition")
                .then()
                .statusCode(409)
                .body("code", is("case-state"));

        JsonPath reopened = bob().body(because(closed, ""))
                .post(path + "/reopen")
                .then()
                .statusCode(200)
                .body("summary.assignee", is("bob"))
                .extract()
                .jsonPath();
        bob().body(because(reopened, ",\"disposition\":\"inconclusive\""))
                .post(path + "/disposition")
                .then()
                .statusCode(200)
                .body("summary.disposition", is("inconclusive"));
        List<LabelObserved> sent = eventually(() -> {
            List<LabelObserved> found = labels(first);
            return found.size() < 2 ? null : found;
        });
        assertEquals(
                List.of("fraud", "genuine"),
                sent.stream().map(LabelObserved::label).toList());
        assertTrue(sent.get(1).observedAt().isAfter(sent.get(0).observedAt()));
        assertEquals(
                List.of("genuine"),
                labels(second).stream().map(LabelObserved::label).toList());
        assertEquals(
                List.of("analyst", "analyst"),
                sent.stream().map(LabelObserved::source).toList());
        assertEquals(
                List.of("case.disposed", "case.disposed", "case.disposed", "case.note", "case.reopened", "case.taken"),
                audited(path.substring("/v1/cases/".length())));
    }

    private static List<String> audited(String number) throws Exception {
        List<String> actions = new ArrayList<>();
        try (var connection = TestDatabase.schema("fin").connectAsSuperuser();
                var select = connection.prepareStatement(
                        "select action from audit_entry where object = ? and tenant_id = 'demo-bank' order by action")) {
            select.setString(1, "case/" + number);
            try (var row = select.executeQuery()) {
                while (row.next()) actions.add(row.getString(1));
            }
        }
        return actions;
    }

    @Test
    void aCaseGoesToTheSupervisorAndToAColleague() {
        String card = "tok_" + id("up").replace("-", "_");
        decided(card, "700");
        JsonPath opened = openCase(card, 1);
        String path = path(opened);
        JsonPath taken = ana().body(version(opened)).post(path + "/take").jsonPath();
        JsonPath handed = ana().body(because(taken, ",\"assignee\":\"bob\""))
                .post(path + "/hand-over")
                .then()
                .statusCode(200)
                .body("summary.assignee", is("bob"))
                .extract()
                .jsonPath();
        JsonPath bobs = bob().body(version(handed)).post(path + "/take").jsonPath();
        bob().body("{\"version\":1,\"reason\":\" \"}")
                .post(path + "/escalate")
                .then()
                .statusCode(400);
        JsonPath escalated = bob().body(because(bobs, ""))
                .post(path + "/escalate")
                .then()
                .statusCode(200)
                .body("summary.queue", is("escalated"))
                .extract()
                .jsonPath();
        ana().body(version(escalated)).post(path + "/take").then().statusCode(403);
        ana().queryParam("queue", "escalated").get("/v1/cases").then().statusCode(400);
        sue().queryParam("queue", "escalated")
                .get("/v1/cases")
                .then()
                .statusCode(200)
                .body("items.caseNumber", hasItem((int) opened.getLong("summary.caseNumber")));
        JsonPath sues = sue().body(version(escalated)).post(path + "/take").jsonPath();
        sue().body(because(sues, ",\"disposition\":\"genuine-suspicious\""))
                .post(path + "/disposition")
                .then()
                .statusCode(200)
                .body("summary.state", is("closed"));
        sue().get("/v1/case-queues")
                .then()
                .statusCode(200)
                .body("name", contains("escalated", "terminals", "transfers", "online", "cards", "urgent", "general"));
        ana().get("/v1/case-queues")
                .then()
                .body("name", contains("terminals", "transfers", "online", "cards", "urgent", "general"));
    }

    @Test
    void aCaseLeavesAsJsonAndAsPdfAndThatIsOnRecord() throws Exception {
        String card = "tok_" + id("report").replace("-", "_");
        String authorizationId = decided(card, "800");
        JsonPath opened = openCase(card, 1);
        String path = path(opened);
        ana().get(path + "/report")
                .then()
                .statusCode(200)
                .header("Content-Disposition", containsString("case-"))
                .body("generatedBy", is("ana"))
                .body("tenant", is("demo-bank"))
                .body("content.alerts[0].authorizationId", is(authorizationId))
                .body("links.nodes.kind", hasItem("card"))
                .body("content.timeline.kind", hasItem("opened"));
        byte[] pdf = ana().queryParam("format", "pdf")
                .get(path + "/report")
                .then()
                .statusCode(200)
                .contentType("application/pdf")
                .extract()
                .asByteArray();
        assertEquals("%PDF-", new String(pdf, 0, 5, StandardCharsets.US_ASCII));
        ana().queryParam("format", "docx").get(path + "/report").then().statusCode(400);
        assertEquals(List.of("case.exported", "case.exported"), audited(path.substring("/v1/cases/".length())));
    }

    @Test
    void oneFindingClosesSeveralCasesAndNamesThoseThatItCannot() throws Exception {
        String first = "tok_" + id("bulk").replace("-", "_");
        String second = "tok_" + id("bulk").replace("-", "_");
        String third = "tok_" + id("bulk").replace("-", "_");
        String labelled = decided(first, "700");
        decided(second, "700");
        decided(third, "700");
        JsonPath one = openCase(first, 1);
        JsonPath held = openCase(second, 1);
        JsonPath changed = openCase(third, 1);
        bob().body(version(held)).post(path(held) + "/take").then().statusCode(200);
        String body = """
                {"cases":[{"caseNumber":%d,"version":%d},{"caseNumber":%d,"version":%d},{"caseNumber":%d,"version":9},
                {"caseNumber":999999,"version":1}],"disposition":"false-positive","reason":"one campaign of the shop"}""".formatted(
                        one.getLong("summary.caseNumber"),
                        one.getLong("summary.version"),
                        held.getLong("summary.caseNumber"),
                        held.getLong("summary.version"),
                        changed.getLong("summary.caseNumber"));
        ana().body(body.replace("one campaign", "card 4111 1111 1111 1111"))
                .post("/v1/cases/bulk-disposition")
                .then()
                .statusCode(400)
                .body("code", is("text-holds-card-number"));
        ana().body(body)
                .post("/v1/cases/bulk-disposition")
                .then()
                .statusCode(200)
                .body("results", hasSize(4))
                .body("results[0].state", is("closed"))
                .body("results[1].code", is("case-locked"))
                .body("results[2].code", is("case-changed"))
                .body("results[3].code", is("case-not-found"));
        ana().get(path(one)).then().body("summary.disposition", is("false-positive"));
        ana().get(path(changed)).then().body("summary.state", is("new")).body("summary.version", is(1));
        assertEquals(List.of("case.disposed", "case.taken"), audited(path(one).substring("/v1/cases/".length())));
        assertEquals(
                List.of("genuine"),
                labels(labelled).stream().map(LabelObserved::label).toList());
    }

    @Test
    void listsLeaveAsFilesAndAreSortedByWhatIsAskedFor() {
        String card = "tok_" + id("csv").replace("-", "_");
        String authorizationId = decided(card, "650");
        openCase(card, 1);
        String cases = ana().get("/v1/cases/export")
                .then()
                .statusCode(200)
                .contentType(containsString("text/csv"))
                .header("Content-Disposition", containsString("cases.csv"))
                .extract()
                .asString();
        assertTrue(cases.startsWith("case,priority,state,"), cases);
        assertTrue(cases.contains(card), cases);
        String decisions = eventually(() -> {
            String file = ana().get("/v1/decisions/export").asString();
            return file.contains(authorizationId) ? file : null;
        });
        assertTrue(decisions.startsWith("authorization,decided,"), decisions);
        List<Float> scores = ana().queryParam("sort", "score")
                .queryParam("descending", true)
                .get("/v1/cases")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.findAll { it.maxScore != null }.maxScore");
        assertEquals(scores.stream().sorted(Comparator.reverseOrder()).toList(), scores);
        List<Float> amounts = ana().queryParam("sort", "amount")
                .get("/v1/decisions")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.amount");
        assertEquals(amounts.stream().sorted(Comparator.reverseOrder()).toList(), amounts);
        ana().queryParam("sort", "customer").get("/v1/cases").then().statusCode(400);
        ana().queryParam("sort", "card").get("/v1/decisions").then().statusCode(400);
    }

    @Test
    void findsWhatACustomerCallsAboutAndShowsIt() throws Exception {
        long onRecord = TestDatabase.schema("fin").count(SEARCHES);
        String card = "tok_" + id("find").replace("-", "_");
        String approved = decided(card, "20");
        String referred = decided(card, "620");
        JsonPath opened = openCase(card, 1);
        int number = (int) opened.getLong("summary.caseNumber");
        eventually(() -> search(card).getList("entities").isEmpty() ? null : true);
        JsonPath found = search(card);
        assertEquals(List.of("card"), found.getList("entities.type"));
        assertEquals(List.of(number), found.getList("cases.caseNumber"));
        assertEquals(referred, found.getString("entities[0].authorizationId"));
        assertEquals(approved, search(" " + approved + " ").getString("authorization.authorizationId"));
        assertEquals(List.of(number), search("#" + number).getList("cases.caseNumber"));
        assertTrue(search("T-17").getList("entities.type").contains("terminal"));
        String answered = ana().body("{\"text\":\"4111 1111 1111 1111\"}")
                .post("/v1/search")
                .then()
                .statusCode(200)
                .body("problem", is("card-number"))
                .extract()
                .asString();
        assertTrue(!answered.contains("4111"), answered);
        assertTrue(TestDatabase.schema("fin").count(SEARCHES) >= onRecord + 5, "searches are not on record");
        assertEquals("no-identifier", search("'; drop table decision; --").getString("problem"));
        assertEquals("no-identifier", search("x".repeat(10_240)).getString("problem"));
        as("other", "fin-ingest")
                .body("{\"text\":\"x\"}")
                .post("/v1/search")
                .then()
                .statusCode(403);

        ana().queryParam("authorizationId", approved)
                .get("/v1/entities/card")
                .then()
                .statusCode(200)
                .body("value", is(card))
                .body("covers", is("payments"))
                .body("periods[0].payments", is(2))
                .body("periods[0].referred", is(1))
                .body("payments.authorizationId", contains(referred, approved))
                .body("cases.caseNumber", contains(number))
                .body("links.find { it.type == 'terminal' }.value", is("T-17"));
        ana().queryParam("caseNumber", number)
                .get("/v1/entities/customer")
                .then()
                .statusCode(200)
                .body("type", is("card"))
                .body("value", is(card));
        ana().queryParam("authorizationId", approved)
                .get("/v1/entities/merchant")
                .then()
                .statusCode(404)
                .body("code", is("entity-not-found"));
        ana().get("/v1/entities/card").then().statusCode(400);
        ana().queryParam("authorizationId", approved)
                .get("/v1/entities/person")
                .then()
                .statusCode(400);
    }

    private static JsonPath search(String text) {
        return ana().body(Map.of("text", text))
                .post("/v1/search")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void aSavedViewIsItsUsersAlone() {
        String name = id("late");
        String body = "{\"page\":\"queue\",\"name\":\"%s\",\"query\":\"%s\"}";
        ana().body(body.formatted(name, "queue=cards&late=overdue"))
                .post("/v1/saved-views")
                .then()
                .statusCode(200)
                .body("items.name", hasItem(name));
        String viewId = ana().body(body.formatted(name, "queue=cards"))
                .post("/v1/saved-views")
                .then()
                .statusCode(200)
                .body("items.findAll { it.name == '" + name + "' }.query", contains("queue=cards"))
                .extract()
                .jsonPath()
                .getString("items.find { it.name == '" + name + "' }.viewId");
        bob().queryParam("page", "queue")
                .get("/v1/saved-views")
                .then()
                .statusCode(200)
                .body("items.name", not(hasItem(name)));
        bob().delete("/v1/saved-views/" + viewId).then().statusCode(404);
        ana().queryParam("page", "queue").get("/v1/saved-views").then().body("items.name", hasItem(name));
        ana().delete("/v1/saved-views/" + viewId).then().statusCode(204);
        ana().queryParam("page", "queue").get("/v1/saved-views").then().body("items.name", not(hasItem(name)));
        ana().body(body.formatted("card 4111 1111 1111 1111", ""))
                .post("/v1/saved-views")
                .then()
                .statusCode(400);
        ana().body(body.formatted("x", "<script>"))
                .post("/v1/saved-views")
                .then()
                .statusCode(400);
    }

    @Test
    void nextTakesWhatIsMostUrgentAndShowsWhatItIsConnectedWith() {
        String card = "tok_" + id("near").replace("-", "_");
        decided(card, "20");
        decided(card, "999");
        openCase(card, 1);
        JsonPath mine = ana().post("/v1/cases/next")
                .then()
                .statusCode(200)
                .body("summary.assignee", is("ana"))
                .extract()
                .jsonPath();
        String path = path(openCase(card, 1));
        assertTrue(mine.getLong("summary.caseNumber") > 0);
        ana().get(path + "/links").then().statusCode(200).body("nodes.kind", hasItems("case", "card", "terminal"));
        eventually(() -> ana().get(path + "/normal").jsonPath().getInt("payments") == 1 ? true : null);
        ana().get(path + "/normal")
                .then()
                .statusCode(200)
                .body("hours", hasSize(24))
                .body("alerts[0].timesMedian", is(49.95f))
                .body("alerts[0].sameCountry", is(1));
        ana().get(path + "/similar").then().statusCode(200).body("size()", greaterThanOrEqualTo(0));
        ana().get("/v1/cases/999999").then().statusCode(404).body("code", is("case-not-found"));
        String metrics = given().get(ManagementAddress.of("/q/metrics")).asString();
        for (String name : List.of(
                "fin_casework_alerts_total", "fin_casework_open", "fin_casework_overdue", "fin_casework_oldest")) {
            assertTrue(metrics.contains(name), name + " is missing");
        }
    }
}
