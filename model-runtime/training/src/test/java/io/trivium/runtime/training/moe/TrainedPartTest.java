package io.trivium.runtime.training.moe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.training.network.Layout;
import org.junit.jupiter.api.Test;

class TrainedPartTest {
    @Test
    void aSlowTrunkLeavesTheFullRateToTheHeads() {
        Layout layout = new Layout(ToyTask.network(), ToyTask.model());
        float[] rates = new TrainedPart.SlowTrunk(0.1).free(layout);
        assertEquals(0.1f, rates[0]);
        assertEquals(0.1f, rates[layout.trunkOffset() + layout.trunkSize() - 1]);
        assertEquals(1f, rates[layout.offset(ParameterNames.headWeight("score"))]);
        assertThrows(IllegalArgumentException.class, () -> new TrainedPart.SlowTrunk(1.5));
    }
}
