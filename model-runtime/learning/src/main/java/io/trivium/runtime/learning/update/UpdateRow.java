package io.trivium.runtime.learning.update;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.gate.GateResult;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An update as the database has it.
 *
 * @param champion version it began from; until it is started, the champion when it was requested
 * @param cutoff nothing that happened or was known later is learned from; null before it is started
 * @param challenger version of the trained pack; null before training
 * @param rival version of the best simple model of the same data set; null before training, and where there is none
 * @param rivalGates its gates; empty where it was not to be offered
 * @param trainingSeconds time of all attempts at training
 * @param energyJoules of the whole machine while it trained; null where the machine does not report it
 * @param cancelledBy user who cancelled it; null while not cancelled
 * @param owner process that works on it; null for none
 */
public record UpdateRow(
        TenantId tenant,
        UUID id,
        TaskName task,
        ModelName model,
        VersionNumber champion,
        UpdateTrigger trigger,
        String requestedBy,
        String reason,
        Instant requestedAt,
        UpdateSettings settings,
        UpdateState state,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant cutoff,
        @Nullable UUID manifest,
        @Nullable VersionNumber challenger,
        @Nullable VersionNumber rival,
        @Nullable UUID release,
        @Nullable UUID variant,
        int attempts,
        double progress,
        double trainingSeconds,
        double cpuSeconds,
        @Nullable Double energyJoules,
        @Nullable Long peakMemoryBytes,
        @Nullable Integer trainRows,
        @Nullable Integer validationRows,
        @Nullable Integer testRows,
        List<GateResult> gates,
        List<GateResult> rivalGates,
        @Nullable String code,
        @Nullable String message,
        @Nullable String cancelledBy,
        @Nullable String owner) {

    public UUID requireManifest() {
        return Objects.requireNonNull(manifest, "an update has a manifest when it has been frozen");
    }

    public VersionNumber requireChallenger() {
        return Objects.requireNonNull(challenger, "an update has a challenger's version when it trains");
    }

    public VersionNumber requireRival() {
        return Objects.requireNonNull(rival, "an update whose rival is offered has one");
    }

    public Instant requireCutoff() {
        return Objects.requireNonNull(cutoff, "an update has a cut-off when it has been started");
    }

    public boolean isCancelled() {
        return cancelledBy != null;
    }
}
