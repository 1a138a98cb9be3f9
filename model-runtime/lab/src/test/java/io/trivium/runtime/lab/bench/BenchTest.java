package io.trivium.runtime.lab.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.export.ExpertPacks;
import io.trivium.runtime.lab.bench.load.Latencies;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.testing.TestPacks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    private static double value(List<Target> targets, String name) {
        Double value = targets.stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + targets))
                .value();
        assertNotNull(value);
        return value;
    }

    private ModelPack pack() {
        return TestPacks.weightedSum(folder.resolve("sum"), "sum", "1", 0, "maxBatch: 64");
    }

    @Test
    void soaksWithEveryKindOfRequestAndFindsNoneThatEndsWrongly() throws Exception {
        List<Target> targets = new Soak(pack(), 3_000, 12, 7).run(said::add);
        assertEquals(0, value(targets, "soak-wrong-ends"));
        assertEquals(12, value(targets, "soak-reloads"));
        assertEquals(3_000, value(targets, "soak-answered") + value(targets, "soak-refused"));
        assertTrue(value(targets, "soak-answered") > 500, targets::toString);
        assertTrue(value(targets, "soak-heap-growth") < 32, targets::toString);
    }

    @Test
    void swapsVersionsThatCanBeToldApart() throws Exception {
        List<Target> targets = new HotSwapBench(pack(), Duration.ofSeconds(2)).run(said::add);
        assertEquals(0, value(targets, "hot-swap-failed"));
        assertEquals(0, value(targets, "hot-swap-mixed"));
        assertEquals(400, value(targets, "hot-swap-requests"), 1);
        assertTrue(value(targets, "hot-swap-swaps") > 2, targets::toString);
    }

    @Test
    void measuresBothStreamsAloneAndTogether() throws Exception {
        List<Target> targets = new IsolationBench(pack(), Duration.ofSeconds(1)).run(said::add);
        assertTrue(value(targets, "isolation-interactive-shared-p99") > 0);
        assertTrue(value(targets, "isolation-bulk-share") > 0);
    }

    @Test
    void takesEachExpertAndEachGroupOutOfUse() throws Exception {
        ModelPack experts = ExpertPacks.cards(folder.resolve("cards"), "cards", "1");
        int rows = 90;
        SafetensorsWriter data = new SafetensorsWriter();
        for (Tensor input : new RandomInputs(experts.spec(), 5).rows(rows)) {
            float[] values = new float[Math.toIntExact(input.elements())];
            input.data().asFloatBuffer().get(values);
            data.add(input.name(), input.shape(), values);
        }
        float[] labels = new float[rows];
        for (int i = 0; i < rows; i += 7) labels[i] = 1;
        Path file = folder.resolve("rows.safetensors");
        data.add("label", new long[] {rows}, labels).write(file);
        List<Target> targets = new LostExpertsBench(experts, file, 80).run(said::add);
        assertEquals(0, value(targets, "expert-lost-failed"));
        for (String group : List.of("general", "special")) {
            assertEquals(0, value(targets, "group-lost-" + group + "-failed"));
            assertTrue(value(targets, "group-lost-" + group + "-degraded") > 0, targets::toString);
        }
        assertTrue(value(targets, "experts-whole-ap") > 0, targets::toString);
        assertEquals(List.of("experts: each of 21 taken out of use, 80 rows each"), said);
    }

    @Test
    void swapsAndSoaksAPackOfExperts() throws Exception {
        ModelPack experts = ExpertPacks.cards(folder.resolve("cards"), "cards", "1");
        List<Target> swapped = new HotSwapBench(experts, Duration.ofSeconds(2)).run(said::add);
        assertEquals(0, value(swapped, "hot-swap-failed"));
        assertEquals(0, value(swapped, "hot-swap-mixed"));
        List<Target> soaked = new Soak(experts, 600, 4, 7).run(said::add);
        assertEquals(0, value(soaked, "soak-wrong-ends"));
    }

    @Test
    void countsALatencyOfTheShareThatDidNotExceedIt() {
        Latencies latencies = new Latencies(List.of(4_000L, 1_000L, 3_000L, 2_000L));
        assertEquals(2, latencies.micros(0.5));
        assertEquals(4, latencies.micros(0.99));
        assertEquals(0.001, latencies.millis(0), 1e-12);
        assertTrue(Double.isNaN(new Latencies(List.of()).micros(0.5)));
    }
}
