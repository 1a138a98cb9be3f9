package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.runtime.batch.LabelledRows;
import io.trivium.runtime.batch.LocalRuntime;
import io.trivium.runtime.batch.ServedScores;
import io.trivium.runtime.export.MoePackExport;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loss of quality of a task by 4-bit projections and experts: the weights of its pack served in float32 and in 4
 * bits, both through the scheduler, over the same labelled rows. The 4-bit weights are fitted to rows of another file
 * or, where there is none, to the first rows of the same one, which are then not scored.
 */
final class FourBitLossBench implements Benchmark {
    static final String AP_LOSS = "four-bit-ap-loss";

    private static final double MOST_LOSS = 0.02;
    private static final double MOST_BYTES = 0.28;
    private static final int CALIBRATION_ROWS = 2_048;

    private final ModelPack pack;
    private final Path data;
    private final int rows;
    private final @Nullable Path calibration;

    /** @param rows most rows that are scored */
    FourBitLossBench(ModelPack pack, Path data, int rows, @Nullable Path calibration) {
        this.pack = pack;
        this.data = data;
        this.rows = rows;
        this.calibration = calibration;
    }

    @Override
    public List<Target> run(Consumer<String> say) throws Exception {
        Path other = calibration;
        int taken = other == null ? Math.min(CALIBRATION_ROWS, LabelledRows.count(data) / 3) : 0;
        LabelledRows fitted = other == null
                ? LabelledRows.read(data, pack.spec(), taken)
                : LabelledRows.read(other, pack.spec(), CALIBRATION_ROWS);
        LabelledRows scored = LabelledRows.read(data, pack.spec(), taken, rows);
        if (scored.positives() == 0 || scored.positives() == scored.rows()) {
            return Unmeasured.because("4-bit-loss", "the rows have one class only", AP_LOSS)
                    .run(say);
        }
        say.accept("4-bit-loss: fitted to " + fitted.rows() + " rows, " + scored.rows() + " rows scored twice");
        Path folder = Files.createTempDirectory("trivium-bench-bits");
        try {
            ServedScores.Scored full = score(written(Optional.empty(), folder.resolve("full")), scored);
            MoePackExport export = export();
            MoePackExport.Quantised quantised = export.quantise(inputs(fitted));
            ServedScores.Scored four = score(written(Optional.of(export), folder.resolve("four")), scored);
            double before = full.averagePrecision();
            double after = four.averagePrecision();
            return List.of(
                    Target.of(AP_LOSS, (before - after) / before, "ratio", MOST_LOSS, Better.LOWER, null),
                    Target.reported("four-bit-ap", after, "AP", null),
                    Target.reported("float32-ap", before, "AP", null),
                    Target.reported("four-bit-scored-positives", scored.positives(), "rows", null),
                    Target.of(
                            "four-bit-pack-bytes",
                            (double) quantised.bytes() / quantised.fullBytes(),
                            "of float32",
                            MOST_BYTES,
                            Better.LOWER,
                            quantised.fitted() + " layers fitted, " + quantised.rounded() + " rounded"),
                    Target.of("four-bit-failed", full.failed() + four.failed(), "requests", 0, Better.LOWER, null));
        } finally {
            PackWriter.deleteTree(folder);
        }
    }

    private MoePackExport export() throws IOException {
        return new MoePackExport(
                pack.read(ModelPack.SPEC), Parameters.read(pack.directory().resolve(ModelPack.WEIGHTS)));
    }

    private ModelPack written(Optional<MoePackExport> given, Path directory) throws IOException {
        PackManifest from = pack.manifest();
        PackWriter writer = new PackWriter(from.name(), from.version(), from.created(), from.provenance());
        MoePackExport export = given.isPresent() ? given.orElseThrow() : export();
        return export.addTo(writer).write(directory);
    }

    private static ServedScores.Scored score(ModelPack version, LabelledRows rows) {
        try (LocalRuntime runtime = new LocalRuntime()) {
            runtime.serve(version);
            return ServedScores.of(runtime, version, rows);
        }
    }

    private static Map<String, Floats> inputs(LabelledRows rows) {
        Map<String, Floats> inputs = new LinkedHashMap<>();
        for (Tensor tensor : rows.inputs()) {
            float[] values = new float[Math.toIntExact(tensor.elements())];
            tensor.data().asFloatBuffer().get(values);
            inputs.put(tensor.name(), new Floats(values, tensor.shape()));
        }
        return inputs;
    }
}
