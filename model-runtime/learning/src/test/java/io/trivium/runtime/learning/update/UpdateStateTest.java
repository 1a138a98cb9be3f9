package io.trivium.runtime.learning.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UpdateStateTest {
    private static final List<UpdateState> WAY = List.of(
            UpdateState.QUEUED,
            UpdateState.FREEZING,
            UpdateState.EXPORTING,
            UpdateState.TRAINING,
            UpdateState.REGISTERING,
            UpdateState.GATING,
            UpdateState.RELEASING,
            UpdateState.RELEASED);

    @Test
    void goesOneStepAtATime() {
        for (int from = 0; from < WAY.size(); from++) {
            for (int to = 0; to < WAY.size(); to++) {
                UpdateState before = WAY.get(from);
                UpdateState after = WAY.get(to);
                assertEquals(to == from + 1, before.mayBecome(after), () -> before + " to " + after);
            }
        }
    }

    @Test
    void neverLeavesItsEnd() {
        Set<UpdateState> over = EnumSet.noneOf(UpdateState.class);
        for (UpdateState each : UpdateState.values()) if (each.isOver()) over.add(each);
        assertEquals(
                EnumSet.of(
                        UpdateState.RELEASED,
                        UpdateState.REFUSED,
                        UpdateState.FAILED,
                        UpdateState.CANCELLED,
                        UpdateState.UNCHANGED),
                over);
        for (UpdateState end : over) {
            for (UpdateState next : UpdateState.values()) assertFalse(end.mayBecome(next), () -> end + " to " + next);
        }
    }

    @Test
    void isNotCancelledWhileItIsOffered() {
        assertTrue(UpdateState.GATING.mayBecome(UpdateState.CANCELLED));
        assertFalse(UpdateState.RELEASING.mayBecome(UpdateState.CANCELLED));
    }
}
