package io.trivium.runtime.learning.store;

import static io.trivium.runtime.learning.store.LearningApi.admin;
import static io.trivium.runtime.learning.store.LearningApi.as;
import static io.trivium.runtime.learning.store.LearningApi.operator;
import static io.trivium.runtime.learning.store.LearningApi.until;
import static io.trivium.runtime.learning.store.LearningLoad.BANK;
import static io.trivium.runtime.learning.store.LearningLoad.example;
import static io.trivium.runtime.learning.store.LearningLoad.label;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Wrong labels are found and presented to a reviewer, whose decision is in the next data set. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(value = KafkaResource.class, initArgs = @ResourceArg(name = "topics", value = LearningTopics.ALL))
@WithTestResource(LearningStack.class)
class ReviewIT {
    private static final String TASK = "learn-review";
    private static final String CHARGED_BACK = "r-back";
    private static final String SUBJECT = "card-of-the-review";

    private final LearningIntake intake;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    ReviewIT(LearningIntake intake) {
        this.intake = intake;
    }

    private record Found(String id, String example, String suggested) {
        static List<Found> of(JsonPath page) {
            List<String> ids = page.getList("items.id");
            List<String> examples = page.getList("items.example");
            List<String> suggested = page.getList("items.suggested");
            List<Found> found = new ArrayList<>();
            for (int i = 0; i < ids.size(); i++) found.add(new Found(ids.get(i), examples.get(i), suggested.get(i)));
            return found;
        }
    }

