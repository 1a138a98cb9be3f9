package io.trivium.runtime.learning.update.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.model.ModelName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.manifest.ManifestRequest;
import io.trivium.runtime.learning.manifest.ManifestService;
import io.trivium.runtime.learning.store.TaskPolicies;
import io.trivium.runtime.learning.update.Ownership;
import io.trivium.runtime.learning.update.UpdateChange;
import io.trivium.runtime.learning.update.UpdateFailure;
import io.trivium.runtime.learning.update.UpdateRow;
import io.trivium.runtime.learning.update.UpdateState;
import io.trivium.runtime.learning.update.UpdateStep;
import io.trivium.runtime.learning.update.UpdateStore;
import io.trivium.runtime.learning.update.UpdateTrigger;
import io.trivium.runtime.registry.Challengers;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Freezes the data set as it was at the update's cut-off, which also identifies an existing manifest. */
@ApplicationScoped
class FreezeStep implements UpdateStep {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** In which labels are counted to tell when there are enough. */
    private static final Duration RATE_PERIOD = Duration.ofDays(7);

    private static final SqlQuery<Frozen> FROZEN = SqlQuery.of(Frozen.class, """
            select manifest_id, header from learning_manifest
            where tenant_id = :tenant and task = :task and created_by = :by and created_at >= :from order by created_at
            """);

    private static final SqlQuery<Instant> NEWEST_LABELLED = SqlQuery.of(Instant.class, """
            select max(e.occurred_at) from learning_example e
            where e.tenant_id = :tenant and e.task = :task and e.occurred_at < :settled and e.recorded_at <= :cutoff
                and (:model::text is null or split_part(e.model_version, ':', 1) = :model)
                and exists (select from learning_label l where l.tenant_id = e.tenant_id and l.task = e.task
                    and l.example_id = e.example_id and l.observed_at <= :cutoff and l.recorded_at <= :cutoff)
            having max(e.occurred_at) is not null
            """);

    private record Frozen(UUID manifestId, String header) {}

    private final ManifestService manifests;
    private final UpdateStore store;
    private final TaskPolicies policies;
    private final Challengers challengers;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    FreezeStep(
            ManifestService manifests,
            UpdateStore store,
            TaskPolicies policies,
            Challengers challengers,
            TenantTransactions transactions,
            InstantSource clock) {
        this.manifests = manifests;
        this.store = store;
        this.policies = policies;
        this.challengers = challengers;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public UpdateState state() {
        return UpdateState.FREEZING;
    }

    @Override
    public UpdateChange run(UpdateRow row, Ownership own) {
        Optional<UUID> frozen = transactions.withConnection(row.tenant(), connection -> frozen(connection, row));
        if (frozen.isEmpty()) {
            ModelName only = only(row);
            Optional<String> missing = row.trigger() == UpdateTrigger.SCHEDULE
                    ? transactions.withConnection(row.tenant(), connection -> missing(connection, row, only))
                    : Optional.empty();
            if (missing.isPresent()) {
                return UpdateChange.end(
                        UpdateState.UNCHANGED, clock.instant(), "too-few-labels", missing.orElseThrow());
            }
            frozen = Optional.of(freeze(row, only));
        }
        return UpdateChange.to(UpdateState.EXPORTING).set("manifest_id", frozen.orElseThrow());
    }

    /** What a scheduled update lacks, and when that is expected; empty when there are labels enough. */
    private Optional<String> missing(Connection connection, UpdateRow row, @Nullable ModelName only) {
        Instant cutoff = row.requireCutoff();
        Instant since = store.lastCutoff(connection, row.tenant(), row.task(), row.model());
        long fresh = store.labelled(connection, row.tenant(), row.task(), only, since, cutoff);
        int least = row.settings().minimumLabels();
        if (fresh >= least) return Optional.empty();
        long lately = store.labelled(connection, row.tenant(), row.task(), only, cutoff.minus(RATE_PERIOD), cutoff);
        String expected = lately == 0
                ? "None was labelled in the last " + RATE_PERIOD.toDays() + " days."
                : "At the rate of the last " + RATE_PERIOD.toDays() + " days (" + lately + ") it is reached in about "
                        + Math.ceilDiv((least - fresh) * RATE_PERIOD.toDays(), lately) + " days.";
        return Optional.of(fresh + " examples were labelled since the last update, the least is " + least + ". "
                + expected + " Request an update to train with fewer.");
    }

    private UUID freeze(UpdateRow row, @Nullable ModelName only) {
        Instant cutoff = row.requireCutoff();
        Instant newest = transactions
                .withConnection(row.tenant(), connection -> newestLabelled(connection, row, only))
                .orElseThrow(() -> new UpdateFailure(
                        "no-labels",
                        "No example of the task"
                                + olderThan(policies.labels(row.task()).delay())
                                + " has a label; see whether its labels come in under /v1/learning/tasks."));
        // The newest example itself is for the test, too.
        Instant testFrom = newest.minus(Duration.ofDays(row.settings().testDays()));
        Instant validationFrom = testFrom.minus(Duration.ofDays(row.settings().validationDays()));
        ManifestRequest.SplitRequest split = new ManifestRequest.SplitRequest(
                validationFrom,
                testFrom,
                row.settings().validationShare(),
                row.settings().testShare());
        return manifests
                .freeze(row.tenant(), row.requestedBy(), new ManifestRequest(row.task(), only, cutoff, cutoff, split))
                .id();
    }

    private static String olderThan(Duration delay) {
        return delay.isZero() ? "" : " that is older than its label delay of " + delay;
    }

    /** The manifest that a previous owner froze but did not record. */
    private static Optional<UUID> frozen(Connection connection, UpdateRow row) {
        return FROZEN
                .on(connection)
                .set("tenant", row.tenant())
                .set("task", row.task())
                .set("by", row.requestedBy())
                .set("from", row.requireCutoff())
                .list()
                .stream()
                .filter(each -> cutoff(each.header).equals(row.requireCutoff()))
                .map(Frozen::manifestId)
                .findFirst();
    }

    private static Instant cutoff(String header) {
        try {
            return Instant.parse(JSON.readTree(header).path("cutoff").asText());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the header of a manifest is JSON", e);
        }
    }

    /** The row's model where the task has others, too: each learns from what it answered. */
    private @Nullable ModelName only(UpdateRow row) {
        return challengers.champions(row.task()).size() > 1 ? row.model() : null;
    }

    private Optional<Instant> newestLabelled(Connection connection, UpdateRow row, @Nullable ModelName only) {
        Instant cutoff = row.requireCutoff();
        return NEWEST_LABELLED
                .on(connection)
                .set("tenant", row.tenant())
                .set("task", row.task())
                .set("model", only)
                .set("settled", cutoff.minus(policies.labels(row.task()).delay()))
                .set("cutoff", cutoff)
                .first();
    }
}
