package io.trivium.runtime.learning.gate;

import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.document.Pace;
import io.trivium.runtime.learning.manifest.ManifestService;
import io.trivium.runtime.learning.manifest.ManifestView;
import io.trivium.runtime.learning.manifest.ManifestView.ManifestVerification;
import io.trivium.runtime.learning.store.ExampleContent;
import io.trivium.runtime.learning.store.LearningConfig;
import io.trivium.runtime.learning.store.TaskPolicies;
import io.trivium.runtime.learning.store.Use;
import io.trivium.runtime.manifest.LabelTargets;
import io.trivium.runtime.manifest.ManifestHeader;
import io.trivium.runtime.manifest.Part;
import io.trivium.runtime.pack.Hashes;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.statistics.BoundedLabels;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads the rows that challengers are judged by from the learning store. Thread-safe. */
@ApplicationScoped
public class GateRowReader {
    private static final int AT_ONCE = 1_000;
    /** Recent examples are looked through so far for those of a class that may be used. */
    private static final int LOOKED_THROUGH = 2;

    /** Later than any row. */
    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

    private static final SqlQuery<Line> LINES = SqlQuery.of(Line.class, """
            select content_hash, occurred_at, part from learning_manifest_entry
            where tenant_id = :tenant and manifest_id = :manifest and salt is not null
            """);

    private static final SqlQuery<Held> HELD = SqlQuery.of(Held.class, """
            select m.ordinal, m.label, m.content_hash, m.subject, e.inputs
            from learning_manifest_entry m join learning_example e on e.tenant_id = m.tenant_id and e.task = :task
                and e.example_id = m.example_id and e.content_hash = m.content_hash
            where m.tenant_id = :tenant and m.manifest_id = :manifest and m.part = :part and m.occurred_at >= :from
                and m.occurred_at < :to and m.ordinal >= :next
            order by m.ordinal limit :limit
            """);

    private static final SqlQuery<Newest> NEWEST = SqlQuery.of(Newest.class, """
            select example_id, retention_class from learning_example
            where tenant_id = :tenant and task = :task order by occurred_at desc, example_id limit :limit
            """);

    private static final SqlQuery<Content> CONTENTS = SqlQuery.of(Content.class, """
            select e.content_hash, e.subject, e.inputs
            from unnest(:examples::text[]) with ordinality as n (example_id, position)
                join learning_example e on e.tenant_id = :tenant and e.task = :task and e.example_id = n.example_id
            order by n.position
            """);

    /** A line of a data set. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Line(byte[] contentHash, Instant occurredAt, Part part) {}

    /** A line with its example. */
    private record Held(int ordinal, String label, Content content) {}

    private record Newest(String exampleId, String retentionClass) {}

    /** The content of an example. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Content(byte[] contentHash, byte @Nullable [] subject, byte[] inputs) {
        long hash() {
            return Hashes.rowHash(contentHash);
        }

        /** The key shared by rows about one subject; a row without a subject has its own. */
        long group() {
            return subject == null ? hash() : ByteBuffer.wrap(subject).getLong();
        }

