package io.trivium.runtime.learning.gate;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.export.OnnxGraph;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * A task whose right answer is known: the probability is the logistic function of −2 + 1.5·A + B, in every segment.
 * Models are logistic functions of other numbers, and may answer one segment differently or be slow.
 */
public final class LogisticTask {
    public static final String NAME = "gate-logistic";
    static final int SEGMENTS = 4;
    static final Instant CUTOFF = Instant.parse("2026-11-20T00:00:00Z");

    private LogisticTask() {}

    /**
     * A model.
     *
     * @param segment whose logit is moved by {@code moved}
     * @param times sines for each row, which change nothing
     */
    record Model(float a, float b, float bias, int segment, float moved, int times) {
        static Model of(double a, double b, double bias) {
            return new Model((float) a, (float) b, (float) bias, 0, 0, 0);
        }

        static final Model CHAMPION = of(1.4, 0.9, -1.95);
        static final Model GOOD = of(1.5, 1, -2);

        Model moving(int which, double by) {
            return new Model(a, b, bias, which, (float) by, times);
        }

        Model slow(int sines) {
            return new Model(a, b, bias, segment, moved, sines);
        }
    }

    static String spec(String gates) {
        return """
                task: %s
                inputs:
                  - {name: x, dtype: float32, shape: [-1, 3], columns: [A, B, SEGMENT]}
                outputs:
                  - {name: score, dtype: float32, shape: [-1, 1], unit: probability}
                head: binary
                latencyClass: interactive
                %s""".formatted(NAME, gates);
    }

    static byte[] onnx(Model model) {
        OnnxGraph graph = new OnnxGraph("logistic");
        graph.input("x", TensorProto.DataType.FLOAT, -1, 3);
        String sum = graph.node("MatMul", List.of("x", graph.floats("w", new float[] {model.a(), model.b(), 0}, 3, 1)));
        String logit = graph.node("Add", List.of(sum, graph.floats("bias", new float[] {model.bias()}, 1)));
        String pick = graph.floats("pick", new float[] {0, 0, 1}, 3, 1);
        String segment = graph.node("MatMul", List.of("x", pick));
        String hit = graph.node("Equal", List.of(segment, graph.floats("which", new float[] {model.segment()}, 1)));
        String factor = graph.node("Cast", List.of(hit), attribute("to", (long) TensorProto.DataType.FLOAT_VALUE));
        String moved = graph.node("Mul", List.of(factor, graph.floats("moved", new float[] {model.moved()}, 1)));
        logit = graph.node("Add", List.of(logit, moved));
        if (model.times() > 0) {
            String tiled = graph.node("Tile", List.of("x", graph.list("repeats", 1, model.times())));
            String sines = graph.node("Sin", List.of(tiled));
            String all = graph.node("ReduceSum", List.of(sines, graph.list("axes", 1)), attribute("keepdims", 1L));
            String nothing = graph.node("Mul", List.of(all, graph.floats("zero", new float[] {0}, 1)));
            logit = graph.node("Add", List.of(logit, nothing));
        }
        graph.node("Sigmoid", "score", List.of(logit));
        graph.output("score", TensorProto.DataType.FLOAT, -1, 1);
        return graph.toBytes();
    }

    /** Writes a pack that has seen these rows. */
    static ModelPack pack(Path folder, String version, Model model, String gates, long[] seen) {
        try {
            PackManifest.Provenance provenance = new PackManifest.Provenance(
                    "abc", 1, "train", new PackManifest.TrainingData("made up", "", "", "", seen.length, 1), Map.of());
            PackWriter writer = new PackWriter(new ModelName(NAME), new VersionNumber(version), CUTOFF, provenance)
                    .spec(spec(gates).getBytes(StandardCharsets.UTF_8))
                    .model(onnx(model));
            if (seen.length > 0) writer.trainingRows(seen);
            return writer.write(folder.resolve(version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One row's inputs and its right answer. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Row(float[] x, boolean positive) {
        static Row draw(SplittableRandom random) {
            float[] x = {(float) random.nextGaussian(), (float) random.nextGaussian(), random.nextInt(SEGMENTS)};
            double logit = -2 + 1.5 * x[0] + x[1];
            return new Row(x, random.nextDouble() < 1 / (1 + Math.exp(-logit)));
        }
    }

    static GateRows rows(int count, long seed, boolean labelled) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[count * 3];
        float[] labels = new float[labelled ? count : 0];
        for (int i = 0; i < count; i++) {
            Row row = Row.draw(random);
            System.arraycopy(row.x(), 0, x, i * 3, 3);
            if (labelled) labels[i] = row.positive() ? 1 : 0;
        }
        return GateRows.ofFloats(
                count,
                Map.of("x", x),
                Map.of("x", List.of(3L)),
                labels,
                LongStream.range(0, count).toArray());
    }

    /** A data set with training rows 1 to 100, one a day up to three days before its cut-off, and test rows 201 to 300. */
    static GateManifest manifest() {
        long[] times = LongStream.rangeClosed(1, 100)
                .map(day -> CUTOFF.minus(Duration.ofDays(103 - day)).getEpochSecond())
                .toArray();
        return new GateManifest(
                new UUID(0, 1),
                "hash",
                CUTOFF,
                List.of(),
                LongStream.rangeClosed(1, 100).toArray(),
                times,
                LongStream.rangeClosed(201, 300).toArray());
    }
}
