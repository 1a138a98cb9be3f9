package io.trivium.industrial.workorder;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.alarm.Alarm;
import io.trivium.industrial.alarm.AlarmReader;
import io.trivium.industrial.alarm.AlarmRegister;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Performs the acts of users on work orders. Every step names the version on which it is based, is audited, and is
 * recorded in the history.
 */
@ApplicationScoped
class WorkOrderService {
    /** A begin that was now when the form was opened is still accepted. */
    private static final Duration PLANNING_TAKES = Duration.ofMinutes(5);

    private final WorkOrderStore store;
    private final EconomicsStore economics;
    private final WorkOrderLog log;
    private final Renewals renewals;
    private final AlarmReader alarms;
    private final AlarmRegister register;
    private final PlantPlaces places;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;

    WorkOrderService(
            WorkOrderStore store,
            EconomicsStore economics,
            WorkOrderLog log,
            Renewals renewals,
            AlarmReader alarms,
            AlarmRegister register,
            PlantPlaces places,
            TenantTransactions transactions,
            AuditLog audit,
            Caller caller,
            InstantSource clock) {
        this.store = store;
        this.economics = economics;
        this.log = log;
        this.renewals = renewals;
        this.alarms = alarms;
        this.register = register;
        this.places = places;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Creates an order, with the current evidence of its alarm. */
    UUID add(TenantId tenant, WorkOrderRequests.NewWorkOrder request) {
        AssetPlace place = places.require(tenant, request.assetId());
        requireOrder("windowFrom", request.windowFrom(), request.windowTo());
        return transactions.withConnection(tenant, connection -> {
            Alarm alarm = request.alarmId() == null ? null : alarms.require(connection, tenant, request.alarmId());
            if (alarm != null && !alarm.assetId().equals(request.assetId())) {
                throw invalid("alarmId", "The alarm is one of another asset.");
            }
            WorkOrder order = order(connection, tenant, request, place, alarm);
            if (!store.insert(connection, tenant, order)) throw exists(connection, tenant, request.alarmId());
            if (alarm != null) register.tie(connection, tenant, alarm.alarmId(), order.workOrderId(), caller.name());
            publish(connection, tenant, order, "proposed", request.note());
            return order.workOrderId();
        });
    }

    private PlatformException exists(Connection connection, TenantId tenant, @Nullable UUID alarmId) {
        Map<String, String> details = alarmId == null
                ? Map.of()
                : store.openOf(connection, tenant, alarmId)
                        .map(open -> Map.of("workOrderId", open.workOrderId().toString()))
                        .orElse(Map.of());
        return new PlatformException(
                IndustrialErrorCode.WORK_ORDER_EXISTS, IndustrialErrorCode.WORK_ORDER_EXISTS.meaning(), details);
    }

    private WorkOrder order(
            Connection connection,
            TenantId tenant,
            WorkOrderRequests.NewWorkOrder request,
            AssetPlace place,
            @Nullable Alarm alarm) {
        MaintenanceEconomics costs = economics.of(connection, tenant);
        BigDecimal estimated = request.estimatedCost();
        Instant now = now();
        return new WorkOrder(
                UUID.randomUUID(),
                store.nextNumber(connection, tenant),
                1,
                place.assetId(),
                place.name(),
                place.path(),
                WorkOrderState.PROPOSED,
                request.title(),
                alarm == null
                        ? WorkOrderSource.MANUAL
                        : Proposals.source(alarm.condition().kind()),
                request.alarmId(),
                alarm == null ? null : alarm.occurrence().evidence(),
                request.priority(),
                alarm == null ? null : Proposals.task(alarm.condition().kind()),
                new WorkOrder.Plan(request.windowFrom(), request.windowTo(), null, null, null),
                new WorkOrder.Cost(
                        estimated == null ? costs.plannedCost() : estimated,
                        costs.failureCost(),
                        costs.currency(),
                        alarm == null
                                ? null
                                : WorkOrderPolicy.probability(alarm.occurrence().evidence())),
                WorkOrder.Result.NONE,
                request.note(),
                null,
                now,
                caller.name(),
                now);
    }

    void plan(TenantId tenant, UUID id, WorkOrderRequests.WorkOrderPlanning request) {
        requireOrder("plannedFrom", request.plannedFrom(), request.plannedTo());
        step(tenant, id, request.version(), WorkOrderState.PLANNED, request.assignee(), (order, now) -> {
            WorkOrder.Plan plan = order.plan();
            if (request.plannedFrom().isBefore(now.minus(PLANNING_TAKES))
                    && !request.plannedFrom().equals(plan.plannedFrom())) {
                throw invalid("plannedFrom", "Work cannot be planned to begin in the past.");
            }
            return order.changed(
                    WorkOrderState.PLANNED,
                    new WorkOrder.Plan(
                            plan.windowFrom(),
                            plan.windowTo(),
                            request.plannedFrom(),
                            request.plannedTo(),
                            request.assignee()),
                    order.result(),
                    null,
                    now);
        });
    }

    void start(TenantId tenant, UUID id, int version) {
        step(
                tenant,
                id,
                version,
                WorkOrderState.IN_PROGRESS,
                null,
                (order, now) -> order.changed(
                        WorkOrderState.IN_PROGRESS, order.plan(), order.result().started(now), null, now));
    }

    /** Ends an order with what was found: a label for the model that led to it. */
    void complete(TenantId tenant, UUID id, WorkOrderRequests.WorkOrderCompletion request) {
        String mode = request.failureMode();
        if (mode != null && !FailureMode.isKnown(mode)) {
            throw invalid("failureMode", "There is no failure mode " + mode + "; ask GET /v1/failure-modes.");
        }
        requireOrder("startedAt", request.startedAt(), request.doneAt());
        step(tenant, id, request.version(), WorkOrderState.DONE, request.note(), (order, now) -> {
            Instant done = request.doneAt() == null ? now : request.doneAt();
            if (done.isAfter(now)) throw invalid("doneAt", "Work cannot be reported as done before it is.");
            Instant began = request.startedAt() == null ? order.result().startedAt() : request.startedAt();
            WorkOrder.Result result = new WorkOrder.Result(
                    began == null || began.isAfter(done) ? done : began,
                    done,
                    mode,
                    request.outcome(),
                    request.downtimeMinutes(),
                    request.cost());
            return order.changed(WorkOrderState.DONE, order.plan(), result, request.note(), now);
        });
    }

    void cancel(TenantId tenant, UUID id, int version, String reason) {
        step(
                tenant,
                id,
                version,
                WorkOrderState.CANCELLED,
                reason,
                (order, now) -> order.changed(WorkOrderState.CANCELLED, order.plan(), order.result(), reason, now));
    }

    /** Notes the maintenance system's own id; the same one again changes nothing. */
    void external(TenantId tenant, UUID id, String externalId) {
        transactions.withConnection(tenant, connection -> {
            WorkOrder before = store.lock(connection, tenant, id).orElseThrow(WorkOrderReader::notFound);
            if (!externalId.equals(before.externalId())) {
                WorkOrder after = before.withExternalId(externalId, now());
                store.update(connection, tenant, after);
                publish(connection, tenant, after, "external-id", externalId);
            }
            return id;
        });
    }

    @FunctionalInterface
    private interface Step {
        WorkOrder after(WorkOrder before, Instant now);
    }

    private void step(TenantId tenant, UUID id, int version, WorkOrderState to, @Nullable String note, Step step) {
        transactions.withConnection(tenant, connection -> {
            WorkOrder before = store.lock(connection, tenant, id).orElseThrow(WorkOrderReader::notFound);
            if (before.version() != version) {
                throw new PlatformException(
                        IndustrialErrorCode.WORK_ORDER_CHANGED_MEANWHILE,
                        "The work order has version " + before.version() + " by now.",
                        Map.of("version", before.version()));
            }
            if (!WorkOrderPolicy.may(before.state(), to)) {
                throw new PlatformException(
                        IndustrialErrorCode.WORK_ORDER_STEP_INVALID,
                        "A work order that is " + before.state().wireName() + " cannot become " + to.wireName() + ".",
                        Map.of("state", before.state().wireName()));
            }
            WorkOrder after = step.after(before, now());
            store.update(connection, tenant, after);
            publish(connection, tenant, after, to.wireName(), note);
            Instant renewed = WorkOrderPolicy.renewedAt(after);
            if (renewed != null) renewals.finished(connection, tenant, after, renewed);
            return id;
        });
    }

    private void publish(Connection connection, TenantId tenant, WorkOrder order, String event, @Nullable String note) {
        log.publish(connection, tenant, order, caller.name(), event, note);
        audit.append(
                "work-order." + event,
                "work-order/" + order.workOrderId(),
                AuditOutcome.SUCCESS,
                Map.of("number", order.number(), "version", order.version(), "note", note == null ? "" : note));
    }

    private static void requireOrder(String field, @Nullable Instant from, @Nullable Instant to) {
        if (from != null && to != null && !from.isBefore(to)) {
            throw invalid(field, "The time must begin before it ends.");
        }
    }

    private static PlatformException invalid(String field, String detail) {
        return new PlatformException(IndustrialErrorCode.WORK_ORDER_INVALID, detail, Map.of("field", field));
    }
}
