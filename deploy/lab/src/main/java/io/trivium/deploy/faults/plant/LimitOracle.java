package io.trivium.deploy.faults.plant;

import io.trivium.deploy.faults.plant.PlantAlarm.Occurrence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When an alarm should have been raised and cleared, from the readings alone.
 *
 * @param onDelayMicros how long readings must be above the limit first
 * @param offDelayMicros how long they must be back
 */
record LimitOracle(String condition, double limit, long onDelayMicros, long offDelayMicros) {
    private static final long SECOND = 1_000_000;

    /** The rules that the load makes for its machines. */
    static final List<LimitOracle> OF_RUN =
            List.of(new LimitOracle("Level", 0.5, 0, 0), new LimitOracle("Level, for long", 0.5, 2 * SECOND, SECOND));

    /** Times at which the alarm is active, the last one perhaps without an end. */
    List<Occurrence> occurrences(String source, List<PlantReading> inOrder) {
        List<Occurrence> occurrences = new ArrayList<>();
        @Nullable Long raised = null;
        @Nullable Long turning = null;
        for (PlantReading reading : inOrder) {
            boolean above = reading.value() > limit;
            if (above == (raised != null)) {
                turning = null;
                continue;
            }
            if (turning == null) turning = reading.at();
            if (reading.at() - turning < (above ? onDelayMicros : offDelayMicros)) continue;
            turning = null;
            if (raised == null) {
                raised = reading.at();
            } else {
                occurrences.add(new Occurrence(source, condition, raised, reading.at()));
                raised = null;
            }
        }
        if (raised != null) occurrences.add(new Occurrence(source, condition, raised, null));
        return occurrences;
    }
}
