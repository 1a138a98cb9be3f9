package io.trivium.deploy.releases;

import io.trivium.core.sql.SqlUpdate;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Examples of a task whose labels arrive some time after their requests. Thread-safe. */
final class LateLabels {
    private static final long LEAST = Duration.ofSeconds(2).toNanos();
    private static final long MOST = Duration.ofSeconds(12).toNanos();
    private static final AtomicLong IDS = new AtomicLong();
    private static final SqlUpdate EXAMPLE = SqlUpdate.of("""
        insert into runtime.learning_example (tenant_id, task, example_id, content_hash, occurred_at, recorded_at,
            retention_class, inputs)
        values (:tenant, :task, :id, sha256(:inputs), now(), now(), 'standard', :inputs)
        """);
    private static final SqlUpdate LABEL = SqlUpdate.of("""
        insert into runtime.learning_label (tenant_id, task, example_id, source, observed_at, label, withdrawn, recorded_at)
        values (:tenant, :task, :id, 'bench', now(), :label, false, clock_timestamp())
        """);

    private final List<Due> waiting = new ArrayList<>();
    private final String run;
    private final String task;

    /** @param run name that no other run has, for ids */
    LateLabels(String run, String task) {
        this.run = run;
        this.task = task;
    }

    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Due(String id, long at, byte[] inputs, String label) {}

    /** Notes a row whose label will be known later. */
    synchronized void asked(Random random, float... row) {
        waiting.add(new Due(
                run + '-' + IDS.incrementAndGet(),
                System.nanoTime() + LEAST + random.nextLong(MOST - LEAST),
                content(row),
                SimulatedTask.label(random, row)));
    }

    private synchronized List<Due> due() {
        long now = System.nanoTime();
        List<Due> due = new ArrayList<>();
        for (Iterator<Due> each = waiting.iterator(); each.hasNext(); ) {
            Due next = each.next();
            if (next.at() - now <= 0) {
                due.add(next);
                each.remove();
            }
        }
        return due;
    }

    /** Stores those that are known by now, as the learning store does. */
    void store(Connection connection) throws SQLException {
        List<Due> due = due();
        if (due.isEmpty()) return;
        connection.setAutoCommit(false);
        EXAMPLE.batch(
                connection, due, (values, each) -> identified(values, each).set("inputs", each.inputs()));
        LABEL.batch(connection, due, (values, each) -> identified(values, each).set("label", each.label()));
        connection.commit();
        connection.setAutoCommit(true);
    }

    private SqlUpdate.Call identified(SqlUpdate.Call values, Due due) {
        return values.set("tenant", RuntimeCalls.TENANT).set("task", task).set("id", due.id());
    }

    /** One tensor as the learning store keeps it (the runtime's {@code ExampleContent}). */
    private static byte[] content(float... row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(1);
            out.writeUTF("x");
            out.writeUTF("FP32");
            out.writeByte(1);
            out.writeLong(row.length);
            ByteBuffer elements = ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            elements.asFloatBuffer().put(row);
            out.writeInt(elements.capacity());
            out.write(elements.array());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return bytes.toByteArray();
    }
}
