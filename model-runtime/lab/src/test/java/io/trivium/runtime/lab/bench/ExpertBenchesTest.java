package io.trivium.runtime.lab.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.batch.LabelledRows;
import io.trivium.runtime.batch.LocalRuntime;
import io.trivium.runtime.batch.ServedScores;
import io.trivium.runtime.export.ExpertPacks;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.testing.TestPacks;
import io.trivium.runtime.training.moe.ParameterReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benches of experts on a small seeded pack, and rows whose labels are that pack's own opinion of them. */
class ExpertBenchesTest {
    private static final int ROWS = 300;
    private static final int POSITIVES = 30;

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();
    private ModelPack pack;
    private Path rows;

    @BeforeEach
    void labelRowsWithTheModelsOwnScores() throws Exception {
        pack = ExpertPacks.cards(folder.resolve("cards"), "cards", "1");
        Path unlabelled = write("unlabelled", new float[ROWS]);
        float[] scores = ServedScores.of(pack, unlabelled).scores();
        float[] sorted = scores.clone();
        Arrays.sort(sorted);
        float least = sorted[ROWS - POSITIVES];
        float[] labels = new float[ROWS];
        for (int i = 0; i < ROWS; i++) labels[i] = scores[i] >= least ? 1 : 0;
        rows = write("rows", labels);
    }

    private Path write(String name, float[] labels) throws IOException {
        SafetensorsWriter data = new SafetensorsWriter();
        for (Tensor input : new RandomInputs(pack.spec(), 5).rows(ROWS)) {
            float[] values = new float[Math.toIntExact(input.elements())];
            input.data().asFloatBuffer().get(values);
            data.add(input.name(), input.shape(), values);
        }
        Path file = folder.resolve(name + ".safetensors");
        data.add("label", new long[] {ROWS}, labels).write(file);
        return file;
    }

