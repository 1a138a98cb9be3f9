package io.trivium.runtime.learning.store;

import static io.restassured.RestAssured.given;
import static io.trivium.runtime.learning.store.LearningApi.as;
import static io.trivium.runtime.learning.store.LearningApi.isStored;
import static io.trivium.runtime.learning.store.LearningApi.operator;
import static io.trivium.runtime.learning.store.LearningApi.rejections;
import static io.trivium.runtime.learning.store.LearningApi.statements;
import static io.trivium.runtime.learning.store.LearningApi.until;
import static io.trivium.runtime.learning.store.LearningLoad.BANK;
import static io.trivium.runtime.learning.store.LearningLoad.example;
import static io.trivium.runtime.learning.store.LearningLoad.label;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** From the learning topics into the store, with faults on the way. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(value = KafkaResource.class, initArgs = @ResourceArg(name = "topics", value = LearningTopics.ALL))
@WithTestResource(LearningStack.class)
class ArrivalIT {
    private static final String TASK = "learn-arrivals";

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @Test
    void labelsComeBeforeTheirExampleTwiceContradictingAndWithdrawn() {
        String id = UUID.randomUUID().toString();
        String eventId = UUID.randomUUID().toString();
        Instant early = now.minus(Duration.ofDays(3));
        try (LearningLoad load = new LearningLoad()) {
            LabelObserved genuine = label(TASK, id, "genuine", "feed", early);
            load.send(BANK, LabelObserved.TOPIC, eventId, id, genuine);
            load.send(BANK, LabelObserved.TOPIC, eventId, id, genuine);
            load.send(BANK, genuine);
            until("the label is there before its example", () -> statements(TASK, id) == 1);
            LearningApi.example(TASK, id)
                    .statusCode(200)
                    .body("example", nullValue())
                    .body("label.label", equalTo("genuine"));

            load.send(BANK, example(TASK, id, "card-1", early.minusSeconds(60), "standard", 1, 2, 3));
            load.send(BANK, label(TASK, id, "fraud", "analyst", early.plusSeconds(60)));
            until(
                    "the example and the analyst's label are there",
                    () -> isStored(TASK, id) && statements(TASK, id) == 2);
            LearningApi.example(TASK, id)
                    .body("label.label", equalTo("fraud"))
                    .body("label.source", equalTo("analyst"));

            load.send(
                    BANK, new LabelObserved(id, new TaskName(TASK), "fraud", "analyst", early.plusSeconds(120), true));
            until("the analyst took it back", () -> statements(TASK, id) == 3);
        }
        LearningApi.example(TASK, id)
                .body("label.label", equalTo("genuine"))
                .body("label.source", equalTo("feed"))
                .body("example.use", equalTo("training"));
        operator()
                .queryParam("cutoff", early.plusSeconds(90).toString())
                .get("/v1/learning/tasks/{task}/examples/{id}", TASK, id)
                .then()
                .body("label.label", equalTo("fraud"));
        operator()
                .queryParam("knownAt", early.toString())
                .get("/v1/learning/tasks/{task}/examples/{id}", TASK, id)
                .then()
                .body("label", nullValue())
                .body("statements", hasSize(3));
        as("other-bank", "model-operator")
                .get("/v1/learning/tasks/{task}/examples/{id}", TASK, id)
                .then()
                .statusCode(404)
                .body("code", equalTo("learning-example-not-found"));
    }

    @Test
    void whatIsNoEventGoesToTheDeadLettersAndItsNeighboursAreStored() {
        String task = "learn-letters";
        String id = UUID.randomUUID().toString();
        try (LearningLoad load = new LearningLoad()) {
            load.sendRaw(ExampleObserved.TOPIC, id, "no JSON at all");
            load.sendRaw(ExampleObserved.TOPIC, id, """
                    {"specversion":"1.0","id":"%s","source":"/t","type":"io.trivium.learning.example.observed",
                     "subject":"%s","time":"2026-11-27T00:00:00Z","datacontenttype":"application/json",
                     "tenantid":"demo-bank","schemaversion":1,"data":{"exampleId":"%s"}}""".formatted(id, id, id));
            load.sendRaw(ExampleObserved.TOPIC, id, "x".repeat(1_048_400));
            load.send(BANK, example(task, id, null, now, "standard", 1, 2, 3));
            load.send(new TenantId("nobody-s-bank"), example(task, "x", null, now, "standard", 1, 2, 3));
            until("the good one is stored", () -> isStored(task, id));
        }
        until(
                "the bad one is a dead letter",
                () -> operator()
                        .queryParam("topic", ExampleObserved.TOPIC)
                        .get("/v1/dead-letters")
                        .jsonPath()
                        .getList("items.reason")
                        .contains("event-schema"));
        until(
                "the unreadable one and the unknown organisation's are, too",
                () -> as("*", "model-operator")
                        .queryParam("topic", ExampleObserved.TOPIC)
                        .get("/v1/dead-letters")
                        .jsonPath()
                        .getList("items.reason")
                        .containsAll(List.of("event-not-json", "tenant-unknown")));
        until(
                "the one that is too large with its headers has no payload",
                () -> as("*", "model-operator")
                        .queryParam("topic", ExampleObserved.TOPIC)
                        .get("/v1/dead-letters")
                        .asString()
                        .contains("too large for the dead-letter topic"));
    }

