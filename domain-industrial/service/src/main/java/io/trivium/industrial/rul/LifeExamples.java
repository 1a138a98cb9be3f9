package io.trivium.industrial.rul;

import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.ModelReference;
import io.trivium.core.model.TaskName;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.model.FailureOutlook;
import io.trivium.industrial.model.LifeTags;
import io.trivium.industrial.model.LifeWindow;
import io.trivium.industrial.model.ModeProfile;
import io.trivium.industrial.workorder.LifeFinding;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the networks were asked as examples, and labels them once it is known how the life ended. Of a failed
 * asset every earlier estimate gets the cycles that were left and the mode of the failure. Of one that was replaced
 * before, or was found to be sound, it is known only that it had at least these cycles left: a censored number (Powell,
 * "Censored Regression Quantiles", J. Econometrics 32:143, 1986). Thread-safe.
 */
@ApplicationScoped
class LifeExamples {
    private static final TaskName LIFE_TASK = new TaskName("industrial-rul");
    private static final TaskName MODE_TASK = new TaskName("industrial-failure-mode");
    private static final String SOURCE = "/industrial/life";
    /** The observer of the label. */
    private static final String OBSERVER = "technician";

    private final LifeStore store;
    private final LifeTypes types;
    private final LifeConfig config;
    private final Outbox outbox;
    private final TenantTransactions transactions;

    LifeExamples(LifeStore store, LifeTypes types, LifeConfig config, Outbox outbox, TenantTransactions transactions) {
        this.store = store;
        this.types = types;
        this.config = config;
        this.outbox = outbox;
        this.transactions = transactions;
    }

    /** Whether the estimate after the cycle that ends at this time is an example: one of every few cycles is. */
    boolean isExample(Instant at, Duration cycle) {
        return at.toEpochMilli() / cycle.toMillis() % config.exampleEvery() == 0;
    }

    /**
     * Sends an estimate of remaining life, in the caller's transaction.
     *
     * @param share of the horizon that is left, as expected
     */
    void life(TenantId tenant, UUID assetId, Instant at, LifeWindow window, double share, ModelReference modelVersion) {
        send(tenant, LIFE_TASK, assetId, at, window, share, modelVersion);
    }

    /** Sends an answer about failure modes, in the caller's transaction. */
    void mode(TenantId tenant, UUID assetId, Instant at, LifeWindow window, FailureOutlook outlook) {
        send(tenant, MODE_TASK, assetId, at, window, outlook.probability(), outlook.modelVersion());
    }

    /** The subject is the asset, so that no asset is on both sides of a split. */
    private void send(
            TenantId tenant,
            TaskName task,
            UUID assetId,
            Instant at,
            LifeWindow window,
            double score,
            ModelReference modelVersion) {
        String id = id(assetId, at);
        ExampleObserved example = new ExampleObserved(
                id,
                task,
                List.of(
                        ExampleTensor.ofFloats(
                                "series", List.of((long) LifeWindow.STEPS, (long) LifeTags.CHANNELS), window.series()),
                        ExampleTensor.ofFloats("features", List.of((long) LifeWindow.FEATURES), window.features())),
                at,
                assetId.toString(),
                score,
                modelVersion.value(),
                ExampleObserved.STANDARD);
        String event =
                EventIds.of(tenant, ExampleObserved.TYPE, task + ":" + id).toString();
        outbox.add(ExampleObserved.TOPIC, EventEnvelope.of(event, SOURCE, id, at, tenant, example));
    }

    private static String id(UUID assetId, Instant at) {
        return assetId + ":" + at.toEpochMilli();
    }

    /** Labels the examples of the life that was found out about, in the transaction of the finding. */
    void found(@Observes LifeFinding finding) {
        transactions.withOpenConnection(connection -> label(connection, finding));
    }

    private int label(Connection connection, LifeFinding finding) {
        List<LifeStore.Example> examples =
                store.examples(connection, finding.tenant(), finding.assetId(), finding.at());
        for (LifeStore.Example example : examples) {
            share(example, finding.hasFailed()).ifPresent(share -> send(finding, LIFE_TASK, example, share));
            if (example.outlook() != null) {
                ModeProfile modes =
                        types.find(example.assetType()).map(LifeType::modes).orElse(null);
                mode(example, finding, modes).ifPresent(mode -> send(finding, MODE_TASK, example, mode));
            }
        }
        return examples.size();
    }

    /** The share of the horizon that was left; empty when nothing is known of it. */
    static Optional<String> share(LifeStore.Example example, boolean hasFailed) {
        if (example.remaining() >= example.horizon()) return Optional.of("1");
        if (!hasFailed && example.remaining() == 0) return Optional.empty();
        String share = String.format(Locale.ROOT, "%.5f", example.remaining() / example.horizon());
        return Optional.of(hasFailed ? share : ">" + share);
    }

    /**
     * The class of the failure: 0 for none within the horizon, otherwise 1 + the mode's place in the profile. Empty when
     * it is not known, or is none of the profile's. Of several modes with the same code the one that was expected most
     * counts.
     */
    static Optional<String> mode(LifeStore.Example example, LifeFinding finding, @Nullable ModeProfile modes) {
        if (example.remaining() > example.horizon()) return Optional.of(Integer.toString(ModeProfile.NONE));
        FailureOutlook outlook = example.outlook();
        if (!finding.hasFailed() || outlook == null || modes == null) return Optional.empty();
        List<String> names = modes.modes().stream().map(ModeProfile.Mode::name).toList();
        return outlook.modes().stream()
                .filter(mode -> mode.code().equals(finding.failureMode()))
                .map(mode -> names.indexOf(mode.mode()))
                .filter(place -> place >= 0)
                .findFirst()
                .map(place -> Integer.toString(place + 1));
    }

    private void send(LifeFinding finding, TaskName task, LifeStore.Example example, String label) {
        String id = id(finding.assetId(), example.at());
        LabelObserved observed = new LabelObserved(id, task, label, OBSERVER, finding.foundAt());
        String event = EventIds.of(finding.tenant(), LabelObserved.TYPE, finding.id() + ":" + task + ":" + id)
                .toString();
        outbox.add(
                LabelObserved.TOPIC,
                EventEnvelope.of(event, SOURCE, id, finding.foundAt(), finding.tenant(), observed));
    }
}
