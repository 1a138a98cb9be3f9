package io.trivium.runtime.learning.release;

import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.learning.release.figure.LiveLoss;
import io.trivium.runtime.learning.release.figure.QualityFigures;
import io.trivium.runtime.learning.store.ExampleContent;
import io.trivium.runtime.learning.store.TaskPolicies;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.serving.Rehearsal;
import io.trivium.runtime.statistics.BoundedLabels;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The quality of both versions on the examples whose first label arrived since the release began: neither can have
 * learned from them. Both answer the stored inputs, so every label counts for both, whichever answered at the time. Of
 * tasks whose head {@link LiveLoss} knows and whose labels it can read. Thread-safe.
 */
@ApplicationScoped
class LiveQuality {
    private static final Logger LOG = Logger.getLogger(LiveQuality.class);
    private static final int AT_ONCE = 200;
    /** Rows of a transaction that is still open may appear before those that were read. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private static final SqlQuery<Progress> PROGRESS = SqlQuery.of(Progress.class, """
            select read_to, examples, champion_loss, challenger_loss, squares, true as is_stored
            from learning_release_quality where tenant_id = :tenant and release_id = :release
            """);

    private static final SqlQuery<Labelled> LABELLED = SqlQuery.of(Labelled.class, """
            select l.example_id as example, l.recorded_at, l.label, l.withdrawn, e.inputs
            from learning_label l join learning_example e using (tenant_id, task, example_id)
            where l.tenant_id = :tenant and l.task = :task and l.recorded_at > :from and l.recorded_at < :until
                and not exists (select from learning_label o where o.tenant_id = l.tenant_id and o.task = l.task
                    and o.example_id = l.example_id and o.recorded_at < l.recorded_at)
            order by l.recorded_at fetch first (:limit::bigint) rows with ties
            """);

    private static final SqlUpdate BEGIN = SqlUpdate.of("""
            insert into learning_release_quality (tenant_id, release_id, read_to, examples, champion_loss,
                challenger_loss, squares)
            values (:tenant, :release, :readTo, :examples, :championLoss, :challengerLoss, :squares)
            on conflict do nothing
            """);

    private static final SqlUpdate CONTINUE = SqlUpdate.of("""
            update learning_release_quality set read_to = :readTo, examples = :examples, champion_loss = :championLoss,
                challenger_loss = :challengerLoss, squares = :squares
            where tenant_id = :tenant and release_id = :release and read_to = :before
            """);

    private final InferenceService inference;
    private final TaskPolicies policies;
    private final ReleasePolicy policy;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    LiveQuality(
            InferenceService inference,
            TaskPolicies policies,
            ReleasePolicy policy,
            KnownTenants tenants,
            TenantTransactions transactions,
            InstantSource clock) {
        this.inference = inference;
        this.policies = policies;
        this.policy = policy;
        this.tenants = tenants;
        this.transactions = transactions;
        this.clock = clock;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Labelled(String example, Instant recordedAt, String label, boolean withdrawn, byte[] inputs) {}

    private record Progress(Instant readTo, QualityFigures figures, boolean isStored) {}

    /** Reads new labels and returns the sums of all tenants; null when the task is not judged so. */
    @Nullable
    QualityFigures read(Release release) {
        Optional<LiveLoss> loss = policy.spec(release)
                .flatMap(spec ->
                        LiveLoss.of(spec, policies.labels(release.task()).labels()));
        if (loss.isEmpty()) return null;
        QualityFigures sum = QualityFigures.NONE;
        for (TenantId tenant : tenants.all()) sum = sum.plus(read(release, tenant, loss.orElseThrow()));
        return sum;
    }

