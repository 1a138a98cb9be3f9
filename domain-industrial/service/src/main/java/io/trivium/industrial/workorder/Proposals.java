package io.trivium.industrial.workorder;

import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.alarm.Alarm;
import io.trivium.industrial.alarm.RaisedAlarms;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Proposes a work order for each alarm of high or critical priority that {@link WorkOrderPolicy} finds worth one, once: while it
 * is not finished, the alarm belongs to it however often it is raised. Thread-safe.
 */
@ApplicationScoped
class Proposals implements RaisedAlarms {
    static final TaskName REMAINING_LIFE_TASK = new TaskName("industrial-rul");
    private static final TaskName ANOMALY_TASK = new TaskName("industrial-anomaly");
    private static final int LONGEST_TITLE = 200;
    private static final String SYSTEM = "system";

    private final WorkOrderStore store;
    private final EconomicsStore economics;
    private final WorkOrderLog log;
    private final PlantPlaces places;
    private final InstantSource clock;

    Proposals(
            WorkOrderStore store, EconomicsStore economics, WorkOrderLog log, PlantPlaces places, InstantSource clock) {
        this.store = store;
        this.economics = economics;
        this.log = log;
        this.places = places;
        this.clock = clock;
    }

    @Override
    public Optional<UUID> raised(Connection connection, TenantId tenant, Alarm alarm) {
        Optional<WorkOrder> open = store.openOf(connection, tenant, alarm.alarmId());
        if (open.isPresent()) return open.map(WorkOrder::workOrderId);
        AlarmPriority priority = alarm.condition().priority();
        AssetPlace place = places.find(tenant, alarm.assetId()).orElse(null);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        WorkOrderStore.Recurrence recurrence = store.recurrence(
                connection, tenant, alarm.alarmId(), now.minus(WorkOrderPolicy.RECURRENCE_PERIOD), now);
        boolean proposed = WorkOrderPolicy.deservesWork(
                        priority,
                        alarm.condition().kind(),
                        Duration.between(recurrence.raisedAt(), now),
                        recurrence.occurrences())
                && !alarm.state().suppressedByDesign()
                && !alarm.state().outOfService();
        if (!proposed || place == null) return Optional.empty();
        Instant windowTo = WorkOrderPolicy.windowTo(priority, alarm.occurrence().evidence(), now);
        MaintenanceEconomics costs = economics.of(connection, tenant);
        WorkOrder order = new WorkOrder(
                UUID.randomUUID(),
                store.nextNumber(connection, tenant),
                1,
                place.assetId(),
                place.name(),
                place.path(),
                WorkOrderState.PROPOSED,
                title(alarm, place),
                source(alarm.condition().kind()),
                alarm.alarmId(),
                alarm.occurrence().evidence(),
                priority,
                task(alarm.condition().kind()),
                new WorkOrder.Plan(now, windowTo, null, null, null),
                new WorkOrder.Cost(
                        costs.plannedCost(),
                        costs.failureCost(),
                        costs.currency(),
                        WorkOrderPolicy.probability(alarm.occurrence().evidence())),
                WorkOrder.Result.NONE,
                alarm.condition().advice(),
                null,
                now,
                SYSTEM,
                now);
        if (!store.insert(connection, tenant, order)) {
            return store.openOf(connection, tenant, alarm.alarmId()).map(WorkOrder::workOrderId);
        }
        log.publish(
                connection,
                tenant,
                order,
                SYSTEM,
                "proposed",
                alarm.occurrence().message());
        return Optional.of(order.workOrderId());
    }

    static String title(Alarm alarm, AssetPlace place) {
        String title = place.name() + ": " + alarm.condition().name();
        return title.length() <= LONGEST_TITLE ? title : title.substring(0, LONGEST_TITLE);
    }

    static WorkOrderSource source(AlarmKind kind) {
        return kind == AlarmKind.REMAINING_LIFE ? WorkOrderSource.REMAINING_LIFE : WorkOrderSource.ALARM;
    }

    /** The model task that an outcome is a label for; rules and silence are no models. */
    static @Nullable TaskName task(AlarmKind kind) {
        return switch (kind) {
            case ANOMALY -> ANOMALY_TASK;
            case REMAINING_LIFE -> REMAINING_LIFE_TASK;
            // The label of a cycle is given on the cycle itself.
            case LIMIT, SILENCE, CYCLE_DEFECT -> null;
        };
    }
}
