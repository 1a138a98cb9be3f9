package io.trivium.industrial.workorder;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The costs of downtime and repairs of an organisation.
 *
 * @param version incremented with every change; 0 before costs are entered, and then all costs are 0
 * @param currency ISO 4217
 * @param downtimeCostPerHour of a stopped asset
 * @param unplannedRepairHours usual time for a repair after a failure, in hours
 * @param plannedRepairHours usual time for the same work when it is planned
 * @param technicianCostPerHour of the people who do it
 */
public record MaintenanceEconomics(
        int version,
        String currency,
        BigDecimal downtimeCostPerHour,
        double unplannedRepairHours,
        double plannedRepairHours,
        BigDecimal technicianCostPerHour) {

    /** The value before costs are entered. */
    static final MaintenanceEconomics UNKNOWN =
            new MaintenanceEconomics(0, "EUR", BigDecimal.ZERO, 0, 0, BigDecimal.ZERO);

    /** Cost of an hour in which an asset is stopped and repaired. */
    BigDecimal costPerHour() {
        return downtimeCostPerHour.add(technicianCostPerHour);
    }

    BigDecimal plannedCost() {
        return cost(plannedRepairHours);
    }

    BigDecimal failureCost() {
        return cost(unplannedRepairHours);
    }

    /** Cost of so many hours, to the cent. */
    BigDecimal cost(double hours) {
        return costPerHour().multiply(BigDecimal.valueOf(hours)).setScale(2, RoundingMode.HALF_UP);
    }
}
