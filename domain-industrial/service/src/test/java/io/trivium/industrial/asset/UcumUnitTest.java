package io.trivium.industrial.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class UcumUnitTest {

    @Test
    void takesTheUnitsOfPlants() {
        for (String code : List.of(
                "1", "%", "Cel", "K", "bar", "kPa", "mm/s", "m/s2", "A", "V", "kW", "kW.h", "/min", "Hz", "L/min",
                "m3/h", "um", "g", "kg", "N", "N.m", "s", "min", "h", "[psi]", "[degF]")) {
            assertEquals(code, new UcumUnit(code).code());
        }
    }

    @Test
    void refusesWhatIsNoUnitAndSaysWhatIsOne() {
        for (String code : List.of("", "°C", "degrees", "RPM?", "\u0000", "x".repeat(60))) {
            var refusal = assertThrows(IllegalArgumentException.class, () -> new UcumUnit(code), code);
            assertTrue(String.valueOf(refusal.getMessage()).contains("is no unit of UCUM"));
        }
    }

    @Test
    void knowsWhatCanBeConverted() {
        assertTrue(new UcumUnit("mm/s").isComparableWith(new UcumUnit("m/h")));
        assertFalse(new UcumUnit("mm/s").isComparableWith(new UcumUnit("Cel")));
    }
}
