package io.trivium.runtime.learning.update.step;

import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.document.Pace;
import io.trivium.runtime.learning.store.ExampleContent;
import io.trivium.runtime.learning.store.LearningConfig;
import io.trivium.runtime.manifest.Part;
import io.trivium.runtime.pack.Hashes;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads the lines of a manifest with the inputs of their examples, as far as both are still there. Thread-safe. */
@ApplicationScoped
class ManifestRows {
    private static final int AT_ONCE = 500;

    private static final SqlQuery<Stored> READ = SqlQuery.of(Stored.class, """
            select m.ordinal, m.part, m.label, m.occurred_at, m.content_hash, e.inputs
            from learning_manifest_entry m join learning_example e on e.tenant_id = m.tenant_id and e.task = :task
                and e.example_id = m.example_id and e.content_hash = m.content_hash
            where m.tenant_id = :tenant and m.manifest_id = :manifest and m.ordinal >= :from
            order by m.ordinal limit :limit
            """);

    private final TenantTransactions transactions;
    private final LearningConfig config;

    ManifestRows(TenantTransactions transactions, LearningConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /**
     * A labelled example.
     *
     * @param hash as packs keep it of rows that were learned from
     */
    record Row(int ordinal, Part part, String label, Instant occurredAt, long hash, List<ExampleTensor> inputs) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(int ordinal, Part part, String label, Instant occurredAt, byte[] contentHash, byte[] inputs) {
        Row row() {
            return new Row(
                    ordinal, part, label, occurredAt, Hashes.rowHash(contentHash), ExampleContent.decode(inputs));
        }
    }

    /** Takes one row after the other. */
    @FunctionalInterface
    interface Taker {
        void take(Row row) throws IOException;
    }

    /** Rows in the manifest's order; erased lines, and those whose example is kept no longer, are left out. */
    void forEach(TenantId tenant, TaskName task, UUID manifest, Taker taker) throws IOException {
        Pace pace = new Pace(config.share());
        int next = 0;
        List<Row> rows;
        do {
            pace.rest();
            int from = next;
            rows = transactions.withConnection(tenant, connection -> read(connection, tenant, task, manifest, from));
            for (Row row : rows) taker.take(row);
            if (!rows.isEmpty()) next = rows.getLast().ordinal() + 1;
        } while (rows.size() == AT_ONCE);
    }

    private static List<Row> read(Connection connection, TenantId tenant, TaskName task, UUID manifest, int from) {
        List<Row> rows = new ArrayList<>();
        READ.on(connection)
                .set("task", task)
                .set("tenant", tenant)
                .set("manifest", manifest)
                .set("from", from)
                .set("limit", AT_ONCE)
                .each(stored -> rows.add(stored.row()));
        return rows;
    }
}
