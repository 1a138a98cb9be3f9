package io.trivium.runtime.learning.update;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.learning.gate.GateResult;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An update as the API shows it.
 *
 * @param champion version it began from
 * @param challenger trained version; not yet registered while it is trained
 * @param rival registered version of the best simple model of the same data set; absent where none was trained
 * @param scope the tenants that the challenger is for
 * @param release the release of the challenger; absent where it is for the tenant alone
 * @param variant the variant, where the challenger is for the tenant alone
 * @param attempts how often it was taken up
 * @param progress of training, from 0 to 1
 * @param cpuSeconds of the training process
 * @param energyJoules of the whole machine while it trained; absent where the machine does not report it
 * @param peakMemoryBytes resident, of the training process
 * @param code why it is over, where nothing or the rival was released
 * @param message the same in words, with the remedy
 * @param rivalGates gates of the rival, where it was to be offered instead of the challenger
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UpdateView(
        UUID id,
        TaskName task,
        ModelName model,
        VersionNumber champion,
        UpdateScope scope,
        UpdateState state,
        UpdateTrigger trigger,
        String requestedBy,
        String reason,
        Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable UUID manifest,
        @Nullable VersionNumber challenger,
        @Nullable VersionNumber rival,
        @Nullable UUID release,
        @Nullable UUID variant,
        int attempts,
        double progress,
        double cpuSeconds,
        @Nullable Double energyJoules,
        @Nullable Long peakMemoryBytes,
        @Nullable ExampleCounts examples,
        @Nullable String code,
        @Nullable String message,
        List<GateResult> gates,
        List<GateResult> rivalGates) {

    /** Rows of the data set, by part. */
    public record ExampleCounts(int train, int validation, int test) {}

    /**
     * Updates, the latest first.
     *
     * @param nextAfter place of the following page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record UpdatePage(
            List<UpdateView> items, @Nullable String nextAfter) {}

    static UpdateView of(UpdateRow row) {
        Integer train = row.trainRows();
        Integer validation = row.validationRows();
        Integer test = row.testRows();
        return new UpdateView(
                row.id(),
                row.task(),
                row.model(),
                row.champion(),
                row.settings().isForTenant() ? UpdateScope.TENANT : UpdateScope.PLATFORM,
                row.state(),
                row.trigger(),
                row.requestedBy(),
                row.reason(),
                row.requestedAt(),
                row.startedAt(),
                row.finishedAt(),
                row.manifest(),
                row.challenger(),
                row.rival(),
                row.release(),
                row.variant(),
                row.attempts(),
                row.progress(),
                row.cpuSeconds(),
                row.energyJoules(),
                row.peakMemoryBytes(),
                train == null || validation == null || test == null ? null : new ExampleCounts(train, validation, test),
                row.code(),
                row.message(),
                row.gates(),
                row.rivalGates());
    }
}
