package io.trivium.industrial.workorder;

import io.trivium.industrial.alarm.rule.AlarmPriority;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Bodies of requests about work orders. */
public final class WorkOrderRequests {

    private WorkOrderRequests() {}

    /**
     * A work order to be made, as proposed.
     *
     * @param alarmId for which it is created; null for work that a person thought of
     * @param estimatedCost null for the usual one
     */
    public record NewWorkOrder(
            @NotNull UUID assetId,
            @Nullable UUID alarmId,
            @NotNull @Size(min = 1, max = 200) String title,
            @NotNull AlarmPriority priority,
            @Nullable Instant windowFrom,
            @Nullable Instant windowTo,

            @Nullable @DecimalMin("0") @DecimalMax("1000000000000")
            BigDecimal estimatedCost,

            @Nullable @Size(min = 1, max = 2000) String note) {}

    /** When it shall be done, and by whom. */
    public record WorkOrderPlanning(
            @Min(1) int version,
            @NotNull Instant plannedFrom,
            @NotNull Instant plannedTo,
            @Nullable @Size(min = 1, max = 100) String assignee) {}

    /** A step that needs nothing but the version that was seen. */
    public record WorkOrderStep(@Min(1) int version) {}

    /** The finding and the work done.
     * @param failureMode code of GET /v1/failure-modes
     * @param downtimeMinutes in which the asset was stopped for it
     * @param startedAt when the work began; null for the time at which it was started here
     * @param doneAt when it ended; null for now. Work may be entered after it was done */
    public record WorkOrderCompletion(
            @Min(1) int version,
            @Nullable @Size(min = 1, max = 20) String failureMode,
            @NotNull WorkOrderOutcome outcome,
            @Min(0) @Max(5_256_000) int downtimeMinutes,

            @NotNull @DecimalMin("0") @DecimalMax("1000000000000")
            BigDecimal cost,

            @Nullable @Size(min = 1, max = 2000) String note,
            @Nullable Instant startedAt,
            @Nullable Instant doneAt) {}

    /** A person who may be given work. */
    public record TechnicianDraft(
            @NotNull @Size(min = 1, max = 100) String fullName) {}

    public record WorkOrderCancellation(
            @Min(1) int version,
            @NotNull @Size(min = 1, max = 500) String reason) {}

    /** The maintenance system's own id. */
    public record WorkOrderExternalId(
            @NotNull @Size(min = 1, max = 200) String externalId) {}

    /** The costs; see {@link MaintenanceEconomics}. */
    public record EconomicsDraft(
            @Min(0) int version,
            @NotNull @Pattern(regexp = "[A-Z]{3}") String currency,

            @NotNull @DecimalMin("0") @DecimalMax("1000000000000")
            BigDecimal downtimeCostPerHour,

            @DecimalMin("0") @DecimalMax("10000") double unplannedRepairHours,
            @DecimalMin("0") @DecimalMax("10000") double plannedRepairHours,

            @NotNull @DecimalMin("0") @DecimalMax("1000000000000")
            BigDecimal technicianCostPerHour) {

        MaintenanceEconomics economics() {
            return new MaintenanceEconomics(
                    version,
                    currency,
                    downtimeCostPerHour,
                    unplannedRepairHours,
                    plannedRepairHours,
                    technicianCostPerHour);
        }
    }
}