        List<ExampleTensor> tensors() {
            return ExampleContent.decode(inputs);
        }
    }

    private final TenantTransactions transactions;
    private final ManifestService manifests;
    private final TaskPolicies policies;
    private final LearningConfig config;

    GateRowReader(
            TenantTransactions transactions, ManifestService manifests, TaskPolicies policies, LearningConfig config) {
        this.transactions = transactions;
        this.manifests = manifests;
        this.policies = policies;
        this.config = config;
    }

    /**
     * A data set, computed again.
     *
     * @throws IllegalArgumentException when it is of another task
     * @throws io.trivium.core.error.PlatformException {@code learning-manifest-not-found}
     */
    public GateManifest manifest(TenantId tenant, TaskName task, UUID id) {
        ManifestView view = manifests.require(tenant, id);
        ManifestHeader header = view.header();
        if (!header.task().equals(task)) {
            throw new IllegalArgumentException("the data set " + id + " is of task " + header.task() + ", not " + task);
        }
        ManifestVerification verified = manifests.verify(tenant, id);
        return transactions.withConnection(tenant, config.freezeTimeout(), connection -> {
            LongStream.Builder trained = LongStream.builder();
            LongStream.Builder times = LongStream.builder();
            LongStream.Builder held = LongStream.builder();
            LINES.on(connection)
                    .set("tenant", tenant)
                    .set("manifest", id)
                    .fetchSize(AT_ONCE)
                    .each(line -> {
                        long hash = Hashes.rowHash(line.contentHash);
                        switch (line.part) {
                            case TRAIN -> {
                                trained.add(hash);
                                times.add(line.occurredAt.getEpochSecond());
                            }
                            case TEST -> held.add(hash);
                            case VALIDATION -> {}
                        }
                    });
            return new GateManifest(
                    id,
                    verified.hash(),
                    header.cutoff(),
                    verified.faults(),
                    trained.build().toArray(),
                    times.build().toArray(),
                    held.build().toArray());
        });
    }

    /** Rows of a data set's part for tests. */
    public GateRows held(TenantId tenant, ModelSpec model, UUID manifest) {
        return rows(tenant, model, manifest, Part.TEST, Instant.EPOCH, FAR, hash -> true);
    }

    /** Rows of its part for training that the challenger has seen. */
    public GateRows trained(TenantId tenant, ModelPack challenger, UUID manifest) {
        long[] seen = challenger.trainingRows();
        Arrays.sort(seen);
        return rows(
                tenant,
                challenger.spec(),
                manifest,
                Part.TRAIN,
                Instant.EPOCH,
                FAR,
                hash -> Arrays.binarySearch(seen, hash) >= 0);
    }

    /** Rows of the older half of its part for training. */
    public GateRows former(TenantId tenant, ModelSpec model, GateManifest manifest) {
        return rows(tenant, model, manifest.id(), Part.TRAIN, Instant.EPOCH, manifest.middle(), hash -> true);
    }

    /** Rows of the newer half that the champion has not seen. */
    public GateRows newer(TenantId tenant, ModelPack champion, GateManifest manifest) {
        long[] seen = champion.trainingRows();
        Arrays.sort(seen);
        return rows(
                tenant,
                champion.spec(),
                manifest.id(),
                Part.TRAIN,
                manifest.middle(),
                FAR,
                hash -> Arrays.binarySearch(seen, hash) < 0);
    }

    /** In the order of the manifest, which is that of hashes: the first ones are a sample of all. */
    private GateRows rows(
            TenantId tenant, ModelSpec model, UUID manifest, Part part, Instant from, Instant to, LongPredicate taken) {
        RowBuilder rows = new RowBuilder(model);
        LabelTargets labels =
                new LabelTargets(model, policies.labels(model.task()).labels());
        int most = model.objective().challengerGates().mostRows();
        int next = 0;
        List<Held> found;
        Pace pace = new Pace(config.share());
        do {
            pace.rest();
            int first = next;
            found = transactions.withConnection(
                    tenant,
                    connection -> HELD.on(connection)
                            .set("task", model.task())
                            .set("tenant", tenant)
                            .set("manifest", manifest)
                            .set("part", part)
                            .set("from", from)
                            .set("to", to)
                            .set("next", first)
                            .set("limit", AT_ONCE)
                            .list());
            for (Held each : found) {
                next = each.ordinal + 1;
                if (rows.rows() < most && taken.test(each.content.hash())) {
                    rows.add(each.content.tensors(), labels.of(each.label), each.content.group());
                }
            }
        } while (found.size() == AT_ONCE && rows.rows() < most);
        return rows.build();
    }

    /** The newest examples of the task, with or without a label. */
    public GateRows recent(TenantId tenant, ModelSpec model) {
        RowBuilder rows = new RowBuilder(model);
        int most = model.objective().challengerGates().mostRows();
        transactions.withConnection(tenant, connection -> {
            List<String> usable = NEWEST
                    .on(connection)
                    .set("tenant", tenant)
                    .set("task", model.task())
                    .set("limit", LOOKED_THROUGH * most)
                    .list()
                    .stream()
                    .filter(each -> policies.use(each.retentionClass) != Use.NONE)
                    .map(Newest::exampleId)
                    .toList();
            for (int at = 0; at < usable.size() && rows.rows() < most; at += AT_ONCE) {
                CONTENTS.on(connection)
                        .set("tenant", tenant)
                        .set("task", model.task())
                        .set("examples", usable.subList(at, Math.min(at + AT_ONCE, usable.size())))
                        .each(each -> {
                            if (rows.rows() < most) rows.add(each.tensors(), BoundedLabels.NONE, each.group());
                        });
            }
            return rows.rows();
        });
        return rows.build();
    }
}
