package io.trivium.industrial.workorder;

import io.trivium.core.model.TaskName;
import io.trivium.industrial.alarm.Evidence;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A work order as it is shown.
 *
 * @param number such as {@code WO-000123}
 * @param path names of the parts of the plant above the asset, outermost first
 * @param evidence what it was proposed on, as it was then
 * @param task model task that its outcome is a label for
 * @param windowFrom begin of the time in which it is best done
 * @param windowTo end of it; never after the lower bound of remaining life that it was proposed on
 * @param expectedFailureCost of a failure that is not prevented
 * @param currency ISO 4217
 * @param probability of a failure within the time that the evidence looks ahead; null if unknown
 * @param externalId of the maintenance system
 * @param history the latest first
 */
public record WorkOrderView(
        UUID workOrderId,
        String number,
        int version,
        UUID assetId,
        String assetName,
        List<String> path,
        WorkOrderState state,
        String title,
        WorkOrderSource source,
        @Nullable UUID alarmId,
        @Nullable Evidence evidence,
        AlarmPriority priority,
        @Schema(implementation = String.class) @Nullable TaskName task,
        @Nullable Instant windowFrom,
        @Nullable Instant windowTo,
        @Nullable Instant plannedFrom,
        @Nullable Instant plannedTo,
        @Nullable String assignee,
        BigDecimal estimatedCost,
        BigDecimal expectedFailureCost,
        String currency,
        @Nullable Double probability,
        @Nullable Instant startedAt,
        @Nullable Instant doneAt,
        @Nullable String failureMode,
        @Nullable WorkOrderOutcome outcome,
        @Nullable Integer downtimeMinutes,
        @Nullable BigDecimal cost,
        @Nullable String note,
        @Nullable String externalId,
        Instant createdAt,
        String createdBy,
        List<WorkOrderHistoryEntry> history) {

    /**
     * Something that happened to it.
     *
     * @param actor user, or {@code system}
     */
    public record WorkOrderHistoryEntry(
            Instant at,
            String actor,
            String event,
            @Nullable String note) {}

    static String number(int number) {
        return String.format(Locale.ROOT, "WO-%06d", number);
    }

    static WorkOrderView of(WorkOrder order, List<WorkOrderHistoryEntry> history) {
        WorkOrder.Plan plan = order.plan();
        WorkOrder.Cost cost = order.costs();
        WorkOrder.Result result = order.result();
        return new WorkOrderView(
                order.workOrderId(),
                number(order.number()),
                order.version(),
                order.assetId(),
                order.assetName(),
                order.path(),
                order.state(),
                order.title(),
                order.source(),
                order.alarmId(),
                order.evidence(),
                order.priority(),
                order.task(),
                plan.windowFrom(),
                plan.windowTo(),
                plan.plannedFrom(),
                plan.plannedTo(),
                plan.assignee(),
                cost.estimated(),
                cost.expectedFailure(),
                cost.currency(),
                cost.probability(),
                result.startedAt(),
                result.doneAt(),
                result.failureMode(),
                result.outcome(),
                result.downtimeMinutes(),
                result.cost(),
                order.note(),
                order.externalId(),
                order.createdAt(),
                order.createdBy(),
                history);
    }
}
