package io.trivium.runtime.learning.store;

import static io.trivium.runtime.learning.store.LearningApi.as;
import static io.trivium.runtime.learning.store.LearningApi.freeze;
import static io.trivium.runtime.learning.store.LearningApi.operator;
import static io.trivium.runtime.learning.store.LearningLoad.BANK;
import static io.trivium.runtime.learning.store.LearningLoad.example;
import static io.trivium.runtime.learning.store.LearningLoad.label;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

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
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * An answer is traced to the version that gave it, to the data that version learned from, and to the use of its own
 * example.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(value = KafkaResource.class, initArgs = @ResourceArg(name = "topics", value = LearningTopics.ALL))
@WithTestResource(LearningStack.class)
class LineageIT {
    private static final String TASK = "learn-lineage";
    private static final String LINEAGE = "/v1/learning/tasks/{task}/examples/{id}/lineage";

    private final LearningIntake intake;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    LineageIT(LearningIntake intake) {
        this.intake = intake;
    }

    @Test
    void leadsFromAnAnswerToItsVersionItsDataSetsAndTheirLabels() {
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Instant at = now.minus(Duration.ofDays(20)).plus(Duration.ofHours(i));
            arrivals.add(new Arrival.Example(
                    UUID.randomUUID().toString(), example(TASK, "l-" + i, "card-" + i, at, "standard", i, 1, 2)));
            arrivals.add(new Arrival.Label(
                    UUID.randomUUID().toString(),
                    label(TASK, "l-" + i, i % 4 == 0 ? "fraud" : "genuine", "analyst", at.plusSeconds(60))));
        }
        intake.take(BANK, arrivals);
        String manifest = freeze(TASK).statusCode(201).extract().path("id");
        operator()
                .body("{\"model\": \"%s\", \"version\": \"1\"}".formatted(TASK))
                .post("/v1/learning/manifests/{id}/versions", manifest)
                .then()
                .statusCode(200);

        JsonPath first =
                operator().get("/v1/learning/manifests/{id}/entries", manifest).jsonPath();
        String held = first.getString("items[0].entry.exampleId");
        String label = first.getString("items[0].entry.label");
        operator()
                .get(LINEAGE, TASK, held)
                .then()
                .statusCode(200)
                .body("example.label.label", equalTo(label))
                .body("answeredBy.model", equalTo(TASK))
                .body("answeredBy.version", equalTo("1"))
                .body("answeredBy.sha256", notNullValue())
                .body("answeredBy.pieces.path", hasItem("model.onnx"))
                .body("answeredBy.learnedFrom.id", equalTo(List.of(manifest)))
                .body("answeredBy.learnedFrom[0].labels.source", hasItem("analyst"))
                .body("heldIn", hasSize(1))
                .body("heldIn[0].manifest", equalTo(manifest))
                .body("heldIn[0].label", equalTo(label))
                .body("heldIn[0].versions", equalTo(List.of(TASK + ":1")));
        operator()
                .get("/v1/models/{model}/versions/1/card", TASK)
                .then()
                .statusCode(200)
                .contentType(containsString("text/markdown"))
                .body(containsString(manifest));

        as("other-bank", "model-operator")
                .get("/v1/models/{model}/versions/1/card", TASK)
                .then()
                .statusCode(200)
                .body(containsString("None of this tenant is on record."));
        as("other-bank", "model-operator").get(LINEAGE, TASK, held).then().statusCode(404);
        operator()
                .get("/v1/learning/tasks/{task}/examples?labelled=true&limit=2", TASK)
                .then()
                .statusCode(200)
                .body("exampleId", equalTo(List.of("l-39", "l-38")))
                .body("labels", equalTo(List.of(1, 1)));
        as("other-bank", "model-operator")
                .get("/v1/learning/tasks/{task}/examples", TASK)
                .then()
                .statusCode(404);
    }

    @Test
    void saysNothingOfAVersionThatIsNotOnRecord() {
        intake.take(
                BANK,
                List.of(new Arrival.Label(
                        UUID.randomUUID().toString(), label(TASK, "early", "fraud", "analyst", now.minusSeconds(5)))));
        operator()
                .get(LINEAGE, TASK, "early")
                .then()
                .statusCode(200)
                .body("answeredBy", nullValue())
                .body("heldIn", hasSize(0));
        operator().get(LINEAGE, TASK, "nothing").then().statusCode(404);
        operator().get("/v1/models/{model}/versions/77/card", TASK).then().statusCode(404);
    }
}
