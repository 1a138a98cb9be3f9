package io.trivium.runtime.learning.update;

import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.model.TaskName;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.learning.store.ExampleContent;
import io.trivium.runtime.learning.store.Sql;
import io.trivium.runtime.training.moe.ToyTask;
import io.trivium.runtime.training.network.TaskData;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Examples with labels in the store, as they would have arrived over the last 30 days. */
public final class UpdateLabels {
    private static final Duration DAYS = Duration.ofDays(30);

    private UpdateLabels() {}

    /**
     * Fills the store.
     *
     * @param positive label of a positive example, {@code negative} that of another
     */
    public static void fill(String tenant, String task, int count, long seed, String positive, String negative)
            throws SQLException {
        fill(tenant, task, count, seed, positive, negative, null);
    }

    /** As above, all of them about one subject; {@code null} for no subject. */
    public static void fill(
            String tenant,
            String task,
            int count,
            long seed,
            String positive,
            String negative,
            byte @Nullable [] subject)
            throws SQLException {
        TaskData rows = ToyTask.rows(count, seed);
        float[] events = rows.input("events", 6);
        float[] features = rows.input("features", 2);
        Instant first = Instant.now().minus(DAYS);
        try (Connection connection = TestDatabase.schema("runtime").connectAsSuperuser();
                PreparedStatement example = connection.prepareStatement("""
                        insert into learning_example (tenant_id, task, example_id, content_hash, occurred_at, recorded_at,
                            retention_class, inputs, subject) values (?, ?, ?, ?, ?, ?, 'standard', ?, ?)
                        on conflict do nothing""");
                PreparedStatement label = connection.prepareStatement("""
                        insert into learning_label (tenant_id, task, example_id, source, observed_at, label, withdrawn,
                            recorded_at) values (?, ?, ?, 'feed', ?, ?, false, ?) on conflict do nothing""")) {
            for (int i = 0; i < count; i++) {
                byte[] inputs = ExampleContent.encode(List.of(
                        ExampleTensor.ofFloats("events", List.of(3L, 2L), Arrays.copyOfRange(events, i * 6, i * 6 + 6)),
                        ExampleTensor.ofFloats(
                                "features", List.of(2L), Arrays.copyOfRange(features, i * 2, i * 2 + 2))));
                Instant at = first.plusSeconds((2L * i + 1) * (DAYS.toSeconds() - 7_200) / (2L * count));
                String id = "e-" + seed + "-" + i;
                Sql.bind(
                        example,
                        tenant,
                        task,
                        id,
                        ExampleContent.hash(new TaskName(task), inputs),
                        at,
                        at,
                        inputs,
                        subject);
                example.addBatch();
                Sql.bind(
                        label,
                        tenant,
                        task,
                        id,
                        at.plusSeconds(3_600),
                        rows.labels()[i] == 1 ? positive : negative,
                        at.plusSeconds(3_600));
                label.addBatch();
            }
            example.executeBatch();
            label.executeBatch();
        }
    }
}
