package io.trivium.deploy.faults.plant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.deploy.faults.plant.PlantAlarm.Occurrence;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitOracleTest {
    private static final LimitOracle AT_ONCE = new LimitOracle("now", 0.5, 0, 0);
    private static final LimitOracle DELAYED = new LimitOracle("long", 0.5, 2, 1);

    /** One reading at each time from 0 on. */
    private static List<Occurrence> occurrences(LimitOracle rule, double... values) {
        List<PlantReading> readings = new ArrayList<>();
        for (int at = 0; at < values.length; at++) readings.add(new PlantReading("a", "level", at, values[at]));
        return rule.occurrences("a", readings);
    }

    @Test
    void withoutDelaysEachCrossingCounts() {
        assertEquals(
                List.of(new Occurrence("a", "now", 1, 3L), new Occurrence("a", "now", 4, null)),
                occurrences(AT_ONCE, -1, 1, 2, -1, 3));
    }

    @Test
    void nothingIsRaisedWhileAllIsWell() {
        assertEquals(List.of(), occurrences(AT_ONCE, -1, -2, 0.5));
    }

    @Test
    void aShortCrossingIsPassedOver() {
        assertEquals(List.of(), occurrences(DELAYED, 1, 1, -1, 1, 1, -1));
    }

    @Test
    void aLongOneIsRaisedWhenTheDelayIsOverAndClearedLikewise() {
        assertEquals(List.of(new Occurrence("a", "long", 2, 6L)), occurrences(DELAYED, 1, 1, 1, -1, 1, -1, -1));
    }
}
