package io.trivium.industrial.workorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivium.industrial.workorder.MaintenanceFigures.Finished;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MaintenanceFiguresTest {
    private static final Duration MONTH = Duration.ofDays(30);
    private static final MaintenanceEconomics COSTS =
            new MaintenanceEconomics(1, "EUR", new BigDecimal("900"), 10, 4, new BigDecimal("100"));

    private static Finished order(WorkOrderOutcome outcome, boolean predicted, int minutes, String cost) {
        return new Finished(outcome, predicted, minutes, new BigDecimal(cost));
    }

    @Test
    void figuresFollowTheirFormulas() {
        MaintenanceFigures figures = MaintenanceFigures.of(
                List.of(
                        order(WorkOrderOutcome.CONFIRMED, true, 240, "3000"),
                        order(WorkOrderOutcome.OTHER_CAUSE, false, 960, "9000"),
                        order(WorkOrderOutcome.FALSE_ALARM, true, 60, "500"),
                        order(WorkOrderOutcome.PREVENTIVE, false, 120, "800")),
                COSTS,
                MONTH,
                1);
        assertEquals(2, figures.failures());
        assertEquals(20, figures.repairHours(), 1e-9);
        assertEquals(700, figures.operatingHours(), 1e-9);
        assertEquals(350, value(figures.mtbfHours()), 1e-9);
        assertEquals(10, value(figures.mttrHours()), 1e-9);
        assertEquals(700.0 / 720, value(figures.availability()), 1e-9);
        // One confirmed prediction: 10 h for an unplanned repair, 4 h taken, at 1,000 an hour.
        assertEquals(6, figures.avoidedDowntimeHours(), 1e-9);
        assertEquals(new BigDecimal("6000.00"), figures.avoidedCost());
        assertEquals(new BigDecimal("13300"), figures.maintenanceCost());
        assertEquals(1, figures.falseAlarms());
        assertEquals(1, figures.confirmed());
        // Predictions cost 3,500 and saved 6,000.
        assertEquals(2500.0 / 3500, value(figures.returnOnInvestment()), 1e-6);
    }

    private static double value(@org.jspecify.annotations.Nullable Double figure) {

        return Objects.requireNonNull(figure);
    }

    @Test
    void whatCannotBeSaidIsNotSaid() {
        MaintenanceFigures figures = MaintenanceFigures.of(List.of(), MaintenanceEconomics.UNKNOWN, MONTH, 3);
        assertNull(figures.mtbfHours());
        assertNull(figures.mttrHours());
        assertNull(figures.returnOnInvestment());
        assertEquals(2160, figures.operatingHours(), 1e-9);
        assertEquals(1, value(figures.availability()), 1e-9);
    }

    @Test
    void aConfirmedRepairThatTookLongAvoidedNothing() {
        MaintenanceFigures figures =
                MaintenanceFigures.of(List.of(order(WorkOrderOutcome.CONFIRMED, true, 1200, "100")), COSTS, MONTH, 1);
        assertEquals(0, figures.avoidedDowntimeHours(), 1e-9);
        assertEquals(-1, value(figures.returnOnInvestment()), 1e-9);
    }
}
