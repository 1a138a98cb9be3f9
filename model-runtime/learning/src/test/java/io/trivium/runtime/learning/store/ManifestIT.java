package io.trivium.runtime.learning.store;

import static io.trivium.runtime.learning.store.LearningApi.as;
import static io.trivium.runtime.learning.store.LearningApi.operator;
import static io.trivium.runtime.learning.store.LearningLoad.BANK;
import static io.trivium.runtime.learning.store.LearningLoad.example;
import static io.trivium.runtime.learning.store.LearningLoad.label;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.tool.RuntimeTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets are frozen with the data known at a time, do not change, and can be computed again. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(value = KafkaResource.class, initArgs = @ResourceArg(name = "topics", value = LearningTopics.ALL))
@WithTestResource(LearningStack.class)
class ManifestIT {
    private final LearningIntake intake;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @TempDir
    private Path folder;

    ManifestIT(LearningIntake intake) {
        this.intake = intake;
    }

    /** Labelled examples of a number of subjects, over the last 30 days. */
    private void fill(String task, String prefix, int count, int subjects, double shift) {
        Random random = new Random(count);
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = prefix + i;
            Instant at = now.minus(Duration.ofDays(31)).plusSeconds(i * 2_500_000L / count);
            float amount = (float) (shift + random.nextGaussian());
            arrivals.add(new Arrival.Example(
                    UUID.randomUUID().toString(),
                    example(task, id, "card-" + i % subjects, at, "standard", amount, random.nextInt(24), i % 90)));
            arrivals.add(new Arrival.Label(
                    UUID.randomUUID().toString(),
                    label(task, id, i % 10 == 0 ? "fraud" : "genuine", "feed", at.plusSeconds(3_600))));
        }
        for (int from = 0; from < arrivals.size(); from += 200) {
            intake.take(BANK, arrivals.subList(from, Math.min(from + 200, arrivals.size())));
        }
    }

    private static JsonPath frozen(String task, String more) {
        return operator()
                .body("{\"task\": \"%s\"%s}".formatted(task, more))
                .post("/v1/learning/manifests")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    @Test
    void freezesWhatWasKnownAndComesOutTheSameAgain() throws IOException {
        String task = "learn-manifest";
        fill(task, "m-", 400, 50, 0);
        JsonPath manifest = frozen(task, "");
        String id = manifest.getString("id");
        int entries = manifest.getInt("header.entries");
        assertEquals(400, manifest.getInt("header.counts.labelled"));
        assertEquals(400, entries + manifest.getInt("header.counts.leftOut.split"));
        assertTrue(entries > 100, entries + " entries");
        assertTrue(manifest.getMap("header.counts.labels").keySet().contains("train"));

        JsonPath again = frozen(
                task,
                ", \"cutoff\": \"%s\", \"knownAt\": \"%s\""
                        .formatted(manifest.getString("header.cutoff"), manifest.getString("header.knownAt")));
        assertEquals(manifest.getString("header.content"), again.getString("header.content"));
        assertNotEquals(manifest.getString("header.root"), again.getString("header.root"));
        assertEquals(id, again.getString("previousId"));

        JsonPath ofModel = frozen(
                task,
                ", \"model\": \"%s\", \"cutoff\": \"%s\", \"knownAt\": \"%s\""
                        .formatted(task, manifest.getString("header.cutoff"), manifest.getString("header.knownAt")));
        assertEquals(task, ofModel.getString("header.model"));
        assertEquals(manifest.getString("header.content"), ofModel.getString("header.content"), "it answered all");
        assertNull(ofModel.getString("previousId"), "it is compared with those of its model");
        operator()
                .body("{\"task\": \"%s\", \"model\": \"another-model\"}".formatted(task))
                .post("/v1/learning/manifests")
                .then()
                .body("code", equalTo("learning-manifest-empty"));

        intake.take(
                BANK,
                List.of(new Arrival.Label(
                        UUID.randomUUID().toString(), label(task, "m-1", "fraud", "analyst", now.minusSeconds(5)))));
        JsonPath past = frozen(
                task,
                ", \"cutoff\": \"%s\", \"knownAt\": \"%s\""
                        .formatted(manifest.getString("header.cutoff"), manifest.getString("header.knownAt")));
        assertEquals(manifest.getString("header.content"), past.getString("header.content"));
        JsonPath half = frozen(task, ", \"cutoff\": \"%s\"".formatted(now.minus(Duration.ofDays(15))));
        assertTrue(half.getInt("header.counts.examples") < 300, "examples of the first half");

        operator()
                .get("/v1/learning/manifests/{id}/verification", id)
                .then()
                .statusCode(200)
                .body("faults", hasSize(0))
                .body("valid", equalTo(true))
                .body("entries", equalTo(entries))
                .body("expired", equalTo(0));
        assertEquals(0, verify(id, manifest.getString("hash")));
        assertEquals(2, verify(id, "0".repeat(64)));
        assertPages(id, entries);
        as("demo-bank", "model-viewer")
                .get("/v1/learning/manifests/{id}/dataset", id)
                .then()
                .statusCode(403);
        operator()
                .get("/v1/learning/manifests/{id}/dataset", id)
                .then()
                .statusCode(200)
                .body(containsString("\"inputs\":[{"));
    }

    private static void assertPages(String id, int entries) {
        Integer next = operator()
                .queryParam("limit", entries - 1)
                .get("/v1/learning/manifests/{id}/entries", id)
                .then()
                .body("items", hasSize(entries - 1))
                .extract()
                .path("next");
        operator()
                .queryParam("from", next)
                .get("/v1/learning/manifests/{id}/entries", id)
                .then()
                .body("items", hasSize(1))
                .body("items[0].ordinal", equalTo(entries - 1));
        String cursor = operator()
                .queryParam("task", "learn-manifest")
                .queryParam("limit", 1)
                .get("/v1/learning/manifests")
                .then()
                .body("items", hasSize(1))
                .extract()
                .path("next");
        operator()
                .queryParam("task", "learn-manifest")
                .queryParam("cursor", cursor)
                .get("/v1/learning/manifests")
                .then()
                .statusCode(200)
                .body("items.id", hasItem(id));
        operator()
                .queryParam("cursor", "x")
                .get("/v1/learning/manifests")
                .then()
                .statusCode(400);
        as("other-bank", "model-operator")
                .get("/v1/learning/manifests/{id}", id)
                .then()
                .statusCode(404);
        as("other-bank", "model-operator")
                .get("/v1/learning/manifests/{id}/export", id)
                .then()
                .statusCode(404);
        as("other-bank", "model-operator").get("/v1/learning/manifests").then().body("items.id", not(hasItem(id)));
    }

    private int verify(String id, String hash) throws IOException {
        Path file = folder.resolve(UUID.randomUUID() + ".ndjson");
        Files.write(
                file,
                as("demo-bank", "platform-auditor")
                        .get("/v1/learning/manifests/{id}/export", id)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asByteArray());
        return RuntimeTool.run("verify-manifest", "--hash", hash, file.toString());
    }

    @Test
    void aFrozenManifestCannotBeChangedAndAForgedOneIsFound() throws SQLException {
        String task = "learn-tamper";
        fill(task, "t-", 60, 60, 0);
        String id = frozen(task, "").getString("id");
        String where = " where manifest_id = '" + id + "'";
        for (String change : List.of(
                "delete from learning_manifest" + where,
                "delete from learning_manifest_entry" + where,
                "update learning_manifest set hash = repeat('0', 64)" + where,
                "update learning_manifest_entry set label = 'fraud'" + where,
                "update learning_manifest_entry set weight = 0" + where,
                "update learning_manifest_entry set salt = null" + where,
                "update learning_manifest_entry set leaf = sha256('')" + where,
                "delete from learning_erasure",
                "insert into learning_manifest_entry (tenant_id, manifest_id, ordinal, leaf) values ('demo-bank', '"
                        + id + "', 9999, sha256(''))")) {
            assertThrows(SQLException.class, () -> asApplication(change), change);
        }
        assertTrue(isValid(id));
        assertForgeryIsFound(
                id,
                "update learning_manifest_entry set label = 'fraud'" + where
                        + " and ordinal = (select min(ordinal) from learning_manifest_entry" + where
                        + " and label = 'genuine')");
        assertForgeryIsFound(id, "delete from learning_manifest_entry" + where + " and ordinal = 3");
        assertForgeryIsFound(
                id,
                "update learning_manifest set header = replace(header, 'latest', 'newest'), hash = encode(sha256("
                        + "convert_to(replace(header, '\"labelled\":60', '\"labelled\":61'), 'UTF8')), 'hex')" + where);
        assertForgeryIsFound(
                id,
                "update learning_example set inputs = inputs || '\\x00' where task = '" + task
                        + "' and example_id in (select example_id from learning_manifest_entry" + where + ")");
    }

    private static boolean isValid(String id) {
        return operator()
                .get("/v1/learning/manifests/{id}/verification", id)
                .jsonPath()
                .getBoolean("valid");
    }

    private static void asApplication(String sql) throws SQLException {
        try (Connection connection = TestDatabase.schema("runtime").connectAsApp();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select set_config('app.tenant', 'demo-bank', true)");
            statement.execute(sql);
            connection.commit();
        }
    }

    /** By an attacker who owns the database and disables its triggers; undone afterwards. */
    private static void assertForgeryIsFound(String id, String sql) throws SQLException {
        try (Connection connection = TestDatabase.schema("runtime").connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            for (String table : List.of("learning_manifest", "learning_manifest_entry", "learning_example")) {
                statement.execute("create temporary table kept_" + table + " as select * from " + table
                        + (table.equals("learning_example") ? "" : " where manifest_id = '" + id + "'"));
            }
            assertTrue(statement.executeUpdate(sql) > 0, sql);
            assertTrue(!isValid(id), sql);
            statement.execute("delete from learning_manifest_entry where manifest_id = '" + id + "'");
            statement.execute("delete from learning_manifest where manifest_id = '" + id + "'");
            statement.execute("insert into learning_manifest select * from kept_learning_manifest");
            statement.execute("insert into learning_manifest_entry select * from kept_learning_manifest_entry");
            statement.execute("update learning_example e set inputs = k.inputs from kept_learning_example k"
                    + " where k.tenant_id = e.tenant_id and k.task = e.task and k.example_id = e.example_id"
                    + " and e.task = 'learn-tamper'");
        }
        assertTrue(isValid(id), "undone: " + sql);
    }

    @Test
    void tellsHowFarADataSetLiesFromTheOneBefore() {
        String task = "learn-drift";
        fill(task, "d-", 300, 300, 0);
        JsonPath first = frozen(task, "");
        operator()
                .get("/v1/learning/manifests/{id}/drift", first.getString("id"))
                .then()
                .statusCode(409)
                .body("code", equalTo("learning-manifest-no-previous"));
        fill(task, "later-", 900, 900, 5);
        JsonPath second = frozen(task, "");
        operator()
                .get("/v1/learning/manifests/{id}/drift", second.getString("id"))
                .then()
                .statusCode(200)
                .body("against", equalTo(first.getString("id")))
                .body("labels.state", equalTo("stable"))
                .body("inputs", hasSize(3))
                .body("inputs[0].input", equalTo("x.amount"))
                .body("inputs[0].drift.state", equalTo("shifted"))
                .body("inputs.find { it.input == 'x.hour' }.drift.state", equalTo("stable"));
    }
}