    @Test
    void everythingThatIsNotTakenIsListedWithItsReason() {
        String task = "learn-gates";
        Instant ahead = now.plus(Duration.ofHours(1));
        try (LearningLoad load = new LearningLoad()) {
            load.send(BANK, example("no-such-task", "g-0", null, now, "standard", 1, 2, 3));
            load.send(BANK, example(task, "g-1", null, now, "standard", 1, 2));
            load.send(BANK, example(task, "g-2", null, now, "standard", 1, Float.NaN, 3));
            load.send(BANK, example(task, "g-3", null, now, "standard", 1, 101, 3));
            load.send(BANK, example(task, "g-4", null, ahead, "standard", 1, 2, 3));
            load.send(BANK, example(task, "g-5", null, now.minus(Duration.ofDays(91)), "standard", 1, 2, 3));
            load.send(BANK, example(task, "g-6", null, now, "no-such-class", 1, 2, 3));
            load.send(BANK, example(task, "g-7", null, now, "standard", 1, 2, 3));
            load.send(BANK, example(task, "g-7", null, now, "standard", 3, 2, 1));
            load.send(
                    BANK,
                    new ExampleObserved(
                            "g-8",
                            new TaskName(task),
                            List.of(ExampleTensor.ofLongs("x", List.of(3L), new long[3])),
                            now,
                            null,
                            null,
                            null,
                            "standard"));
            load.send(
                    BANK,
                    new ExampleObserved(
                            "g-9",
                            new TaskName(task),
                            List.of(ExampleTensor.ofFloats("y", List.of(3L), new float[3])),
                            now,
                            null,
                            null,
                            null,
                            "standard"));
            load.send(BANK, example(task, "g-10", null, now.minus(Duration.ofDays(11)), "brief", 1, 2, 3));
            load.send(BANK, label("no-such-task", "g-0", "cracked", "technician", now));
            load.send(BANK, label(task, "g-7", "perhaps", "feed", now));
            load.send(BANK, label(task, "g-7", "fraud", "feed", ahead));
            load.send(
                    BANK,
                    PreferenceObserved.TOPIC,
                    UUID.randomUUID().toString(),
                    "g-7",
                    new PreferenceObserved(
                            "g-7", new TaskName(task), Map.of("a", 1.0), Map.of("a", 2.0), "reader", ahead));
        }
        for (String reason : List.of(
                "wrong-shape",
                "not-finite",
                "out-of-range",
                "unknown-retention-class",
                "example-conflict",
                "wrong-type",
                "missing-tensor",
                "unknown-label")) {
            until("one is refused: " + reason, () -> rejections(task, reason) == 1);
        }
        until("two are too old", () -> rejections(task, "expired") == 2);
        until("three are in the future", () -> rejections(task, "time-ahead") == 3);
        until("the task is unknown", () -> rejections("no-such-task", "unknown-task") == 1);
        until("its label is kept for later", () -> statements("no-such-task", "g-0") == 1);
        operator()
                .get("/v1/learning/rejections/counts")
                .then()
                .statusCode(200)
                .body("items.find { it.task == 'learn-gates' && it.reason == 'expired' }.count", equalTo(2));
        operator()
                .queryParam("task", task)
                .queryParam("reason", "out-of-range")
                .get("/v1/learning/rejections")
                .then()
                .body("items[0].exampleId", equalTo("g-3"))
                .body("items[0].kind", equalTo("example"))
                .body("items[0].detail", equalTo("Element hour of x is not between -100.0 and 100.0."));
        Integer next = operator()
                .queryParam("task", task)
                .queryParam("limit", 5)
                .get("/v1/learning/rejections")
                .then()
                .body("items", hasSize(5))
                .extract()
                .path("next");
        operator()
                .queryParam("task", task)
                .queryParam("before", next)
                .get("/v1/learning/rejections")
                .then()
                .body("items", hasSize(8));
        as("other-bank", "model-operator").get("/v1/learning/rejections").then().body("items", hasSize(0));
        LearningApi.example(task, "g-7")
                .body(
                        "example.contentHash",
                        equalTo(java.util.HexFormat.of()
                                .formatHex(ExampleContent.hash(
                                        new TaskName(task),
                                        ExampleContent.encode(List.of(
                                                ExampleTensor.ofFloats("x", List.of(3L), new float[] {1, 2, 3})))))));
    }

    @Test
    void theTaskIsListedWithItsFeed() {
        String id = UUID.randomUUID().toString();
        try (LearningLoad load = new LearningLoad()) {
            load.send(BANK, example("learn-feed", id, null, now, "standard", 1, 2, 3));
            load.send(BANK, label("learn-feed", id, "fraud", "feed", now));
            load.send(BANK, label("learn-feed", "unmatched", "fraud", "feed", now));
            until(
                    "they are stored",
                    () -> isStored("learn-feed", id)
                            && statements("learn-feed", "unmatched") == 1
                            && statements("learn-feed", id) == 1);
        }
        operator()
                .get("/v1/learning/tasks")
                .then()
                .statusCode(200)
                .body("items.task", hasItem("learn-feed"))
                .body("items.find { it.task == 'learn-feed' }.stalled", equalTo(false))
                .body("items.find { it.task == 'learn-feed' }.hasModel", equalTo(true));
        given().get(ManagementAddress.of("/q/health/ready"))
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'learning-store' }.data.reading", equalTo(true));
        operator()
                .get("/v1/learning/tasks/learn-feed/coverage")
                .then()
                .statusCode(200)
                .body("examples", equalTo(1))
                .body("statements", equalTo(2))
                .body("unmatched", equalTo(1))
                .body("byAge[0].examples", equalTo(1))
                .body("byAge[0].labelled", equalTo(1))
                .body("byAge", hasSize(5));
    }
}
