package io.trivium.industrial.workorder;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reliability (terms of ISO 14224 and EN 15341) and costs computed from the finished work orders of a period. Pure.
 *
 * @param failures finished orders with a finding: confirmed or of another cause
 * @param operatingHours hours of the period, less the repair hours of failures
 * @param repairHours in which assets were stopped by failures
 * @param mtbfHours mean operating time between failures; null without one
 * @param mttrHours mean time to restoration; null without a failure
 * @param availability in [0, 1]; null for an empty period
 * @param avoidedDowntimeHours that confirmed predictions took less than a usual repair after a failure
 * @param maintenanceCost of all finished orders
 * @param avoidedCost of the downtime avoided
 * @param returnOnInvestment of the orders that predictions led to: 1 means that they saved twice their cost; null if
 *     they cost nothing
 */
record MaintenanceFigures(
        int failures,
        double operatingHours,
        double repairHours,
        @Nullable Double mtbfHours,
        @Nullable Double mttrHours,
        @Nullable Double availability,
        double avoidedDowntimeHours,
        int falseAlarms,
        int confirmed,
        BigDecimal maintenanceCost,
        BigDecimal avoidedCost,
        @Nullable Double returnOnInvestment) {

    private static final double MINUTES = 60;

    /**
     * A finished work order.
     *
     * @param predicted whether an alarm or an estimate led to it
     * @param downtimeMinutes in which the asset was stopped
     */
    record Finished(WorkOrderOutcome outcome, boolean predicted, int downtimeMinutes, BigDecimal cost) {

        boolean isFailure() {
            return switch (outcome) {
                case CONFIRMED, OTHER_CAUSE -> true;
                case FALSE_ALARM, PREVENTIVE -> false;
            };
        }

        /** Whether it was said before and found so. */
        boolean isConfirmed() {
            return predicted && outcome == WorkOrderOutcome.CONFIRMED;
        }
    }

    /** The figures of orders that were finished within a time, of so many assets. */
    static MaintenanceFigures of(List<Finished> orders, MaintenanceEconomics economics, Duration period, int assets) {
        int failures = (int) orders.stream().filter(Finished::isFailure).count();
        double repair = orders.stream()
                        .filter(Finished::isFailure)
                        .mapToInt(Finished::downtimeMinutes)
                        .sum()
                / MINUTES;
        double hours = assets * period.toMinutes() / MINUTES;
        double operating = Math.max(0, hours - repair);
        double avoided = orders.stream()
                .filter(Finished::isConfirmed)
                .mapToDouble(order -> Math.max(0, economics.unplannedRepairHours() - order.downtimeMinutes() / MINUTES))
                .sum();
        BigDecimal invested = sum(orders.stream().filter(Finished::predicted).toList());
        BigDecimal saved = economics.cost(avoided);
        return new MaintenanceFigures(
                failures,
                operating,
                repair,
                failures == 0 ? null : operating / failures,
                failures == 0 ? null : repair / failures,
                hours > 0 ? operating / hours : null,
                avoided,
                (int) orders.stream()
                        .filter(order -> order.outcome() == WorkOrderOutcome.FALSE_ALARM)
                        .count(),
                (int) orders.stream().filter(Finished::isConfirmed).count(),
                sum(orders),
                saved,
                invested.signum() == 0
                        ? null
                        : saved.subtract(invested)
                                .divide(invested, 6, RoundingMode.HALF_UP)
                                .doubleValue());
    }

    private static BigDecimal sum(List<Finished> orders) {
        return orders.stream().map(Finished::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
