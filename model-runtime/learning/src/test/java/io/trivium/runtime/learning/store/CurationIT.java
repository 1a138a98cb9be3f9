package io.trivium.runtime.learning.store;

import static io.trivium.runtime.learning.store.LearningApi.as;
import static io.trivium.runtime.learning.store.LearningApi.operator;
import static io.trivium.runtime.learning.store.LearningLoad.BANK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Nearly equal examples stay out of data sets, and those whose labels are most useful are listed. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(value = KafkaResource.class, initArgs = @ResourceArg(name = "topics", value = LearningTopics.ALL))
@WithTestResource(LearningStack.class)
class CurationIT {
    private static final String TASK = LearningStack.WIDE;
    private static final int COUNT = 400;
    private static final int NUMBERS = 6;

    private final LearningIntake intake;
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS).minus(Duration.ofDays(30));
    private final Map<String, float[]> given = new HashMap<>();

    CurationIT(LearningIntake intake) {
        this.intake = intake;
    }

    private static float[] row(Random random) {
        float[] row = new float[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) row[i] = (float) (10 * random.nextGaussian());
        return row;
    }

    private static float[] nearly(float[] row) {
        float[] other = row.clone();
        other[0] += 0.01f;
        other[3] -= 0.02f;
        return other;
    }

    private Arrival.Example example(String id, Instant at, float[] row) {
        given.put(id, row);
        return new Arrival.Example(
                UUID.randomUUID().toString(),
                new ExampleObserved(
                        id,
                        new TaskName(TASK),
                        List.of(ExampleTensor.ofFloats("x", List.of((long) NUMBERS), row)),
                        at,
                        null,
                        null,
                        null,
                        ExampleObserved.STANDARD));
    }

    private static Arrival.Label label(String id, Instant at, float[] row) {
        return new Arrival.Label(
                UUID.randomUUID().toString(),
                new LabelObserved(
                        id, new TaskName(TASK), row[0] > 0 ? "fraud" : "genuine", "feed", at.plusSeconds(60)));
    }

    private void take(List<Arrival> arrivals) {
        for (int from = 0; from < arrivals.size(); from += 200) {
            intake.take(BANK, arrivals.subList(from, Math.min(from + 200, arrivals.size())));
        }
    }

    private Instant at(int place) {
        return begin.plus(Duration.ofMinutes(100L * place));
    }

    private static JsonPath frozen(String more) {
        return operator()
                .body("{\"task\": \"%s\"%s}".formatted(TASK, more))
                .post("/v1/learning/manifests")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private static List<String> examples(JsonPath manifest) {
        return operator()
                .queryParam("limit", 1000)
                .get("/v1/learning/manifests/{id}/entries", manifest.getString("id"))
                .jsonPath()
                .getList("items.entry.exampleId");
    }

    private static JsonPath shortlist(int limit) {
        return as("demo-bank", "model-viewer")
                .queryParam("limit", limit)
                .get("/v1/learning/tasks/{task}/shortlist", TASK)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void nearlyEqualExamplesStayOutAndTheUncertainOnesAreListed() {
        Random random = new Random(8);
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            float[] row = row(random);
            arrivals.add(example("n-" + i, at(i), row));
            // the labeller is unsure near the border
            float[] seen = {(float) (row[0] + 3 * random.nextGaussian())};
            arrivals.add(label("n-" + i, at(i), seen));
        }
        float[] repeated = row(random);
        float[] leaked = row(random);
        for (Map.Entry<String, Integer> each : Map.of("early", 20, "late", 40, "trained", 30, "tested", COUNT - 5)
                .entrySet()) {
            String id = each.getKey();
            float[] row = switch (id) {
                case "early" -> repeated;
                case "late" -> nearly(repeated);
                case "trained" -> nearly(leaked);
                default -> leaked;
            };
            arrivals.add(example(id, at(each.getValue()), row));
            arrivals.add(label(id, at(each.getValue()), row));
        }
        take(arrivals);

        JsonPath manifest = frozen("");
        List<String> in = examples(manifest);
        assertEquals(2, manifest.getInt("header.counts.leftOut.nearDuplicate"));
        assertTrue(in.containsAll(List.of("early", "tested")));
        assertFalse(in.contains("late") || in.contains("trained"), "nearly equal ones");
        assertEquals(COUNT + 2, in.size());
        JsonPath all = frozen(", \"keepNearDuplicates\": true");
        assertNull(all.get("header.counts.leftOut.nearDuplicate"));
        assertEquals(COUNT + 4, examples(all).size());
        String past = ", \"cutoff\": \"%s\", \"knownAt\": \"%s\""
                .formatted(manifest.getString("header.cutoff"), manifest.getString("header.knownAt"));
        assertEquals(manifest.getString("header.content"), frozen(past).getString("header.content"));
        operator()
                .get("/v1/learning/manifests/{id}/verification", manifest.getString("id"))
                .then()
                .statusCode(200);
        assertShortlist(random);
    }

    private void assertShortlist(Random random) {
        List<Arrival> unlabelled = new ArrayList<>();
        for (int i = 0; i < 300; i++) unlabelled.add(example("u-" + i, at(COUNT), row(random)));
        take(unlabelled);
        JsonPath list = shortlist(10);
        List<String> examples = list.getList("items.example");
        assertEquals(10, examples.size());
        assertEquals(300, list.getInt("weighed"));
        assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), list.getList("items.rank"));
        double mean = examples.stream()
                .map(given::get)
                .mapToDouble(row -> row == null ? Double.NaN : Math.abs(row[0]))
                .average()
                .orElseThrow();
        // the labels change at 0; of all examples the mean is 8
        assertTrue(mean < 4, () -> "mean distance from the border " + mean);
        take(List.of(label(examples.getFirst(), at(COUNT), new float[] {1})));
        assertFalse(shortlist(200).getList("items.example").contains(examples.getFirst()), "labelled meanwhile");
        as("other-bank", "model-viewer")
                .get("/v1/learning/tasks/{task}/shortlist", TASK)
                .then()
                .statusCode(404);
        assertEquals(
                shortlist(10).getList("items.example"),
                listedFor("*", "demo-bank", 200).getList("items.example"));
        listedFor("*", "other-bank", 404);
        listedFor("other-bank", "demo-bank", 403);
    }

    /** As a platform service or a client of a bank requests it for a tenant. */
    private static JsonPath listedFor(String own, String named, int status) {
        return as(own, "inference-client")
                .queryParam("limit", 10)
                .queryParam("tenant", named)
                .get("/v1/learning/tasks/{task}/shortlist", TASK)
                .then()
                .statusCode(status)
                .extract()
                .jsonPath();
    }
}
