package io.trivium.industrial.workorder;

import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.alarm.ModelAlarms;
import io.trivium.industrial.alarm.rule.AlarmKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records that an asset was repaired or replaced, in the caller's transaction: its remaining life is estimated from the start,
 * the alarms on the life before are cleared, and the open work orders that it led to are cancelled. Thread-safe.
 */
@ApplicationScoped
public class Renewals {
    private static final String SYSTEM = "system";

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into asset_renewal (tenant_id, asset_id, at, work_order_id)
        select :tenant, :asset, :at, :order where not exists (
            select from asset_renewal where tenant_id = :tenant and asset_id = :asset and at >= :from and at <= :at)
        """);

    private final WorkOrderStore store;
    private final WorkOrderLog log;
    private final ModelAlarms alarms;
    private final Event<LifeFinding> findings;
    private final InstantSource clock;

    Renewals(
            WorkOrderStore store,
            WorkOrderLog log,
            ModelAlarms alarms,
            Event<LifeFinding> findings,
            InstantSource clock) {
        this.store = store;
        this.log = log;
        this.alarms = alarms;
        this.findings = findings;
        this.clock = clock;
    }

    /**
     * The asset was stopped for as long as an overhaul takes. Work in progress remains open: its technician reports the
     * finding.
     */
    public void stood(Connection connection, TenantId tenant, UUID assetId, Instant at) {
        boolean isNew = begin(
                connection,
                tenant,
                assetId,
                at,
                at,
                null,
                "The asset was down long enough for an overhaul: it was repaired or replaced.");
        // Whether it had failed is not known before its technician reports.
        if (isNew) findings.fire(new LifeFinding(tenant, assetId, assetId + ":" + at, at, at, false, null));
    }

    /** Finished work has renewed the asset, unless that was detected while it was in progress. */
    void finished(Connection connection, TenantId tenant, WorkOrder order, Instant at) {
        Instant began = order.result().startedAt();
        begin(
                connection,
                tenant,
                order.assetId(),
                began == null ? at : began,
                at,
                order.workOrderId(),
                "The asset was repaired or replaced by work order " + WorkOrderView.number(order.number()) + ".");
    }

    /** False when it is known already. */
    private boolean begin(
            Connection connection,
            TenantId tenant,
            UUID assetId,
            Instant from,
            Instant at,
            @Nullable UUID workOrderId,
            String why) {
        int added = ADD.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("from", from)
                .set("at", at)
                .set("order", workOrderId)
                .run();
        if (added == 0) return false;
        alarms.end(connection, tenant, assetId, AlarmKind.REMAINING_LIFE, at, why);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (WorkOrder open : store.notBegun(connection, tenant, assetId, Proposals.REMAINING_LIFE_TASK)) {
            WorkOrder cancelled = open.changed(WorkOrderState.CANCELLED, open.plan(), open.result(), why, now);
            store.update(connection, tenant, cancelled);
            log.publish(connection, tenant, cancelled, SYSTEM, WorkOrderState.CANCELLED.wireName(), why);
        }
        return true;
    }
}