    private QualityFigures read(Release release, TenantId tenant, LiveLoss loss) {
        Progress before = transactions.withConnection(tenant, connection -> progress(connection, release, tenant));
        List<Labelled> found =
                transactions.withConnection(tenant, connection -> labelled(connection, release, tenant, before));
        if (found.isEmpty()) return before.figures();
        QualityFigures figures = before.figures();
        Set<String> seen = new HashSet<>();
        for (Labelled each : found) {
            if (!each.withdrawn() && seen.add(each.example())) figures = with(figures, release, tenant, each, loss);
        }
        Progress after = new Progress(found.getLast().recordedAt(), figures, true);
        boolean isOurs =
                transactions.withConnection(tenant, connection -> store(connection, release, tenant, before, after));
        return isOurs ? figures : before.figures();
    }

    private QualityFigures with(
            QualityFigures figures, Release release, TenantId tenant, Labelled example, LiveLoss loss) {
        Optional<BoundedLabels> target = loss.target(example.label());
        if (target.isEmpty()) return figures;
        InferenceCall call = call(release.model(), tenant, ExampleContent.decode(example.inputs()));
        OptionalDouble theirs = loss(call, release.champion(), loss, target.orElseThrow());
        OptionalDouble ours = loss(call, release.version(), loss, target.orElseThrow());
        if (theirs.isEmpty() || ours.isEmpty()) return figures;
        return figures.plus(theirs.getAsDouble(), ours.getAsDouble());
    }

    private static InferenceCall call(ModelName model, TenantId tenant, List<ExampleTensor> inputs) {
        List<Tensor> tensors = new ArrayList<>();
        for (ExampleTensor each : inputs) {
            long[] shape = new long[each.shape().size() + 1];
            shape[0] = 1;
            for (int i = 1; i < shape.length; i++) shape[i] = each.shape().get(i - 1);
            byte[] elements = each.bytes();
            ByteBuffer data =
                    ByteBuffer.allocateDirect(elements.length).put(elements).flip();
            tensors.add(
                    Tensor.of(each.name(), TensorType.valueOf(each.datatype().name()), shape, data));
        }
        return new InferenceCall(
                model, Optional.empty(), tensors, List.of(), tenant, 0, Optional.empty(), Optional.empty());
    }

    private OptionalDouble loss(InferenceCall call, VersionNumber version, LiveLoss loss, BoundedLabels target) {
        try {
            Rehearsal answer = inference.rehearse(call, version);
            return answer.isFinite() ? loss.loss(target, answer.outputs()) : OptionalDouble.empty();
        } catch (ExecutionException | RuntimeException e) { // one example does not keep the others from being judged
            LOG.debugf(e, "version %s of model %s cannot answer a stored example", version, call.model());
            return OptionalDouble.empty();
        }
    }

    /** The figures known of one tenant's examples. */
    QualityFigures figures(Connection connection, Release release, TenantId tenant) {
        return progress(connection, release, tenant).figures();
    }

    private static Progress progress(Connection connection, Release release, TenantId tenant) {
        return PROGRESS.on(connection)
                .set("tenant", tenant)
                .set("release", release.id())
                .first()
                .orElseGet(() -> new Progress(release.offeredAt(), QualityFigures.NONE, false));
    }

    private List<Labelled> labelled(Connection connection, Release release, TenantId tenant, Progress from) {
        return LABELLED.on(connection)
                .set("tenant", tenant)
                .set("task", release.task())
                .set("from", from.readTo())
                .set("until", clock.instant().minus(SETTLED))
                .set("limit", AT_ONCE)
                .list();
    }

    /** False when another process has read further meanwhile. */
    private static boolean store(
            Connection connection, Release release, TenantId tenant, Progress before, Progress after) {
        QualityFigures figures = after.figures();
        SqlUpdate.Call call =
                before.isStored() ? CONTINUE.on(connection).set("before", before.readTo()) : BEGIN.on(connection);
        return call.set("tenant", tenant)
                        .set("release", release.id())
                        .set("readTo", after.readTo())
                        .set("examples", figures.examples())
                        .set("championLoss", figures.championLoss())
                        .set("challengerLoss", figures.challengerLoss())
                        .set("squares", figures.squares())
                        .run()
                == 1;
    }
}
