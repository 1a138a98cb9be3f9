package io.trivium.runtime.lab.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.runtime.export.ExpertPacks;
import io.trivium.runtime.onnx.Device;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.testing.TestPacks;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GpuBenchTest {
    @TempDir
    private Path folder;

    private ModelPack pack() {
        return ExpertPacks.cards(folder.resolve("cards"), "cards", "1");
    }

    /** Everything but the device itself. */
    @Test
    void comparesTheFusedGraphsAndPagesOnAProcessor() throws Exception {
        List<String> said = new ArrayList<>();
        List<Target> targets = new GpuBench(pack(), Device.CPU, Duration.ofMillis(400)).run(said::add);
        assertTrue(
                targets.stream().map(Target::name).toList().containsAll(List.of(GpuBench.FIGURES)), targets::toString);
        for (String name : List.of("gpu-fused-difference", "gpu-half-difference", "gpu-pieces-difference")) {
            assertEquals(true, target(targets, name).met(), targets::toString);
        }
        assertTrue(value(targets, "gpu-half-difference") > 0, "it is rounded");
        assertTrue(value(targets, "gpu-half-throughput") > 0);
        assertEquals(0, value(targets, "gpu-paging-failed"));
        assertTrue(value(targets, "gpu-paging-openings") > 21, "experts were opened again");
    }

    private static Target target(List<Target> targets, String name) {
        return targets.stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + targets));
    }

    private static double value(List<Target> targets, String name) {
        Double value = target(targets, name).value();
        if (value == null) throw new AssertionError(name + " was not measured");
        return value;
    }

    @Test
    void saysThatThereIsNoGpu() throws Exception {
        assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA), "this build has CUDA");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertEquals(
                    0,
                    new CommandLine(new BenchCommand())
                            .execute("gpu", "--pack", pack().directory().toString(), "--json"));
        } finally {
            System.setOut(before);
        }
        JsonNode targets = new ObjectMapper()
                .readTree(printed.toString(StandardCharsets.UTF_8))
                .get("targets");
        assertEquals(GpuBench.FIGURES.length, targets.size());
        for (JsonNode target : targets) {
            assertTrue(target.get("value").isNull()
                    && target.get("target").isNull()
                    && target.get("met").isNull());
            assertTrue(target.get("peer").textValue().startsWith("not measured: there is no GPU to use"));
            assertTrue(target.has("name") && target.has("unit"));
        }
    }

    @Test
    void refusesAPackWithoutExperts() {
        ModelPack sum = TestPacks.weightedSum(folder.resolve("sum"), "sum", "1", 0, "");
        assertThrows(IllegalArgumentException.class, () -> new GpuBench(sum, Device.CPU, Duration.ofSeconds(1)));
    }
}
