package io.trivium.runtime.training.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReservoirTest {
    @TempDir
    private Path folder;

    private static void offer(Reservoir reservoir, long stratum, int from, int to) {
        for (int i = from; i < to; i++) reservoir.offer(stratum, new float[] {i, stratum});
    }

    @Test
    void givesEveryStratumAnEqualShareHoweverMuchItIsOffered() {
        Reservoir reservoir = new Reservoir(30, 1);
        offer(reservoir, 1, 0, 5_000);
        offer(reservoir, 2, 0, 12);
        offer(reservoir, 3, 0, 400);
        assertEquals(Map.of(1L, 10, 2L, 10, 3L, 10), reservoir.sizes());
        offer(reservoir, 4, 0, 3);
        assertEquals(Map.of(1L, 7, 2L, 7, 3L, 7, 4L, 3), reservoir.sizes());
    }

    @Test
    void keepsAUniformSampleOfAStratumAlsoAfterItsShareFell() {
        int[] kept = new int[100];
        int runs = 2_000;
        for (int seed = 0; seed < runs; seed++) {
            Reservoir reservoir = new Reservoir(20, seed);
            offer(reservoir, 1, 0, 50);
            offer(reservoir, 2, 0, 1);
            offer(reservoir, 1, 50, 100);
            for (float[] item : reservoir.items()) if (item[1] == 1f) kept[(int) item[0]]++;
        }
        double expected = runs * 10 / 100.0;
        // five standard deviations of a binomial count
        double most = 5 * Math.sqrt(expected * 0.9);
        for (int i = 0; i < kept.length; i++) {
            int at = i;
            assertTrue(Math.abs(kept[i] - expected) < most, () -> "item " + at + " was kept " + kept[at] + " times");
        }
    }

    @Test
    void letsTheOldestStrataGoWhenThereIsNoRoom() {
        Reservoir reservoir = new Reservoir(3, 1);
        for (int day = 1; day <= 5; day++) offer(reservoir, day, 0, 4);
        assertEquals(Map.of(3L, 1, 4L, 1, 5L, 1), reservoir.sizes());
        offer(reservoir, 1, 0, 4);
        assertEquals(Map.of(3L, 1, 4L, 1, 5L, 1), reservoir.sizes(), "what is older than all is not kept");
    }

    @Test
    void goesOnFromItsFileAsIfItHadNeverBeenAway() throws Exception {
        Reservoir whole = new Reservoir(10, 7);
        offer(whole, 1, 0, 300);
        offer(whole, 2, 0, 300);
        Reservoir first = new Reservoir(10, 7);
        offer(first, 1, 0, 300);
        offer(first, 2, 0, 120);
        first.write(folder.resolve("rows.safetensors"));
        Reservoir second = Reservoir.read(folder.resolve("rows.safetensors"));
        offer(second, 2, 120, 300);
        List<float[]> expected = whole.items();
        List<float[]> found = second.items();
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < found.size(); i++) assertArrayEquals(expected.get(i), found.get(i));
        assertEquals(600, second.offered());
    }
}
