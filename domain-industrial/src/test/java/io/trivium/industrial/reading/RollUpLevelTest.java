package io.trivium.industrial.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RollUpLevelTest {
    private static RollUpLevel level(double seconds, boolean fast, boolean readingsKept, boolean secondsKept) {
        return RollUpLevel.of((long) (seconds * EpochMicros.SECOND), fast, readingsKept, secondsKept);
    }

    @Test
    void choosesTheCoarsestThatIsFineEnough() {
        assertEquals(RollUpLevel.READING, level(0.01, true, true, true));
        assertEquals(RollUpLevel.SECOND, level(1, true, true, true));
        assertEquals(RollUpLevel.READING, level(59, false, true, true));
        assertEquals(RollUpLevel.MINUTE, level(60, true, true, true));
        assertEquals(RollUpLevel.HOUR, level(3_600, true, true, true));
    }

    @Test
    void takesACoarserOneWhereTheFinerIsOver() {
        assertEquals(RollUpLevel.SECOND, level(0.01, true, false, true));
        assertEquals(RollUpLevel.MINUTE, level(0.01, true, false, false));
        assertEquals(RollUpLevel.MINUTE, level(1, false, false, true));
    }
}
