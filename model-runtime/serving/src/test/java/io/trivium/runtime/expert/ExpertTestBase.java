package io.trivium.runtime.expert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.execution.ExecutionReport;
import io.trivium.runtime.expert.piece.ExpertMemory;
import io.trivium.runtime.expert.piece.ExpertSettings;
import io.trivium.runtime.expert.piece.Piece;
import io.trivium.runtime.expert.piece.PieceFile;
import io.trivium.runtime.expert.piece.PieceFiles;
import io.trivium.runtime.expert.piece.Quarantine;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.onnx.OnnxEnvironment;
import io.trivium.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

/** Common code of the tests of models of experts. */
abstract class ExpertTestBase {
    static final long MUCH = 1L << 30;
    static final float TOLERANCE = 2e-5f;

    @TempDir
    Path folder;

    final TestGraphs graphs = new TestGraphs();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<Runnable> background = new ArrayList<>();

    ExpertRuntime runtime(long budget, ExpertSettings settings) {
        ExpertMemory memory = new ExpertMemory(budget);
        return new ExpertRuntime(
                OnnxEnvironment.get(1).environment(),
                graphs,
                memory,
                settings,
                background::add,
                new ExpertMetrics(meters, memory));
    }

    static ExpertSettings settings() {
        return new ExpertSettings(
                TimeUnit.MILLISECONDS.toNanos(5),
                TimeUnit.SECONDS.toNanos(60),
                TimeUnit.SECONDS.toNanos(60),
                TimeUnit.SECONDS.toNanos(1),
                TimeUnit.SECONDS.toNanos(300));
    }

    static ExpertSettings slices(long nanos) {
        ExpertSettings usual = settings();
        return new ExpertSettings(
                nanos, usual.callNanos(), usual.openNanos(), usual.probeNanos(), usual.mostProbeNanos());
    }

    MoeModel load(SmallNetwork network, long budget) {
        return MoeModels.load(network.write(folder.resolve("pack"), "1"), runtime(budget, settings()));
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(float[] risk, ExecutionReport report, int slices) {}

    static Answer run(MoeModel model, Map<String, Tensor> inputs) {
        return run(model, inputs, "");
    }

    static Answer run(MoeModel model, Map<String, Tensor> inputs, String tenant) {
        try (Execution execution =
                model.start(inputs, List.of("risk"), tenant.isEmpty() ? null : new TenantId(tenant))) {
            int slices = 1;
            while (execution.advance()) slices++;
            return new Answer(SmallNetwork.floats(execution.outputs().getFirst()), execution.report(), slices);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    static void assertClose(float[] expected, float[] actual, String what) {
        assertEquals(expected.length, actual.length, what);
        for (int i = 0; i < expected.length; i++) assertEquals(expected[i], actual[i], TOLERANCE, what + ", row " + i);
    }

    static List<ExpertId> experts(MoeTopology topology) {
        List<ExpertId> ids = new ArrayList<>();
        for (int l = 0; l < topology.layers(); l++) {
            for (int e = 0; e < topology.experts(); e++) ids.add(topology.id(l, e));
        }
        return ids;
    }

    static Piece piece(MoeModel model, ExpertId id) {
        return model.generation()
                .base()
                .expert(id.layer(), model.shape().topology().number(id));
    }

    static Quarantine quarantine(MoeModel model, ExpertId id) {
        return Objects.requireNonNull(piece(model, id).quarantine(), id + " is in use");
    }

    /** Writes files and a manifest that lists them. */
    Path pieces(String name, String version, String tenant, Map<String, byte[]> files) throws IOException {
        Path directory = folder.resolve(name);
        List<String> listed = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            PieceFile written = SmallNetwork.write(directory, file.getKey(), file.getValue());
            listed.add("{\"path\": \"%s\", \"sha256\": \"%s\", \"bytes\": %d}"
                    .formatted(written.path(), written.sha256(), written.bytes()));
        }
        String manifest = """
                {"format": "trivium-experts/1", "model": "%s", "version": "%s", %s "files": [%s]}
                """.formatted(
                        SmallNetwork.NAME,
                        version,
                        tenant.isEmpty() ? "" : "\"tenant\": \"" + tenant + "\",",
                        String.join(", ", listed));
        Files.write(directory.resolve(PieceFiles.MANIFEST), manifest.getBytes(StandardCharsets.UTF_8));
        return directory;
    }
}
