package io.trivium.industrial.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RollUpLevelTest {
    private static RollUpLevel level(double seconds, boolean fast, RollUpLevel... over) {
        return RollUpLevel.of(
                (long) (seconds * EpochMicros.SECOND),
                fast,
                level -> !List.of(over).contains(level));
    }

    @Test
    void choosesTheCoarsestThatIsFineEnough() {
        assertEquals(RollUpLevel.READING, level(0.01, true));
        assertEquals(RollUpLevel.SECOND, level(1, true));
        assertEquals(RollUpLevel.READING, level(59, false));
        assertEquals(RollUpLevel.MINUTE, level(60, true));
        assertEquals(RollUpLevel.MINUTE, level(599, false));
        assertEquals(RollUpLevel.TEN_MINUTES, level(600, false));
        assertEquals(RollUpLevel.TEN_MINUTES, level(3_599, true));
        assertEquals(RollUpLevel.HOUR, level(3_600, true));
    }

    @Test
    void takesACoarserOneWhereTheFinerIsOver() {
        assertEquals(RollUpLevel.SECOND, level(0.01, true, RollUpLevel.READING));
        assertEquals(RollUpLevel.MINUTE, level(0.01, true, RollUpLevel.READING, RollUpLevel.SECOND));
        assertEquals(RollUpLevel.MINUTE, level(1, false, RollUpLevel.READING));
        assertEquals(
                RollUpLevel.TEN_MINUTES, level(60, false, RollUpLevel.READING, RollUpLevel.SECOND, RollUpLevel.MINUTE));
        assertEquals(RollUpLevel.HOUR, level(60, true, RollUpLevel.values()));
    }
}
