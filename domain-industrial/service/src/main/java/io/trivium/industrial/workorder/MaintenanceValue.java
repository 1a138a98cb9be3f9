package io.trivium.industrial.workorder;

import io.trivium.core.value.ValueEffect;
import io.trivium.core.value.ValueInput;
import io.trivium.core.value.ValueKind;
import io.trivium.core.value.ValueLine;
import io.trivium.core.value.ValuePeriod;
import io.trivium.core.value.ValuePrices;
import io.trivium.core.value.ValueSheet;
import io.trivium.core.value.ValueUnit;
import io.trivium.core.value.ValueView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Makes lines of a factory's finished work orders. Pure. */
final class MaintenanceValue {
    static final String ECONOMICS = "maintenance-economics";
    static final String ORDERS = "finished-work-orders";

    private MaintenanceValue() {}

    static ValueView of(ValuePeriod period, ValuePrices prices, MaintenanceReader.Finances finances) {
        MaintenanceEconomics costs = finances.costs();
        List<MaintenanceFigures.Finished> orders = finances.orders();
        boolean isPriced = costs.version() > 0;
        MaintenanceFigures figures =
                MaintenanceFigures.of(orders, costs, Duration.between(period.from(), period.to()), 1);
        ValueSheet sheet = new ValueSheet("industrial", period, prices, isPriced ? costs.currency() : null);
        sheet.add(avoided(figures, costs, prices, isPriced))
                .add(predicted(orders, isPriced))
                .add(ValueLine.fact(
                        "failure-downtime",
                        ValueKind.HOURS,
                        decimal(figures.repairHours()),
                        ValueUnit.HOURS,
                        "Downtime of work orders that found something wrong, predicted or not. Not counted: without the"
                                + " platform the assets would have been down too.",
                        ValueInput.count("failures", figures.failures())));
        risks(orders, figures).forEach(sheet::add);
        if (!isPriced) {
            sheet.explain(
                    ECONOMICS,
                    "The cost of an hour of downtime and of a technician and the duration of repairs are not set: a"
                            + " planner sets them on the maintenance page, under Figures.");
        }
        if (orders.isEmpty()) {
            sheet.explain(
                    ORDERS, "No work order of this time is finished yet; outcomes are given when one is completed.");
        }
        return sheet.view();
    }

    private static ValueLine avoided(
            MaintenanceFigures figures, MaintenanceEconomics costs, ValuePrices prices, boolean isPriced) {
        return new ValueLine(
                "avoided-downtime",
                ValueKind.HOURS,
                ValueEffect.BENEFIT,
                isPriced ? decimal(figures.avoidedDowntimeHours()) : null,
                ValueUnit.HOURS,
                isPriced ? figures.avoidedCost() : null,
                "For each predicted and confirmed work order: usual hours of an unplanned repair − hours of downtime it"
                        + " took, at least 0; × (cost of an hour of downtime + of a technician).",
                List.of(
                        ValueInput.count("predictions-confirmed", figures.confirmed()),
                        prices.input(
                                "unplanned-repair",
                                isPriced ? decimal(costs.unplannedRepairHours()) : null,
                                ValueUnit.HOURS),
                        prices.input("downtime-hour", isPriced ? costs.downtimeCostPerHour() : null, ValueUnit.MONEY),
                        prices.input(
                                "technician-hour", isPriced ? costs.technicianCostPerHour() : null, ValueUnit.MONEY)),
                isPriced ? List.of() : List.of(ECONOMICS));
    }

    private static ValueLine predicted(List<MaintenanceFigures.Finished> orders, boolean isPriced) {
        BigDecimal cost = orders.stream()
                .filter(MaintenanceFigures.Finished::predicted)
                .map(MaintenanceFigures.Finished::cost)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal amount = isPriced ? ValueSheet.money(cost) : null;
        return new ValueLine(
                "predicted-orders",
                ValueKind.MONEY,
                ValueEffect.COST,
                amount,
                ValueUnit.MONEY,
                amount,
                "Cost of finished work orders that an alarm or an estimate led to, false alarms included.",
                List.of(ValueInput.count("predicted-orders", count(orders, MaintenanceFigures.Finished::predicted))),
                isPriced ? List.of() : List.of(ECONOMICS));
    }

    private static List<ValueLine> risks(List<MaintenanceFigures.Finished> orders, MaintenanceFigures figures) {
        boolean isKnown = !orders.isEmpty();
        long missed = count(orders, order -> order.isFailure() && !order.predicted());
        long predicted = count(orders, MaintenanceFigures.Finished::predicted);
        ValueLine notPredicted = ValueLine.fact(
                "failures-not-predicted",
                ValueKind.RISK,
                isKnown ? BigDecimal.valueOf(missed) : null,
                ValueUnit.COUNT,
                "Finished work orders that people opened and that found something wrong.",
                ValueInput.count("orders-finished", orders.size()),
                ValueInput.count("failures", figures.failures()));
        ValueLine precision = ValueLine.fact(
                "prediction-precision",
                ValueKind.RISK,
                ValueSheet.share(figures.confirmed(), predicted),
                ValueUnit.SHARE,
                "Predicted work orders that were confirmed ÷ predicted work orders that are finished.",
                ValueInput.count("predictions-confirmed", figures.confirmed()),
                ValueInput.count("predicted-orders", predicted),
                ValueInput.count("false-alarms", figures.falseAlarms()));
        return List.of(
                isKnown ? notPredicted : notPredicted.lacking(ORDERS),
                predicted > 0 ? precision : precision.lacking(ORDERS));
    }

    private static long count(List<MaintenanceFigures.Finished> orders, Predicate<MaintenanceFigures.Finished> which) {
        return orders.stream().filter(which).count();
    }

    private static BigDecimal decimal(double hours) {
        return BigDecimal.valueOf(hours).setScale(2, RoundingMode.HALF_UP);
    }
}
