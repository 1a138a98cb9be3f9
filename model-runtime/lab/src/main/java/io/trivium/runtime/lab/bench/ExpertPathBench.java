package io.trivium.runtime.lab.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.trivium.core.bench.BenchReport;
import io.trivium.runtime.export.BareGraphs;
import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.onnx.OnnxEnvironment;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Routed experts as sessions of their own, routed in Java, against ONNX Runtime's fused MoE operator in float32, on one
 * thread: 32 experts of 512 inner features, 4 for each token of 256. Both get the same weights and tokens, and must
 * give the same sums, before they are measured in turns.
 */
public final class ExpertPathBench {
    private static final int EXPERTS = 32;
    private static final int TOP_K = 4;
    private static final int WIDTH = 256;
    private static final int HIDDEN = 512;
    private static final int[] TOKENS = {1, 8, 32, 128};
    private static final double TARGET = 2;

    /** Different tokens in turns, so that no expert is always the one in the cache. */
    private static final int BATCHES = 16;

    private static final double SAME = 1e-4;
    /** Rounding to 4 bits changes random weights' sums by about a tenth of their size. */
    private static final double NEAR = 0.3;

    private final long nanosEach;

    /** @param nanosEach time for each number of tokens */
    public ExpertPathBench(long nanosEach) {
        this.nanosEach = nanosEach;
    }

    public ExpertPathBench() {
        this(4_000_000_000L);
    }

    /** A batch of tokens. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Batch(FloatBuffer normed, float[] scores, Map<String, OnnxTensor> inputs) {}

    public List<BenchReport.Target> run() throws OrtException {
        MoeTopology topology =
                new MoeTopology(1, WIDTH, 1, HIDDEN, HIDDEN, List.of(new ExpertGroup("bench", EXPERTS)), TOP_K, 1, 1);
        BareGraphs graphs = new BareGraphs(WIDTH, HIDDEN, 1);
        int most = TOKENS[TOKENS.length - 1];
        List<BenchReport.Target> targets = new ArrayList<>();
        try (OrtSession fused = OnnxEnvironment.get(1).open(graphs.fused(EXPERTS, TOP_K));
                ExpertPath full = new ExpertPath(graphs, topology, false, most);
                ExpertPath four = new ExpertPath(graphs, topology, true, most)) {
            for (int tokens : TOKENS) measure(tokens, fused, full, four, targets);
        }
        return targets;
    }

    private void measure(
            int tokens, OrtSession fused, ExpertPath full, ExpertPath four, List<BenchReport.Target> targets)
            throws OrtException {
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) batches.add(batch(tokens, i));
        FloatBuffer fusedSums = ExpertPath.direct(tokens * WIDTH);
        float[] sums = new float[tokens * WIDTH];
        try (OnnxTensor output = OnnxTensor.createTensor(
                OnnxEnvironment.get(1).environment(), fusedSums.slice(), new long[] {tokens, WIDTH})) {
            Map<String, OnnxTensor> outputs = Map.of("y", output);
            Timings fusedTime = new Timings();
            Timings fullTime = new Timings();
            Timings fourTime = new Timings();
            long end = System.nanoTime() + nanosEach;
            for (int round = 0; round < BATCHES || System.nanoTime() < end; round++) {
                Batch batch = batches.get(round % BATCHES);
                long start = System.nanoTime();
                fused.run(batch.inputs, Set.of(), outputs).close();
                fusedTime.add(System.nanoTime() - start);
                start = System.nanoTime();
                full.run(batch.normed, batch.scores, tokens, sums);
                fullTime.add(System.nanoTime() - start);
                if (round < BATCHES) agree(fusedSums, sums, SAME);
                start = System.nanoTime();
                four.run(batch.normed, batch.scores, tokens, sums);
                fourTime.add(System.nanoTime() - start);
                if (round < BATCHES) agree(fusedSums, sums, NEAR);
            }
            String peer = "ONNX Runtime 1.29.0 MoE operator, float32: %.0f us".formatted(fusedTime.medianMicros());
            String name = "expert-path-" + tokens + "-tokens";
            targets.add(BenchReport.Target.of(
                    name + "-speedup",
                    fusedTime.medianMicros() / fourTime.medianMicros(),
                    "times",
                    TARGET,
                    BenchReport.Better.HIGHER,
                    peer));
            targets.add(BenchReport.Target.reported(name + "-4bit", fourTime.medianMicros(), "us", peer));
            targets.add(BenchReport.Target.reported(name + "-float32", fullTime.medianMicros(), "us", peer));
        } finally {
            for (Batch batch : batches) batch.inputs.values().forEach(OnnxTensor::close);
        }
    }

    /** Random tokens; the operator gets the logarithms of the scores, whose softmax over the chosen are the weights. */
    private static Batch batch(int tokens, int seed) throws OrtException {
        Random random = new Random(seed);
        FloatBuffer normed = ExpertPath.direct(tokens * WIDTH);
        for (int i = 0; i < tokens * WIDTH; i++) normed.put(i, (float) random.nextGaussian());
        float[] scores = new float[tokens * EXPERTS];
        FloatBuffer logits = ExpertPath.direct(scores.length);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (1 / (1 + Math.exp(-random.nextGaussian())));
            logits.put(i, (float) Math.log(scores[i]));
        }
        var environment = OnnxEnvironment.get(1).environment();
        return new Batch(
                normed,
                scores,
                Map.of(
                        "x", OnnxTensor.createTensor(environment, normed.slice(), new long[] {tokens, WIDTH}),
                        "logits", OnnxTensor.createTensor(environment, logits, new long[] {tokens, EXPERTS})));
    }

    private static void agree(FloatBuffer fused, float[] sums, double tolerance) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < sums.length; i++) {
            difference = Math.max(difference, Math.abs(fused.get(i) - sums[i]));
            size = Math.max(size, Math.abs(fused.get(i)));
        }
        if (!(difference <= tolerance * size)) {
            throw new IllegalStateException(
                    "the expert path differs from the fused operator by " + difference + " of " + size);
        }
    }
}
