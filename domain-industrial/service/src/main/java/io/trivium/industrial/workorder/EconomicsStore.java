package io.trivium.industrial.workorder;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;

/** The costs, in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class EconomicsStore {
    private static final SqlQuery<MaintenanceEconomics> FIND = SqlQuery.of(MaintenanceEconomics.class, """
        select version, currency, downtime_cost_per_hour, unplanned_repair_hours, planned_repair_hours,
            technician_cost_per_hour
        from maintenance_economics where tenant_id = :tenant
        """);

    private static final SqlUpdate INSERT = SqlUpdate.of("""
        insert into maintenance_economics (currency, downtime_cost_per_hour, unplanned_repair_hours,
            planned_repair_hours, technician_cost_per_hour, changed_at, changed_by, tenant_id, version)
        values (:currency, :downtimeCost, :unplannedHours, :plannedHours, :technicianCost, :now, :actor, :tenant,
            :version + 1)
        on conflict do nothing
        """);

    private static final SqlUpdate UPDATE = SqlUpdate.of("""
        update maintenance_economics set currency = :currency, downtime_cost_per_hour = :downtimeCost,
            unplanned_repair_hours = :unplannedHours, planned_repair_hours = :plannedHours,
            technician_cost_per_hour = :technicianCost, changed_at = :now, changed_by = :actor, version = version + 1
        where tenant_id = :tenant and version = :version
        """);

    MaintenanceEconomics of(Connection connection, TenantId tenant) {
        return FIND.on(connection).set("tenant", tenant).first().orElse(MaintenanceEconomics.UNKNOWN);
    }

    /** Writes what was seen in its version; false when it now has another. */
    boolean put(Connection connection, TenantId tenant, MaintenanceEconomics seen, Instant now, String actor) {
        return (seen.version() == 0 ? INSERT : UPDATE)
                        .on(connection)
                        .set("tenant", tenant)
                        .set("version", seen.version())
                        .set("currency", seen.currency())
                        .set("downtimeCost", seen.downtimeCostPerHour())
                        .set("unplannedHours", seen.unplannedRepairHours())
                        .set("plannedHours", seen.plannedRepairHours())
                        .set("technicianCost", seen.technicianCostPerHour())
                        .set("now", now)
                        .set("actor", actor)
                        .run()
                == 1;
    }
}
