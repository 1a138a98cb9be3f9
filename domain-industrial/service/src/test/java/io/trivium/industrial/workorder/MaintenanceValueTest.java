package io.trivium.industrial.workorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.value.ValueLine;
import io.trivium.core.value.ValueMissing;
import io.trivium.core.value.ValueOrigin;
import io.trivium.core.value.ValuePeriod;
import io.trivium.core.value.ValuePrices;
import io.trivium.core.value.ValueView;
import io.trivium.industrial.workorder.MaintenanceFigures.Finished;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaintenanceValueTest {
    private static final ValuePeriod MONTH = ValuePeriod.of(null, null, Instant.parse("2026-11-27T00:00:00Z"));
    private static final MaintenanceEconomics COSTS =
            new MaintenanceEconomics(1, "EUR", new BigDecimal("900"), 10, 4, new BigDecimal("100"));
    private static final ValuePrices PRICES =
            new ValuePrices(new TenantId("a-plant"), "EUR", new BigDecimal("1014.5625"), null, null, ValueOrigin.PRICE);

    private static Finished order(WorkOrderOutcome outcome, boolean predicted, int minutes, String cost) {
        return new Finished(outcome, predicted, minutes, new BigDecimal(cost));
    }

    private static ValueLine line(ValueView view, String key) {
        return view.lines().stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void setsAvoidedDowntimeAgainstWhatPredictionsCost() {
        ValueView view = MaintenanceValue.of(
                MONTH,
                PRICES,
                new MaintenanceReader.Finances(
                        COSTS,
                        List.of(
                                order(WorkOrderOutcome.CONFIRMED, true, 240, "3000"),
                                order(WorkOrderOutcome.OTHER_CAUSE, false, 960, "9000"),
                                order(WorkOrderOutcome.FALSE_ALARM, true, 60, "500"))));
        assertEquals(new BigDecimal("6000.00"), view.benefit());
        assertEquals(new BigDecimal("4500.00"), view.cost(), "3,500 of predicted orders, 1,000 of the platform");
        assertEquals(new BigDecimal("0.3333"), view.returnOnInvestment());
        assertEquals(new BigDecimal("6.00"), view.hours());
        assertEquals(BigDecimal.ONE, line(view, "failures-not-predicted").quantity());
        assertEquals(
                new BigDecimal("0.5000"), line(view, "prediction-precision").quantity());
        assertEquals(List.of(), view.missing());
    }

    @Test
    void saysNothingOfMoneyBeforeAPlannerDid() {
        ValueView view = MaintenanceValue.of(
                MONTH, PRICES, new MaintenanceReader.Finances(MaintenanceEconomics.UNKNOWN, List.of()));
        assertNull(view.benefit());
        assertNull(view.hours());
        assertNull(line(view, "predicted-orders").amount());
        assertNull(line(view, "failures-not-predicted").quantity());
        assertEquals(
                List.of("maintenance-economics", "finished-work-orders"),
                view.missing().stream().map(ValueMissing::key).toList());
    }
}
