package io.trivium.runtime.training.rival;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.export.ExpertPacks;
import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.training.network.TaskData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @TempDir
    private Path folder;

    private static TaskData rows(int rows) {
        Random random = new Random(7);
        float[] events = new float[rows * 16];
        float[] features = new float[rows * 5];
        for (int i = 0; i < events.length; i++) events[i] = i % 4 == 0 ? 1 : (float) random.nextGaussian();
        for (int i = 0; i < features.length; i++) features[i] = (float) random.nextGaussian();
        return new TaskData(rows, Map.of("events", events, "features", features), new float[0], new long[0]);
    }

    @Test
    void answersEachRowWithOtherExperts() throws Exception {
        ModelPack pack = ExpertPacks.cards(folder.resolve("cards"), "cards", "1");
        RandomRouting routing = RandomRouting.of(pack).orElseThrow();
        TaskData rows = rows(1_100);
        float[][] first = routing.answers(rows, 1);
        assertEquals(1_100, first.length);
        assertArrayEquals(first[1_099], routing.answers(rows, 1)[1_099]);
        float[][] second = routing.answers(rows, 2);
        long differing = IntStream.range(0, 1_100)
                .filter(r -> first[r][0] != second[r][0])
                .count();
        assertTrue(differing > 500, differing + " rows differ");
        assertEquals(1, first[0].length);
    }
}
