package io.trivium.runtime.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.moe.Routing;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DispatchTest {
    private static final int K = 2;

    private static Routing routing(int... experts) {
        float[] weights = new float[experts.length];
        Arrays.fill(weights, 0.5f);
        return new Routing(experts.length / K, K, experts, weights);
    }

    /** Every choice that counts has a row of its own, in a block of its expert, that takes the choice's token. */
    private static void assertSound(Dispatch dispatch, Routing routing, int experts) {
        Set<Long> rows = new HashSet<>();
        int[] load = new int[experts];
        for (int i = 0; i < routing.experts().length; i++) {
            if (dispatch.live()[i] == 0) continue;
            int expert = routing.experts()[i];
            long row = dispatch.slots()[i];
            int block = (int) (row / dispatch.size());
            assertTrue(rows.add(row), () -> "row " + row + " is taken twice");
            assertTrue(block < dispatch.blocks());
            assertEquals(expert, dispatch.owners().length == 0 ? block : dispatch.owners()[block]);
            assertEquals(i / K, dispatch.gather()[(int) row]);
            assertEquals(expert, dispatch.chosen()[i]);
            load[expert]++;
        }
        assertArrayEquals(load, dispatch.load());
        assertEquals(dispatch.blocks() * dispatch.size(), dispatch.gather().length);
    }

    @Test
    void givesEachExpertOneBlockWhereTheLoadIsEven() {
        Routing routing = routing(0, 1, 2, 3, 1, 0, 3, 2);
        Dispatch dispatch = Dispatch.of(routing, 4, new float[0]);
        assertEquals(4, dispatch.blocks());
        assertEquals(2, dispatch.size());
        assertEquals(0, dispatch.owners().length);
        assertTrue(dispatch.allLive());
        assertSound(dispatch, routing, 4);
    }

    @Test
    void givesShortBlocksWhereOneExpertHasNearlyEverything() {
        int tokens = 200;
        int[] experts = new int[tokens * K];
        for (int t = 0; t < tokens; t++) {
            experts[t * K] = 5;
            experts[t * K + 1] = t % 5;
        }
        Routing routing = routing(experts);
        Dispatch dispatch = Dispatch.of(routing, 8, new float[0]);
        assertTrue(dispatch.owners().length > 0);
        assertArrayEquals(new int[] {40, 40, 40, 40, 40, 200, 0, 0}, dispatch.load());
        assertSound(dispatch, routing, 8);
        int padded = dispatch.blocks() * dispatch.size();
        assertTrue(padded < 2 * 400, () -> padded + " rows for 400 choices");
    }

    @Test
    void leavesOutPaddingAndChoicesThatAreNone() {
        Routing routing = routing(0, 1, 1, 2, 2, -1);
        Dispatch dispatch = Dispatch.of(routing, 3, new float[] {1, 0, 1});
        assertArrayEquals(new float[] {1, 1, 0, 0, 1, 0}, dispatch.live());
        assertArrayEquals(new int[] {1, 1, 1}, dispatch.load());
        assertFalse(dispatch.allLive());
        assertSound(dispatch, routing, 3);
    }

    @Test
    void hasNoBlockWhereNoTokenIsSent() {
        Dispatch dispatch = Dispatch.of(routing(-1, -1, 0, 1), 2, new float[] {1, 0});
        assertEquals(0, dispatch.blocks());
        assertArrayEquals(new int[] {0, 0}, dispatch.load());
    }

    @Test
    void isSoundForAnyLoad() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int experts = 2 + random.nextInt(20);
            int tokens = 1 + random.nextInt(300);
            int[] chosen = new int[tokens * K];
            float[] mask = random.nextBoolean() ? new float[0] : new float[tokens];
            for (int t = 0; t < tokens; t++) {
                if (mask.length > 0) mask[t] = random.nextInt(3) == 0 ? 0 : 1;
                int first = (int) (experts * Math.pow(random.nextDouble(), 1 + random.nextInt(6)));
                chosen[t * K] = first;
                chosen[t * K + 1] = random.nextInt(10) == 0 ? -1 : (first + 1) % experts;
            }
            Routing routing = routing(chosen);
            assertSound(Dispatch.of(routing, experts, mask), routing, experts);
        }
    }
}
