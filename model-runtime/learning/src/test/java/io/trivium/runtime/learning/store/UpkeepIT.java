package io.trivium.runtime.learning.store;

import static io.trivium.runtime.learning.store.LearningApi.operator;
import static io.trivium.runtime.learning.store.LearningLoad.BANK;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The handling of rows over time, tested on rows of the required age. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(value = KafkaResource.class, initArgs = @ResourceArg(name = "topics", value = LearningTopics.ALL))
@WithTestResource(LearningStack.class)
class UpkeepIT {
    private static final String TASK = "learn-purge";

    private final LearningPurge purge;
    private final Instant now = Instant.now();

    UpkeepIT(LearningPurge purge) {
        this.purge = purge;
    }

    private Instant daysAgo(int days) {
        return now.minus(Duration.ofDays(days));
    }

    private static void insert(String sql, Object... values) throws SQLException {
        try (Connection connection = TestDatabase.schema("runtime").connectAsSuperuser();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            Sql.update(insert, values);
        }
    }

    private void addExample(String task, String id, String retention, Instant at) throws SQLException {
        insert(
                "insert into learning_example (tenant_id, task, example_id, content_hash, occurred_at, recorded_at,"
                        + " retention_class, inputs) values ('demo-bank', ?, ?, sha256(?::bytea), ?, ?, ?, '')",
                task,
                id,
                id.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                at,
                at,
                retention);
    }

    private void addLabel(String task, String id, Instant at) throws SQLException {
        insert(
                "insert into learning_label (tenant_id, task, example_id, source, observed_at, label, withdrawn,"
                        + " recorded_at) values ('demo-bank', ?, ?, 'feed', ?, 'fraud', false, ?)",
                task,
                id,
                at,
                at);
    }

    private static long count(String table) throws SQLException {
        return TestDatabase.schema("runtime")
                .count("select count(*) from runtime." + table + " where task = '" + TASK + "'");
    }

    @Test
    void deletesWhatMayBeKeptNoLonger() throws SQLException {
        addExample(TASK, "p-1", "standard", daysAgo(91));
        addExample(TASK, "p-2", "standard", daysAgo(89));
        addExample(TASK, "p-3", "brief", daysAgo(11));
        addExample(TASK, "p-4", "brief", daysAgo(9));
        addLabel(TASK, "p-1", daysAgo(401));
        addLabel(TASK, "p-1", daysAgo(399));
        insert(
                "insert into learning_rejection (tenant_id, kind, task, reason, detail, rejected_at)"
                        + " values ('demo-bank', 'example', ?, 'not-finite', '', ?), ('demo-bank', 'example', ?,"
                        + " 'not-finite', '', ?)",
                TASK,
                daysAgo(31),
                TASK,
                daysAgo(29));
        purge.purge(BANK);
        assertEquals(2, count("learning_example"));
        assertEquals(1, count("learning_label"));
        assertEquals(1, count("learning_rejection"));
        assertEquals(0, purge.purge(BANK));
    }

    @Test
    void aTaskWhoseLabelsStoppedIsTold() throws SQLException {
        addExample("learn-stalled", "s-1", "standard", daysAgo(5));
        addExample("learn-stalled", "s-2", "standard", daysAgo(1));
        addLabel("learn-stalled", "s-1", daysAgo(3));
        operator()
                .get("/v1/learning/tasks")
                .then()
                .body("items.find { it.task == 'learn-stalled' }.stalled", equalTo(true));
        addLabel("learn-stalled", "s-2", daysAgo(1));
        operator()
                .get("/v1/learning/tasks")
                .then()
                .body("items.find { it.task == 'learn-stalled' }.stalled", equalTo(false));
    }
}
