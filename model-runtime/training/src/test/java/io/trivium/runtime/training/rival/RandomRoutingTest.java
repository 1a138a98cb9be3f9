package io.trivium.runtime.training.rival;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RandomRoutingTest {
    private static final int WIDTH = 4;
    private static final MoeTopology TOPOLOGY = new MoeTopology(
            2, WIDTH, 2, 3, 3, List.of(new ExpertGroup("general", 3), new ExpertGroup("fin", 5)), 2, 2, 1);

    @Test
    void exchangesRoutersWithinTheirGroup() {
        Parameters weights = new Parameters();
        for (int layer = 0; layer < 2; layer++) {
            float[] rows = new float[8 * WIDTH];
            float[] bias = new float[8];
            for (int e = 0; e < 8; e++) {
                Arrays.fill(rows, e * WIDTH, (e + 1) * WIDTH, e);
                bias[e] = 0f - e;
            }
            weights.put(ParameterNames.layer(layer, ParameterNames.ROUTER_WEIGHT), new long[] {8, WIDTH}, rows);
            weights.put(ParameterNames.layer(layer, ParameterNames.ROUTER_BIAS), new long[] {8}, bias);
        }
        RandomRouting.exchange(weights, TOPOLOGY, new SplittableRandom(1));
        for (int layer = 0; layer < 2; layer++) {
            float[] rows = weights.get(ParameterNames.layer(layer, ParameterNames.ROUTER_WEIGHT));
            float[] bias = weights.get(ParameterNames.layer(layer, ParameterNames.ROUTER_BIAS));
            for (int e = 0; e < 8; e++) {
                assertNotEquals(e, (int) rows[e * WIDTH], "its place");
                assertEquals(e < 3, rows[e * WIDTH] < 3, "its group");
                assertEquals(0f - rows[e * WIDTH], bias[e], "row and bias move together");
            }
            float[] sorted = bias.clone();
            Arrays.sort(sorted);
            assertArrayEquals(new float[] {-7, -6, -5, -4, -3, -2, -1, 0f}, sorted);
        }
    }
}
