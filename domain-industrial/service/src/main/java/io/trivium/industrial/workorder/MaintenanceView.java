package io.trivium.industrial.workorder;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The value of maintenance.
 *
 * @param currency of all costs, ISO 4217
 * @param periodHours length of the time, as far as the plant was observed
 * @param assets those with a finished work order, the most failures first
 * @param total of these assets
 */
public record MaintenanceView(
        String currency, double periodHours, List<AssetMaintenance> assets, AssetMaintenance total, Formulas formulas) {

    /**
     * One asset, or all together.
     *
     * @param assetId null for the total
     * @param failures finished orders that found something wrong
     * @param availability in [0, 1]
     * @param confirmed predictions that were found so
     * @param returnOnInvestment 1 means that predictions saved twice what acting on them cost; null if that cost
     * nothing
     */
    public record AssetMaintenance(
            @Nullable UUID assetId,
            String assetName,
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

        static AssetMaintenance of(@Nullable UUID assetId, String assetName, MaintenanceFigures figures) {
            return new AssetMaintenance(
                    assetId,
                    assetName,
                    figures.failures(),
                    figures.operatingHours(),
                    figures.repairHours(),
                    figures.mtbfHours(),
                    figures.mttrHours(),
                    figures.availability(),
                    figures.avoidedDowntimeHours(),
                    figures.falseAlarms(),
                    figures.confirmed(),
                    figures.maintenanceCost(),
                    figures.avoidedCost(),
                    figures.returnOnInvestment());
        }
    }

    /** The formulas of the figures, as text to be shown with them. */
    public record Formulas(
            String mtbf, String mttr, String availability, String avoidedDowntime, String returnOnInvestment) {
        static final Formulas SHOWN = new Formulas(
                "Operating hours ÷ failures. Operating hours are the hours of the period less the repair hours;"
                        + " failures are finished work orders whose outcome is confirmed or other cause.",
                "Repair hours ÷ failures. Repair hours are the downtime of these work orders.",
                "Operating hours ÷ hours of the period.",
                "For each work order that an alarm or an estimate led to and that was confirmed: usual hours of an"
                        + " unplanned repair less the hours of downtime it took, at least 0.",
                "(Avoided downtime × (downtime cost + technician cost per hour) − cost of the work orders that alarms and"
                        + " estimates led to, false alarms included) ÷ that cost.");
    }
}
