package io.trivium.runtime.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DropoutSourceTest {
    private NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

    @BeforeAll
    void start() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    @AfterAll
    void close() {
        manager.close();
    }

    private float[] dropped(DropoutSource source, int rows) {
        try (NDArray ones = manager.ones(new Shape(rows, 5, 400));
                NDArray dropped = source.of(ones)) {
            return dropped.toFloatArray();
        }
    }

    @Test
    void dropsTheShareAndScalesTheRest() {
        float[] values = dropped(DropoutSource.ofRows(0.25f, 1, 0, 50), 50);
        int zeros = 0;
        for (float value : values) {
            if (value == 0) zeros++;
            else assertEquals(1 / 0.75f, value);
        }
        // 100,000 draws: 0.25 ± 4 standard deviations
        assertEquals(0.25, zeros / (double) values.length, 0.0055);
    }

    @Test
    void dropsTheSameOfARowWhateverItIsComputedWith() {
        float[] whole = dropped(DropoutSource.ofRows(0.5f, 3, 10, 6), 6);
        float[] part = dropped(DropoutSource.ofRows(0.5f, 3, 12, 2), 2);
        assertArrayEquals(Arrays.copyOfRange(whole, 2 * 2_000, 4 * 2_000), part, 0f);
    }

    @Test
    void dropsOthersInOtherRowsPlacesAndSteps() {
        DropoutSource source = DropoutSource.ofRows(0.5f, 3, 0, 2);
        float[] first = dropped(source, 2);
        float[] second = dropped(source, 2);
        float[] other = dropped(DropoutSource.ofRows(0.5f, 4, 0, 2), 2);
        int half = first.length / 2;
        for (float[][] pair : new float[][][] {
            {Arrays.copyOf(first, half), Arrays.copyOfRange(first, half, first.length)}, {first, second}, {first, other}
        }) {
            int same = 0;
            for (int i = 0; i < pair[0].length; i++) if (pair[0][i] == pair[1][i]) same++;
            double share = same / (double) pair[0].length;
            assertTrue(share > 0.45 && share < 0.55, () -> "share of equal numbers " + share);
        }
    }

    @Test
    void leavesEverythingWithoutARate() {
        assertSame(DropoutSource.NONE, DropoutSource.ofRows(0, 1, 0, 1));
        assertSame(DropoutSource.NONE, DropoutSource.ofEngine(0));
    }
}