    private static Target target(List<Target> targets, String name) {
        return targets.stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + targets));
    }

    private static double value(List<Target> targets, String name) {
        Double value = target(targets, name).value();
        assertNotNull(value);
        return value;
    }

    @Test
    void scoresEveryRowOnceAndInOrder() throws Exception {
        ServedScores.Scored all = ServedScores.of(pack, rows);
        assertEquals(ROWS, all.scores().length);
        assertEquals(1, all.averagePrecision(), 1e-9);
        assertEquals(0, all.failed());
        assertEquals(0, all.degraded());
        try (LocalRuntime runtime = new LocalRuntime()) {
            runtime.serve(pack);
            for (int row : new int[] {0, 63, 64, 299}) {
                float alone = ServedScores.of(runtime, pack, LabelledRows.read(rows, pack.spec(), row, 1))
                        .scores()[0];
                assertEquals(all.scores()[row], alone, 1e-5, "row " + row);
            }
        }
    }

    @Test
    void saysWhatEachLostExpertAndEachLostGroupCosts() throws Exception {
        List<Target> targets = new LostExpertsBench(pack, rows, ROWS).run(said::add);
        assertEquals(1, value(targets, "experts-whole-ap"), 1e-9);
        assertEquals(POSITIVES, value(targets, "experts-scored-positives"));
        assertEquals(0, value(targets, "expert-lost-failed"));
        double mean = value(targets, "expert-lost-ap-loss-mean");
        double worst = value(targets, "expert-lost-ap-loss-worst");
        assertTrue(0 < mean && mean < worst && worst < 1, mean + " " + worst);
        for (String group : List.of("general", "special")) {
            assertEquals(0, value(targets, "group-lost-" + group + "-failed"));
            assertEquals(1, value(targets, "group-lost-" + group + "-degraded"), group);
            double precision = value(targets, "group-lost-" + group + "-ap");
            assertTrue(precision < 1, group + " " + precision);
            assertEquals(1 - precision, value(targets, "group-lost-" + group + "-ap-loss"), 1e-9);
        }
        assertEquals(List.of("experts: each of 21 taken out of use, 300 rows each"), said);
    }

    @Test
    void answersWithoutExpertsWhoseFilesAreCutOff() throws Exception {
        List<Target> targets = new DamagedExpertsBench(pack, rows).run(said::add);
        assertEquals(6, value(targets, "expert-damaged"));
        assertEquals(0, value(targets, "expert-damaged-failed"));
        // the routers of this pack are random: they send no token of these rows to one of the six
        assertEquals(1, value(targets, "expert-damaged-never-marked"));
    }

    @Test
    void measuresWhatFourBitsCostOnRowsTheyWereNotFittedTo() throws Exception {
        List<Target> targets = new FourBitLossBench(pack, rows, 1_000, null).run(said::add);
        assertEquals(1, value(targets, "float32-ap"), 1e-9);
        double after = value(targets, "four-bit-ap");
        assertTrue(after > 0.5 && after <= 1, () -> "average precision " + after);
        assertEquals(1 - after, value(targets, "four-bit-ap-loss"), 1e-9);
        assertEquals(0, value(targets, "four-bit-failed"));
        double bytes = value(targets, "four-bit-pack-bytes");
        assertTrue(bytes < 0.5, () -> "share of the bytes " + bytes);
        assertEquals(List.of("4-bit-loss: fitted to 100 rows, 200 rows scored twice"), said);
    }

    @Test
    void fitsFourBitsToRowsOfAnotherFile() throws Exception {
        List<Target> targets = new FourBitLossBench(pack, rows, 1_000, rows).run(said::add);
        assertEquals(POSITIVES, value(targets, "four-bit-scored-positives"));
        assertEquals(List.of("4-bit-loss: fitted to 300 rows, 300 rows scored twice"), said);
    }

    @Test
    void countsRowsASecondByOneWorkerAndByTwo() throws Exception {
        List<Target> targets = new ThroughputBench(pack, rows, Duration.ofMillis(400)).run(said::add);
        assertEquals(
                List.of(
                        "throughput-one-row-1-worker",
                        "throughput-bulk-1-worker",
                        "throughput-one-row-2-workers",
                        "throughput-bulk-2-workers"),
                targets.stream().map(Target::name).toList());
        for (Target each : targets) assertTrue(value(targets, each.name()) > 50, each::toString);
    }

    @Test
    void readsActiveParametersAndBalanceFromThePack() throws Exception {
        PackManifest from = pack.manifest();
        PackManifest.Provenance before = TestPacks.provenance();
        PackWriter writer = new PackWriter(
                new ModelName("cards"),
                new VersionNumber("2"),
                from.created(),
                new PackManifest.Provenance(
                        before.codeRevision(),
                        before.seed(),
                        before.command(),
                        before.data(),
                        Map.of("max_vio_general", 0.05, "max_vio_special", 0.25, "validation_average_precision", 0.7)));
        for (PackManifest.PackFile file : from.files()) writer.file(file.path(), pack.read(file.path()));
        List<Target> targets = new PackFigures(writer.write(folder.resolve("two"))).run(said::add);
        NetworkSpec network = NetworkSpec.parse(pack.read(ModelPack.SPEC), pack.spec());
        assertEquals(ParameterReport.of(network, pack.spec()).share(), value(targets, "active-parameters"), 1e-12);
        assertEquals(true, target(targets, "max-vio-general").met());
        assertEquals(false, target(targets, "max-vio-special").met());
        assertEquals(0.7, value(targets, "validation-average-precision"));
    }

    @Test
    void saysInTheReportWhatWasNotMeasuredAndWhy() throws Exception {
        Path oneClass = write("negatives", new float[ROWS]);
        for (Benchmark bench :
                List.of(new LostExpertsBench(pack, oneClass, ROWS), new FourBitLossBench(pack, oneClass, ROWS, null))) {
            List<Target> targets = bench.run(said::add);
            assertFalse(targets.isEmpty());
            for (Target target : targets) {
                assertNull(target.value());
                assertEquals("not measured: the rows have one class only", target.peer());
            }
        }
        assertTrue(said.contains("experts: not measured: the rows have one class only"), said::toString);
    }
}
