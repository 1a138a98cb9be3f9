package io.trivium.industrial.workorder;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What stands and repairs cost an organisation.
 *
 * @param version grows with every change; 0 before somebody said so, and then nothing costs anything
 * @param currency ISO 4217
 * @param downtimeCostPerHour of an asset that stands
 * @param unplannedRepairHours usual time for a repair after a failure, in hours
 * @param plannedRepairHours usual time for the same work when it is planned
 * @param technicianCostPerHour of those who do it
 */
public record MaintenanceEconomics(
        int version,
        String currency,
        BigDecimal downtimeCostPerHour,
        double unplannedRepairHours,
        double plannedRepairHours,
        BigDecimal technicianCostPerHour) {

    /** Before somebody said what things cost. */
    static final MaintenanceEconomics UNKNOWN =
            new MaintenanceEconomics(0, "EUR", BigDecimal.ZERO, 0, 0, BigDecimal.ZERO);

    /** Cost of an hour in which an asset stands and is worked on. */
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
