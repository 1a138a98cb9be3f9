package io.trivium.industrial.workorder;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** The costs, in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class EconomicsStore {

    MaintenanceEconomics of(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select version, currency, downtime_cost_per_hour,"
                + " unplanned_repair_hours, planned_repair_hours, technician_cost_per_hour from maintenance_economics"
                + " where tenant_id = ?")) {
            Binder.of(select).text(tenant.value());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return MaintenanceEconomics.UNKNOWN;
                }
                Columns columns = Columns.of(row);
                return new MaintenanceEconomics(
                        columns.whole(),
                        columns.text(),
                        columns.money(),
                        columns.number(),
                        columns.number(),
                        columns.money());
            }
        }
    }

    /** Writes what was seen in its version; false when it now has another. */
    boolean put(Connection connection, TenantId tenant, MaintenanceEconomics seen, Instant now, String actor)
            throws SQLException {
        String sql = seen.version() == 0
                ? "insert into maintenance_economics (currency, downtime_cost_per_hour, unplanned_repair_hours,"
                        + " planned_repair_hours, technician_cost_per_hour, changed_at, changed_by, tenant_id, version)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ? + 1) on conflict do nothing"
                : "update maintenance_economics set currency = ?, downtime_cost_per_hour = ?,"
                        + " unplanned_repair_hours = ?, planned_repair_hours = ?, technician_cost_per_hour = ?,"
                        + " changed_at = ?, changed_by = ?, version = version + 1 where tenant_id = ? and version = ?";
        try (PreparedStatement put = connection.prepareStatement(sql)) {
            Binder.of(put)
                    .text(seen.currency())
                    .money(seen.downtimeCostPerHour())
                    .number(seen.unplannedRepairHours())
                    .number(seen.plannedRepairHours())
                    .money(seen.technicianCostPerHour())
                    .time(now)
                    .text(actor)
                    .text(tenant.value())
                    .whole(seen.version());
            return put.executeUpdate() == 1;
        }
    }
}
