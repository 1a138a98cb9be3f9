package io.trivium.industrial.process.bead;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GasMetalArcProcessTest {
    private final WeldProcess process = new GasMetalArcProcess(1.2);

    @Test
    void givesThePublishedCheckValues() {
        // 25 V, 33 cm/min, 270 A, 1.2 mm
        double[] coded = process.coded(new SetPoint.GasMetalArc(25, 270, 5.5, 1.2));
        Bead bead = process.expected(coded);
        assertEquals(12.36, bead.widthMm(), 0.005);
        assertEquals(3.23, bead.heightMm(), 0.005);
        assertEquals(3.28, bead.penetrationMm(), 0.005);
        assertEquals(25 * 270 / 5.5, process.heatJPerMm(coded), 1e-9);
    }

    @Test
    void takesBothEndsOfItsRanges() {
        process.coded(new SetPoint.GasMetalArc(20, 180, 25 / 6.0, 1.2));
        process.coded(new SetPoint.GasMetalArc(30, 360, 41 / 6.0, 1.2));
    }

    @Test
    void namesWhatItRefuses() {
        var speed = assertThrows(
                InvalidSetPointException.class, () -> process.coded(new SetPoint.GasMetalArc(25, 270, 33, 1.2)));
        assertEquals("travel speed of 33 mm/s is outside of 4.1667 to 6.8333 mm/s", speed.getMessage());
        var wire = assertThrows(
                InvalidSetPointException.class, () -> process.coded(new SetPoint.GasMetalArc(25, 270, 5.5, 1.6)));
        assertTrue(String.valueOf(wire.getMessage()).contains("wire of 1.2 mm"), wire.getMessage());
        assertThrows(InvalidSetPointException.class, () -> new GasMetalArcProcess(2.4));
    }
}
