package io.trivium.industrial.workorder;

import io.trivium.core.model.TaskName;
import io.trivium.industrial.alarm.Evidence;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A work order as it is stored.
 *
 * @param number counted for each organisation
 * @param assetName name at the time of creation; kept when the asset is renamed or removed
 * @param evidence the evidence for its proposal, as of that time
 * @param task model task for which its outcome is a label; null if no model was called
 */
record WorkOrder(
        UUID workOrderId,
        int number,
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
        @Nullable TaskName task,
        Plan plan,
        Cost costs,
        Result result,
        @Nullable String note,
        @Nullable String externalId,
        Instant createdAt,
        String createdBy,
        Instant lastChange) {

    /**
     * The planned time of the work.
     *
     * @param windowFrom begin of the time in which it is best done
     * @param plannedFrom planned begin, if it was planned
     */
    record Plan(
            @Nullable Instant windowFrom,
            @Nullable Instant windowTo,
            @Nullable Instant plannedFrom,
            @Nullable Instant plannedTo,
            @Nullable String assignee) {}

    /**
     * The expected cost.
     *
     * @param estimated cost of doing it
     * @param expectedFailure cost of a failure that is not prevented
     * @param probability of a failure within the time that the evidence looks ahead; null if unknown
     */
    record Cost(
            BigDecimal estimated,
            BigDecimal expectedFailure,
            String currency,
            @Nullable Double probability) {}

    /** The result of the work. */
    record Result(
            @Nullable Instant startedAt,
            @Nullable Instant doneAt,
            @Nullable String failureMode,
            @Nullable WorkOrderOutcome outcome,
            @Nullable Integer downtimeMinutes,
            @Nullable BigDecimal cost) {
        static final Result NONE = new Result(null, null, null, null, null, null);

        Result started(Instant at) {
            return new Result(at, doneAt, failureMode, outcome, downtimeMinutes, cost);
        }
    }

    WorkOrder changed(WorkOrderState after, Plan planned, Result found, @Nullable String remark, Instant now) {
        return new WorkOrder(
                workOrderId,
                number,
                version + 1,
                assetId,
                assetName,
                path,
                after,
                title,
                source,
                alarmId,
                evidence,
                priority,
                task,
                planned,
                costs,
                found,
                remark == null ? note : remark,
                externalId,
                createdAt,
                createdBy,
                now);
    }

    WorkOrder withExternalId(String id, Instant now) {
        return new WorkOrder(
                workOrderId,
                number,
                version + 1,
                assetId,
                assetName,
                path,
                state,
                title,
                source,
                alarmId,
                evidence,
                priority,
                task,
                plan,
                costs,
                result,
                note,
                id,
                createdAt,
                createdBy,
                now);
    }
}
