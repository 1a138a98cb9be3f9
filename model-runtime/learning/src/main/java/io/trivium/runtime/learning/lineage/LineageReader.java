package io.trivium.runtime.learning.lineage;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.lineage.LineageView.LabelSource;
import io.trivium.runtime.learning.lineage.LineageView.LearnedManifest;
import io.trivium.runtime.learning.lineage.LineageView.Membership;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Which data sets a version learned from, and which an example is in. Thread-safe. */
@ApplicationScoped
public class LineageReader {
    private static final int MOST = 50;

    private static final SqlQuery<Learned> LEARNED = SqlQuery.of(Learned.class, """
            select m.manifest_id as id, m.hash, m.created_at, (m.header::jsonb ->> 'cutoff')::timestamptz as cutoff,
                (m.header::jsonb ->> 'entries')::int as entries
            from learning_manifest_version v join learning_manifest m using (tenant_id, manifest_id)
            where v.tenant_id = :tenant and v.model_name = :model and v.version = :version
            order by m.created_at desc, m.manifest_id desc limit :most
            """);

    private static final SqlQuery<LabelSource> LABELS = SqlQuery.of(LabelSource.class, """
            select label_source as source, label, count(*) as entries from learning_manifest_entry
            where tenant_id = :tenant and manifest_id = :manifest and salt is not null
            group by label_source, label order by label_source, label
            """);

    private static final SqlQuery<Membership> HELD = SqlQuery.of(Membership.class, """
            select m.manifest_id as manifest, m.created_at, e.ordinal, e.part, e.label, e.label_source,
                e.label_observed_at,
                array(select v.model_name || ':' || v.version from learning_manifest_version v
                    where v.tenant_id = m.tenant_id and v.manifest_id = m.manifest_id
                    order by v.recorded_at, v.model_name, v.version limit :most) as versions
            from learning_manifest m join learning_manifest_entry e using (tenant_id, manifest_id)
            where m.tenant_id = :tenant and m.task = :task and e.example_id = :example
            order by m.created_at desc, m.manifest_id desc limit :most
            """);

    private record Learned(UUID id, String hash, Instant createdAt, Instant cutoff, int entries) {
        LearnedManifest with(List<LabelSource> labels) {
            return new LearnedManifest(id, hash, createdAt, cutoff, entries, labels);
        }
    }

    private final TenantTransactions transactions;

    LineageReader(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** The tenant's data sets that a version learned from, the latest 50. */
    public List<LearnedManifest> learned(TenantId tenant, ModelName model, VersionNumber version) {
        return transactions.withConnection(
                tenant,
                connection -> LEARNED
                        .on(connection)
                        .set("tenant", tenant)
                        .set("model", model)
                        .set("version", version)
                        .set("most", MOST)
                        .list()
                        .stream()
                        .map(each -> each.with(LABELS.on(connection)
                                .set("tenant", tenant)
                                .set("manifest", each.id)
                                .list()))
                        .toList());
    }

    /** The tenant's data sets that an example is in, the latest 50. */
    List<Membership> held(TenantId tenant, TaskName task, String exampleId) {
        return transactions.withConnection(
                tenant,
                connection -> HELD.on(connection)
                        .set("tenant", tenant)
                        .set("task", task)
                        .set("example", exampleId)
                        .set("most", MOST)
                        .list());
    }
}
