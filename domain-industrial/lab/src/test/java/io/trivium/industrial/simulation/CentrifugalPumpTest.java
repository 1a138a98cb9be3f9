package io.trivium.industrial.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A pump does what pumps do. */
class CentrifugalPumpTest {
    @Test
    void aNewPumpRunsNearItsBestPoint() {
        PumpState state = CentrifugalPump.at(CentrifugalPump.RATED_SPEED, PumpWear.NONE);
        assertEquals(105, state.flow(), 2);
        assertEquals(2.6, state.pressure(), 0.1);
        assertEquals(18, state.current(), 2);
        assertEquals(1.6, state.vibration(), 1e-9);
    }

    @Test
    void eachPartShowsItsOwnWear() {
        PumpState good = CentrifugalPump.at(CentrifugalPump.RATED_SPEED, PumpWear.NONE);
        PumpState bearing = CentrifugalPump.at(CentrifugalPump.RATED_SPEED, new PumpWear(1, 0, 0));
        assertEquals(CentrifugalPump.FAILED_VIBRATION, bearing.vibration(), 1e-9);
        assertTrue(bearing.bearingTemperature() > good.bearingTemperature() + 20);
        assertEquals(good.flow(), bearing.flow(), 1e-9);
        PumpState impeller = CentrifugalPump.at(CentrifugalPump.RATED_SPEED, new PumpWear(0, 1, 0));
        assertTrue(impeller.pressure() < 0.85 * good.pressure());
        PumpState seal = CentrifugalPump.at(CentrifugalPump.RATED_SPEED, new PumpWear(0, 0, 1));
        assertTrue(seal.flow() < 0.85 * good.flow());
        assertTrue(seal.pressure() > 0.95 * good.pressure());
    }

    @Test
    void lessSpeedIsLessOfAll() {
        PumpState fast = CentrifugalPump.at(1_450, PumpWear.NONE);
        PumpState slow = CentrifugalPump.at(980, PumpWear.NONE);
        assertTrue(slow.flow() < fast.flow() && slow.pressure() < fast.pressure() && slow.current() < fast.current());
        assertThrows(IllegalArgumentException.class, () -> CentrifugalPump.at(100, PumpWear.NONE));
        assertThrows(IllegalArgumentException.class, () -> new PumpWear(1.1, 0, 0));
    }

    @Test
    void aLifeEndsInItsFailureAndIsTheSameEachTime() {
        for (long seed = 0; seed < 50; seed++) {
            PumpLife life = new PumpLife(seed);
            PumpWear end = life.wear(life.cycles());
            double failed = switch (life.mode()) {
                case BEARING -> end.bearing();
                case IMPELLER -> end.impeller();
                case SEAL -> end.seal();
            };
            assertEquals(1, failed, 1e-9);
            assertTrue(life.wear(life.cycles() / 5).bearing() < 0.2);
            assertEquals(life.measured(7), new PumpLife(seed).measured(7));
        }
    }
}
