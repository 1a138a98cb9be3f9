package io.trivium.industrial.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Welds behave as an arc does, and each defect as what causes it. */
class WeldCellTest {
    private static final WeldCell CELL = WeldCell.withJobs(7, List.of(WeldJob.straight(1, 20, 8.4, 16, 5, 6.5, 14)));

    /** Mean of a tag over many cycles, from a third of each on. */
    private static double mean(int tag, @Nullable WeldDefect defect) {
        double sum = 0;
        int count = 0;
        for (int cycle = 0; cycle < 60; cycle++) {
            double[][] values =
                    CELL.cycle(CELL.jobs().getFirst(), cycle, defect, 1).values();
            for (int s = values.length / 3; s < values.length - 5; s++) {
                sum += values[s][tag];
                count++;
            }
        }
        return sum / count;
    }

    @Test
    void theArcRegulatesItself() {
        double voltage = GasMetalArc.openVoltage(140, 16, 5);
        GasMetalArc.Point usual = GasMetalArc.at(140, voltage, 16, 0);
        assertTrue(usual.current() > 270 && usual.current() < 330, "current " + usual.current());
        assertTrue(usual.voltage() > 22 && usual.voltage() < 29, "voltage " + usual.voltage());
        assertTrue(
                GasMetalArc.at(140, voltage, 19, 0).current() < usual.current() - 5, "a longer stick-out heats more");
        assertTrue(GasMetalArc.at(110, voltage, 16, 0).current() < usual.current() - 20, "less wire, less current");
        assertTrue(
                GasMetalArc.at(140, voltage + 3, 16, 0).voltage() > usual.voltage() + 2, "the source sets the voltage");
    }

    @Test
    void theSameCycleIsTheSameWheneverItIsAskedFor() {
        WeldJob job = CELL.jobs().getFirst();
        assertArrayEquals(
                CELL.cycle(job, 5, null, 0).values(),
                CELL.cycle(job, 5, null, 0).values());
        assertTrue(!Arrays.deepEquals(
                CELL.cycle(job, 5, null, 0).values(),
                CELL.cycle(job, 6, null, 0).values()));
        assertEquals(100, CELL.cycle(job, 5, null, 0).values().length, 5);
    }

    @Test
    void eachDefectShowsWhereItsCauseDoes() {
        double current = mean(0, null);
        double speed = mean(2, null);
        double wire = mean(3, null);
        double gas = mean(4, null);
        assertTrue(mean(4, WeldDefect.POROSITY) < gas - 2, "gas is lost");
        assertTrue(mean(2, WeldDefect.BURN_THROUGH) < speed - 0.5, "the torch is slow");
        assertTrue(mean(0, WeldDefect.LACK_OF_FUSION) < current - 5, "the torch is far");
        assertTrue(mean(1, WeldDefect.UNDERCUT) > mean(1, null) + 1, "the arc is long");
        assertTrue(mean(3, WeldDefect.WIRE_SLIP) < wire - 0.4, "the rolls slip");
        assertEquals(wire, mean(3, WeldDefect.POROSITY), 0.05);
        assertEquals(gas, mean(4, WeldDefect.WIRE_SLIP), 0.1);
    }

    @Test
    void cellsDifferAndRunOneJobToFour() {
        for (WeldCell cell : WeldCell.cells(50, 3)) {
            assertTrue(!cell.jobs().isEmpty() && cell.jobs().size() <= 4);
            for (WeldJob job : cell.jobs()) {
                double[][] values = cell.cycle(job, 1, null, 0).values();
                assertTrue(values.length >= 25 && values.length <= 210, values.length + " samples");
            }
        }
    }
}
