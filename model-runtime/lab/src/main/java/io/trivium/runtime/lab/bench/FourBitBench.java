package io.trivium.runtime.lab.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.trivium.core.bench.BenchReport;
import io.trivium.runtime.export.BareGraphs;
import io.trivium.runtime.onnx.OnnxEnvironment;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One wide expert with 4-bit weights against the same in float32: bytes, and time for one token on one thread. */
public final class FourBitBench {
    private static final int WIDTH = 1_024;
    private static final int HIDDEN = 2_048;
    private static final double BYTES_TARGET = 0.28;
    private static final double SPEED_TARGET = 3;
    private static final int ROUNDS = 20;

    private final long nanos;

    /** @param nanos time to measure for */
    public FourBitBench(long nanos) {
        this.nanos = nanos;
    }

    public FourBitBench() {
        this(4_000_000_000L);
    }

    public List<BenchReport.Target> run() throws OrtException {
        BareGraphs graphs = new BareGraphs(WIDTH, HIDDEN, 1);
        double share = (double) graphs.expertBytes(true) / graphs.expertBytes(false);
        Timings full = new Timings();
        Timings four = new Timings();
        Random random = new Random(1);
        FloatBuffer token = ExpertPath.direct(WIDTH);
        for (int i = 0; i < WIDTH; i++) token.put(i, (float) random.nextGaussian());
        OnnxEnvironment environment = OnnxEnvironment.get(1);
        try (OrtSession fullSession = environment.open(graphs.expert(0, false));
                OrtSession fourSession = environment.open(graphs.expert(0, true));
                OnnxTensor x = OnnxTensor.createTensor(environment.environment(), token, new long[] {1, WIDTH});
                OnnxTensor y = OnnxTensor.createTensor(
                        environment.environment(), ExpertPath.direct(WIDTH), new long[] {1, WIDTH})) {
            Map<String, OnnxTensor> inputs = Map.of("x", x);
            Map<String, OnnxTensor> outputs = Map.of("y", y);
            long end = System.nanoTime() + nanos;
            for (int round = 0; round < ROUNDS || System.nanoTime() < end; round++) {
                long start = System.nanoTime();
                fullSession.run(inputs, Set.of(), outputs).close();
                full.add(System.nanoTime() - start);
                start = System.nanoTime();
                fourSession.run(inputs, Set.of(), outputs).close();
                four.add(System.nanoTime() - start);
            }
        }
        List<BenchReport.Target> targets = new ArrayList<>();
        targets.add(BenchReport.Target.of(
                "four-bit-weight-bytes",
                share,
                "of float32",
                BYTES_TARGET,
                BenchReport.Better.LOWER,
                "group of 128, float32 scales, 4-bit zero points"));
        targets.add(BenchReport.Target.of(
                "four-bit-batch-1-speedup",
                full.medianMicros() / four.medianMicros(),
                "times",
                SPEED_TARGET,
                BenchReport.Better.HIGHER,
                "the same expert, H 1024, I 2048, in float32: %.0f us".formatted(full.medianMicros())));
        targets.add(BenchReport.Target.reported("four-bit-batch-1", four.medianMicros(), "us", null));
        return targets;
    }
}
