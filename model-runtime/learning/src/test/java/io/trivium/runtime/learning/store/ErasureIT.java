package io.trivium.runtime.learning.store;

import static io.trivium.runtime.learning.store.LearningApi.admin;
import static io.trivium.runtime.learning.store.LearningApi.as;
import static io.trivium.runtime.learning.store.LearningApi.freeze;
import static io.trivium.runtime.learning.store.LearningApi.isStored;
import static io.trivium.runtime.learning.store.LearningApi.operator;
import static io.trivium.runtime.learning.store.LearningApi.rejections;
import static io.trivium.runtime.learning.store.LearningApi.until;
import static io.trivium.runtime.learning.store.LearningLoad.BANK;
import static io.trivium.runtime.learning.store.LearningLoad.example;
import static io.trivium.runtime.learning.store.LearningLoad.label;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.RowLevelSecurity;
import io.trivium.core.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Erased data is removed from the store and from frozen manifests, stays removed, and there is a proof. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(value = KafkaResource.class, initArgs = @ResourceArg(name = "topics", value = LearningTopics.ALL))
@WithTestResource(LearningStack.class)
class ErasureIT {
    private static final String TASK = "learn-erasure";
    private static final String SUBJECT = "card-to-erase";

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private static long count(String sql) {
        try {
            return TestDatabase.schema("runtime").count(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anErasedSubjectIsGoneAndDoesNotComeBack() throws SQLException {
        ExampleObserved first = example(TASK, "e-1", SUBJECT, now.minusSeconds(90), "standard", 1, 2, 3);
        ExampleObserved second = example(TASK, "e-2", SUBJECT, now.minusSeconds(80), "standard", 2, 2, 3);
        LabelObserved firstLabel = label(TASK, "e-1", "fraud", "analyst", now.minusSeconds(70));
        try (LearningLoad load = new LearningLoad()) {
            load.send(BANK, first);
            load.send(BANK, second);
            load.send(BANK, firstLabel);
            load.send(BANK, label(TASK, "e-2", "genuine", "feed", now.minusSeconds(60)));
            for (int i = 0; i < 30; i++) {
                load.send(BANK, example(TASK, "o-" + i, "other-" + i, now.minusSeconds(85), "standard", i, 5, 5));
                load.send(BANK, label(TASK, "o-" + i, "genuine", "feed", now.minusSeconds(50)));
            }
            until(
                    "everything is stored",
                    () -> count("select count(*) from runtime.learning_label where task = '" + TASK + "'") == 32
                            && count("select count(*) from runtime.learning_example where task = '" + TASK + "'")
                                    == 32);

            String manifest = freezeAllParts();
            operator()
                    .body(Map.of("model", TASK, "version", "1"))
                    .post("/v1/learning/manifests/{id}/versions", manifest)
                    .then()
                    .statusCode(200)
                    .body("versions.version", contains("1"));
            operator()
                    .body(Map.of("model", TASK, "version", "77"))
                    .post("/v1/learning/manifests/{id}/versions", manifest)
                    .then()
                    .statusCode(404);
            long lines = count("select count(*) from runtime.learning_manifest_entry where manifest_id = '" + manifest
                    + "' and example_id in ('e-1', 'e-2')");

            operator()
                    .delete("/v1/learning/subjects/{s}?reason=asked", SUBJECT)
                    .then()
                    .statusCode(403);
            admin().delete("/v1/learning/subjects/{s}", SUBJECT).then().statusCode(400);
            String erasure = admin().delete("/v1/learning/subjects/{s}?reason=asked for it", SUBJECT)
                    .then()
                    .statusCode(200)
                    .body("examples", equalTo(2))
                    .body("labels", equalTo(2))
                    .body("entries", equalTo((int) lines))
                    .body("manifests", contains(manifest))
                    .body("modelVersions", contains(TASK + ":1"))
                    .body("erasedBy", equalTo("platform-admin"))
                    .extract()
                    .path("id");

            assertEquals(
                    404,
                    operator()
                            .get("/v1/learning/tasks/" + TASK + "/examples/e-1")
                            .statusCode());
            operator()
                    .get("/v1/learning/manifests/{id}/verification", manifest)
                    .then()
                    .statusCode(200)
                    .body("faults", hasSize(0))
                    .body("valid", equalTo(true))
                    .body("erased", equalTo((int) lines));
            as("demo-bank", "platform-auditor")
                    .get("/v1/learning/erasures/{id}", erasure)
                    .then()
                    .statusCode(200)
                    .body("auditHash.length()", equalTo(64));
            as("other-bank", "platform-auditor")
                    .get("/v1/learning/erasures/{id}", erasure)
                    .then()
                    .statusCode(404);
            admin().queryParam("subject", SUBJECT)
                    .get("/v1/learning/erasures")
                    .then()
                    .body("items.id", contains(erasure))
                    .body("next", nullValue());
            assertNothingNames(SUBJECT, "e-1");

            load.send(BANK, first);
            load.send(BANK, example(TASK, "e-3", SUBJECT, now, "standard", 9, 9, 9));
            load.send(BANK, firstLabel);
            load.send(BANK, label(TASK, "e-1", "genuine", "chargeback", now));
            until("the subject's examples are refused", () -> rejections(TASK, "subject-erased") == 2);
            until("the labels of its examples, too", () -> rejections(TASK, "example-erased") == 2);
            assertEquals(
                    404,
                    operator()
                            .get("/v1/learning/tasks/" + TASK + "/examples/e-1")
                            .statusCode());
            assertEquals(
                    404,
                    operator()
                            .get("/v1/learning/tasks/" + TASK + "/examples/e-3")
                            .statusCode());
            assertNothingNames(SUBJECT, "e-1");

            load.send(BANK, label(TASK, "e-4", "fraud", "feed", now));
            until("a label comes before its example", () -> LearningApi.statements(TASK, "e-4") == 1);
            load.send(BANK, example(TASK, "e-4", SUBJECT, now, "standard", 8, 8, 8));
            until("the example is refused", () -> rejections(TASK, "subject-erased") == 3);
            assertEquals(0, LearningApi.statements(TASK, "e-4"));
            assertEquals(true, isStored(TASK, "o-1"));

            String later = freezeAllParts();
            assertEquals(
                    0,
                    count("select count(*) from runtime.learning_manifest_entry where manifest_id = '" + later
                            + "' and example_id like 'e-%'"));
        }
    }

    /** A manifest without a share for validation and test, so that every subject is in. */
    private static String freezeAllParts() {
        return operator()
                .body("""
                        {"task": "%s", "split": {"validationShare": 0, "testShare": 0,
                         "validationFrom": "2029-01-01T00:00:00Z", "testFrom": "2029-01-01T00:00:00Z"}}""".formatted(TASK))
                .post("/v1/learning/manifests")
                .then()
                .statusCode(201)
                .body(
                        "header.counts.labels.train.genuine",
                        equalTo(
                                count("select count(*) from runtime.learning_example where task = '" + TASK
                                                        + "' and example_id = 'e-2'")
                                                == 1
                                        ? 31
                                        : 30))
                .extract()
                .path("id");
    }

    /** No row of the store or of the audit log has the subject's key, and none is about its example. */
    private static void assertNothingNames(String subject, String example) throws SQLException {
        Map<String, Long> found = new TreeMap<>();
        List<String> tables = new ArrayList<>();
        try (Connection connection = TestDatabase.schema("runtime").connectAsSuperuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select tablename from pg_tables where schemaname = 'runtime'"
                        + " and (tablename like 'learning_%' or tablename like 'audit_%')")) {
            while (row.next()) tables.add(row.getString(1));
        }
        for (String table : tables) {
            found.merge(
                    table,
                    count("select count(*) from runtime." + table + " t where t::text like '%" + subject + "%'"),
                    Long::sum);
        }
        for (String table : List.of(
                "learning_example",
                "learning_label",
                "learning_preference",
                "learning_rejection",
                "learning_manifest_entry")) {
            found.merge(
                    table,
                    count("select count(*) from runtime." + table + " where example_id = '" + example + "'"),
                    Long::sum);
        }
        found.values().removeIf(rows -> rows == 0);
        assertEquals(Map.of(), found);
    }

    @Test
    void erasingSomebodyWhoIsNotHereKeepsThemOut() {
        String subject = "card-" + UUID.randomUUID();
        admin().delete("/v1/learning/subjects/{s}?reason=asked", subject)
                .then()
                .statusCode(200)
                .body("examples", equalTo(0))
                .body("manifests", hasSize(0));
        int before = rejections("learn-access", "subject-erased");
        try (LearningLoad load = new LearningLoad()) {
            load.send(BANK, example("learn-access", "a-1", subject, now, "standard", 1, 2, 3));
            until("it is refused", () -> rejections("learn-access", "subject-erased") == before + 1);
        }
    }

    @Test
    void everyTableOfTheStoreIsIsolatedByTenant() throws SQLException {
        RowLevelSecurity.assertIsolated(TestDatabase.schema("runtime"));
        freezeNothing();
    }

    private static void freezeNothing() {
        freeze("learn-access").statusCode(409).body("code", equalTo("learning-manifest-empty"));
        freeze("no-such-task").statusCode(404).body("code", equalTo("learning-task-not-found"));
        freeze("No task").statusCode(400).body("code", equalTo("constraint-violation"));
    }
}
