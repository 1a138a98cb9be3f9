package io.trivium.runtime.learning.update.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.manifest.ManifestRequest;
import io.trivium.runtime.learning.manifest.ManifestService;
import io.trivium.runtime.learning.store.Sql;
import io.trivium.runtime.learning.store.TaskPolicies;
import io.trivium.runtime.learning.update.Ownership;
import io.trivium.runtime.learning.update.UpdateChange;
import io.trivium.runtime.learning.update.UpdateFailure;
import io.trivium.runtime.learning.update.UpdateRow;
import io.trivium.runtime.learning.update.UpdateState;
import io.trivium.runtime.learning.update.UpdateStep;
import io.trivium.runtime.learning.update.UpdateStore;
import io.trivium.runtime.learning.update.UpdateTrigger;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** Freezes the data set as it was at the update's cut-off, which also identifies an existing manifest. */
@ApplicationScoped
class FreezeStep implements UpdateStep {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ManifestService manifests;
    private final UpdateStore store;
    private final TaskPolicies policies;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    FreezeStep(
            ManifestService manifests,
            UpdateStore store,
            TaskPolicies policies,
            TenantTransactions transactions,
            InstantSource clock) {
        this.manifests = manifests;
        this.store = store;
        this.policies = policies;
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
            long fresh = transactions.withConnection(row.tenant(), connection -> freshLabels(connection, row));
            int least = row.settings().minimumLabels();
            if (row.trigger() == UpdateTrigger.SCHEDULE && fresh < least) {
                return UpdateChange.end(
                        UpdateState.UNCHANGED,
                        clock.instant(),
                        "too-few-labels",
                        fresh + " examples were labelled since the last update, the least is " + least
                                + "; ask for an update to have one all the same.");
            }
            frozen = Optional.of(freeze(row));
        }
        return UpdateChange.to(UpdateState.EXPORTING).set("manifest_id", frozen.orElseThrow());
    }

    private UUID freeze(UpdateRow row) {
        Instant cutoff = row.requireCutoff();
        Instant newest = transactions
                .withConnection(row.tenant(), connection -> newestLabelled(connection, row))
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
                .freeze(row.tenant(), row.requestedBy(), new ManifestRequest(row.task(), cutoff, cutoff, split))
                .id();
    }

    private static String olderThan(Duration delay) {
        return delay.isZero() ? "" : " that is older than its label delay of " + delay;
    }

    /** The manifest that a previous owner froze but did not record. */
    private static Optional<UUID> frozen(Connection connection, UpdateRow row) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select manifest_id, header from learning_manifest
                where tenant_id = ? and task = ? and created_by = ? and created_at >= ? order by created_at""")) {
            Sql.bind(select, row.tenant().value(), row.task(), row.requestedBy(), row.requireCutoff());
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    if (cutoff(found.getString("header")).equals(row.requireCutoff()))
                        return Optional.of(found.getObject("manifest_id", UUID.class));
                }
            }
            return Optional.empty();
        }
    }

    private static Instant cutoff(String header) {
        try {
            return Instant.parse(JSON.readTree(header).path("cutoff").asText());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the header of a manifest is JSON", e);
        }
    }

    /** Examples with a label that arrived after the last update. */
    private long freshLabels(Connection connection, UpdateRow row) throws SQLException {
        Instant since = store.lastCutoff(connection, row.tenant(), row.task()).orElse(Instant.EPOCH);
        try (PreparedStatement select = connection.prepareStatement("""
                select count(distinct example_id) from learning_label
                where tenant_id = ? and task = ? and recorded_at > ? and recorded_at <= ?""")) {
            Sql.bind(select, row.tenant().value(), row.task(), since, row.requireCutoff());
            try (ResultSet count = select.executeQuery()) {
                count.next();
                return count.getLong(1);
            }
        }
    }

    private Optional<Instant> newestLabelled(Connection connection, UpdateRow row) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select max(e.occurred_at) as newest from learning_example e
                where e.tenant_id = ? and e.task = ? and e.occurred_at < ? and e.recorded_at <= ?
                    and exists (select from learning_label l where l.tenant_id = e.tenant_id and l.task = e.task
                        and l.example_id = e.example_id and l.observed_at <= ? and l.recorded_at <= ?)""")) {
            Instant cutoff = row.requireCutoff();
            Instant settled = cutoff.minus(policies.labels(row.task()).delay());
            Sql.bind(select, row.tenant().value(), row.task(), settled, cutoff, cutoff, cutoff);
            try (ResultSet found = select.executeQuery()) {
                found.next();
                return Optional.ofNullable(Sql.timeOrNull(found, "newest"));
            }
        }
    }
}
