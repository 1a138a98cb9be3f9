package io.trivium.runtime.learning.gate;

import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.document.Pace;
import io.trivium.runtime.learning.manifest.LabelTargets;
import io.trivium.runtime.learning.manifest.ManifestService;
import io.trivium.runtime.learning.manifest.ManifestView;
import io.trivium.runtime.learning.manifest.ManifestView.ManifestVerification;
import io.trivium.runtime.learning.store.ExampleContent;
import io.trivium.runtime.learning.store.LearningConfig;
import io.trivium.runtime.learning.store.Sql;
import io.trivium.runtime.learning.store.TaskPolicies;
import io.trivium.runtime.learning.store.Use;
import io.trivium.runtime.manifest.ManifestHeader;
import io.trivium.runtime.manifest.Part;
import io.trivium.runtime.pack.Hashes;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/** Reads the rows that challengers are judged by from the learning store. Thread-safe. */
@ApplicationScoped
public class GateRowReader {
    private static final int AT_ONCE = 1_000;
    /** Recent examples are looked through so far for those of a class that may be used. */
    private static final int LOOKED_THROUGH = 2;

    /** Later than any row. */
    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

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
    public GateManifest manifest(TenantId tenant, String task, UUID id) {
        ManifestView view = manifests.require(tenant, id);
        ManifestHeader header = view.header();
        if (!header.task().equals(task))
            throw new IllegalArgumentException("the data set " + id + " is of task " + header.task() + ", not " + task);
        ManifestVerification verified = manifests.verify(tenant, id);
        return transactions.withConnection(tenant, config.freezeTimeout(), connection -> {
            LongStream.Builder trained = LongStream.builder();
            LongStream.Builder times = LongStream.builder();
            LongStream.Builder held = LongStream.builder();
            try (PreparedStatement select = connection.prepareStatement("""
                    select content_hash, occurred_at, part from learning_manifest_entry
                    where tenant_id = ? and manifest_id = ? and salt is not null""")) {
                select.setFetchSize(AT_ONCE);
                Sql.bind(select, tenant.value(), id);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        long hash = Hashes.rowHash(row.getBytes("content_hash"));
                        switch (Part.of(row.getString("part"))) {
                            case TRAIN -> {
                                trained.add(hash);
                                times.add(Sql.time(row, "occurred_at").getEpochSecond());
                            }
                            case TEST -> held.add(hash);
                            case VALIDATION -> {}
                        }
                    }
                }
            }
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
        int[] next = {0};
        boolean more = true;
        Pace pace = new Pace(config.share());
        while (more && rows.rows() < most) {
            pace.rest();
            int count = transactions.withConnection(tenant, connection -> {
                int read = 0;
                try (PreparedStatement select = connection.prepareStatement("""
                        select m.ordinal, m.label, m.content_hash, m.subject, e.inputs
                        from learning_manifest_entry m join learning_example e on e.tenant_id = m.tenant_id and e.task = ?
                            and e.example_id = m.example_id and e.content_hash = m.content_hash
                        where m.tenant_id = ? and m.manifest_id = ? and m.part = ? and m.occurred_at >= ?
                            and m.occurred_at < ? and m.ordinal >= ?
                        order by m.ordinal limit ?""")) {
                    Sql.bind(select, model.task(), tenant.value(), manifest, part.word(), from, to, next[0], AT_ONCE);
                    try (ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            read++;
                            next[0] = row.getInt("ordinal") + 1;
                            long hash = Hashes.rowHash(row.getBytes("content_hash"));
                            if (rows.rows() < most && taken.test(hash)) {
                                rows.add(inputs(row), labels.of(row.getString("label")), subject(row, hash));
                            }
                        }
                    }
                }
                return read;
            });
            more = count == AT_ONCE;
        }
        return rows.build();
    }

    /** The newest examples of the task, with or without a label. */
    public GateRows recent(TenantId tenant, ModelSpec model) {
        RowBuilder rows = new RowBuilder(model);
        int most = model.objective().challengerGates().mostRows();
        Map<String, Boolean> allowed = new LinkedHashMap<>();
        transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    select content_hash, subject, retention_class, inputs from learning_example
                    where tenant_id = ? and task = ? order by occurred_at desc, example_id limit ?""")) {
                select.setFetchSize(AT_ONCE);
                Sql.bind(select, tenant.value(), model.task(), LOOKED_THROUGH * most);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next() && rows.rows() < most) {
                        boolean usable = allowed.computeIfAbsent(
                                row.getString("retention_class"), each -> policies.use(each) != Use.NONE);
                        if (!usable) continue;
                        long hash = Hashes.rowHash(row.getBytes("content_hash"));
                        rows.add(inputs(row), new float[0], subject(row, hash));
                    }
                }
            }
            return Instant.EPOCH;
        });
        return rows.build();
    }

    private static List<ExampleTensor> inputs(ResultSet row) throws SQLException {
        return ExampleContent.decode(row.getBytes("inputs"));
    }

    /** The key shared by rows about one subject; a row without a subject has its own. */
    private static long subject(ResultSet row, long hash) throws SQLException {
        byte[] subject = row.getBytes("subject");
        return subject == null ? hash : ByteBuffer.wrap(subject).getLong();
    }
}