    /** Frauds are those of a high amount, but for the ones that are returned. */
    private Set<String> fill(int count) {
        Random random = new Random(3);
        Set<String> wrong = new HashSet<>();
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = "r-" + i;
            Instant at = now.minus(Duration.ofDays(31)).plusSeconds(i * 2_500_000L / count);
            float amount = (float) random.nextGaussian();
            boolean fraud = amount > 0;
            if (i % 20 == 7) {
                fraud = !fraud;
                wrong.add(id);
            }
            add(arrivals, id, at, amount, random.nextInt(24), fraud, "feed");
        }
        add(arrivals, CHARGED_BACK, now.minus(Duration.ofDays(20)), -1, 5, true, "chargeback");
        wrong.add(CHARGED_BACK);
        for (int from = 0; from < arrivals.size(); from += 200) {
            intake.take(BANK, arrivals.subList(from, Math.min(from + 200, arrivals.size())));
        }
        return wrong;
    }

    /** A data set in which every subject's examples may be learned from. */
    private static String freeze() {
        return operator()
                .body("{\"task\": \"%s\", \"split\": {\"validationShare\": 0, \"testShare\": 0}}".formatted(TASK))
                .post("/v1/learning/manifests")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static void add(
            List<Arrival> arrivals, String id, Instant at, float amount, int hour, boolean fraud, String source) {
        arrivals.add(new Arrival.Example(
                UUID.randomUUID().toString(),
                example(
                        TASK,
                        id,
                        source.equals("chargeback") ? SUBJECT : null,
                        at,
                        "standard",
                        amount,
                        hour,
                        id.hashCode() % 90)));
        arrivals.add(new Arrival.Label(
                UUID.randomUUID().toString(),
                label(TASK, id, fraud ? "fraud" : "genuine", source, at.plusSeconds(3_600))));
    }

    private static JsonPath open() {
        return operator()
                .queryParam("limit", 200)
                .get("/v1/learning/tasks/{task}/suspicions", TASK)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static io.restassured.response.ValidatableResponse decide(String id, String label) {
        return operator()
                .body(Map.of("label", label, "reason", "Seen on the cardholder's statement"))
                .post("/v1/learning/suspicions/{id}/decision", id)
                .then();
    }

    @Test
    void whatAReviewerSaysOfAWrongLabelIsInTheNextDataSet() {
        Set<String> wrong = fill(800);
        String first = freeze();
        until("the labels are checked", () -> !open().getList("items").isEmpty());
        List<Found> found = Found.of(open());
        long planted =
                found.stream().filter(each -> wrong.contains(each.example())).count();
        assertTrue(planted >= 0.8 * found.size(), () -> planted + " of " + found.size() + " were planted");
        assertTrue(planted >= 30, () -> planted + " of " + wrong.size() + " were found");
        assertEquals(first, open().getString("items[0].manifest"));

        Found changed = found.stream()
                .filter(each ->
                        wrong.contains(each.example()) && !each.example().equals(CHARGED_BACK))
                .findFirst()
                .orElseThrow();
        Found kept = found.stream()
                .filter(each -> each.example().equals(CHARGED_BACK))
                .findFirst()
                .orElseThrow();
        as("demo-bank", "model-viewer")
                .body(Map.of("label", "keep", "reason", "r"))
                .post("/v1/learning/suspicions/{id}/decision", changed.id())
                .then()
                .statusCode(403);
        as("other-bank", "model-operator")
                .body(Map.of("label", "keep", "reason", "r"))
                .post("/v1/learning/suspicions/{id}/decision", changed.id())
                .then()
                .statusCode(404)
                .body("code", equalTo("learning-suspicion-not-found"));
        as("other-bank", "model-operator")
                .get("/v1/learning/tasks/{task}/suspicions", TASK)
                .then()
                .statusCode(404);
        decide(changed.id(), "stolen").statusCode(400).body("code", equalTo("learning-label-unknown"));
        decide(changed.id(), changed.suggested())
                .statusCode(200)
                .body("state", equalTo("changed"))
                .body("reason", equalTo("Seen on the cardholder's statement"));
        decide(changed.id(), "keep").statusCode(409).body("code", equalTo("learning-suspicion-decided"));
        decide(kept.id(), "keep").statusCode(200).body("state", equalTo("kept"));
        until(
                "the labels arrived in the store by the topic",
                () -> LearningApi.statements(TASK, changed.example()) == 2
                        && LearningApi.statements(TASK, CHARGED_BACK) == 2);
        LearningApi.example(TASK, changed.example())
                .body("label.label", equalTo(changed.suggested()))
                .body("label.source", equalTo("reviewer"));

        String second = freeze();
        List<Map<String, Object>> lines = operator()
                .queryParam("limit", 1000)
                .get("/v1/learning/manifests/{id}/entries", second)
                .jsonPath()
                .getList("items.entry");
        Map<String, Object> line = lines.stream()
                .filter(each -> changed.example().equals(each.get("exampleId")))
                .findFirst()
                .orElseThrow();
        assertEquals(changed.suggested(), line.get("label"));
        assertEquals("reviewer", line.get("labelSource"));
        until("the labels are checked again", () -> second.equals(open().getString("items[0].manifest")));
        List<String> again = open().getList("items.example");
        assertFalse(again.contains(changed.example()), "decided on, and suspected again");
        assertFalse(again.contains(CHARGED_BACK), "found right, and suspected again");
        pages(again);
        assertEquals(List.of(CHARGED_BACK), kept());
        admin().queryParam("reason", "drill")
                .delete("/v1/learning/subjects/{key}", SUBJECT)
                .then()
                .statusCode(200);
        assertEquals(List.of(), kept());
    }

    private static List<String> kept() {
        return operator()
                .queryParam("state", "kept")
                .get("/v1/learning/tasks/{task}/suspicions", TASK)
                .jsonPath()
                .getList("items.example");
    }

    private static void pages(List<String> expected) {
        List<String> seen = new ArrayList<>();
        String after = null;
        do {
            var request = operator().queryParam("limit", 7);
            if (after != null) request.queryParam("after", after);
            JsonPath page =
                    request.get("/v1/learning/tasks/{task}/suspicions", TASK).jsonPath();
            seen.addAll(page.getList("items.example"));
            after = page.getString("nextAfter");
        } while (after != null);
        assertEquals(expected, seen);
        operator()
                .queryParam("after", "x")
                .get("/v1/learning/tasks/{task}/suspicions", TASK)
                .then()
                .statusCode(400);
    }
}
