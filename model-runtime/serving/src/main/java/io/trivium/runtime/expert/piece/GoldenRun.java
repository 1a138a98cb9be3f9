package io.trivium.runtime.expert.piece;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.trivium.runtime.execution.NativeFailure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Runs an expert on numbers that never change, x [{@value #ROWS}, H] of normal distribution, as its input is after the
 * norm. An expert that answers them with finite numbers, and the ones it gave before, is sound. Thread-safe.
 */
public final class GoldenRun {
    public static final String INPUT = "x";
    public static final String OUTPUT = "y";

    private static final int ROWS = 4;
    private static final long SEED = 20_260_101;
    /** Kernels may sum in another order on another day; wrong weights differ by more. */
    private static final float TOLERANCE = 1e-3f;

    private final OrtEnvironment environment;
    private final int width;
    private final FloatBuffer input;

    public GoldenRun(OrtEnvironment environment, int width) {
        this.environment = environment;
        this.width = width;
        this.input = floats(ROWS * width);
        Random random = new Random(SEED);
        for (int i = 0; i < ROWS * width; i++) input.put(i, (float) random.nextGaussian());
    }

    /** Zeroed floats outside the heap. */
    public static FloatBuffer floats(int count) {
        int alignment = 64;
        int bytes = Math.multiplyExact(count, Float.BYTES);
        return ByteBuffer.allocateDirect(Math.addExact(bytes, 2 * alignment))
                .alignedSlice(alignment)
                .slice(0, bytes)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /**
     *  Runs an expert and returns its answer.
     * @throws PieceFault when it has another form, fails, or its answer is not finite
     */
    public float[] run(String path, Graph graph, CallGuard guard) throws PieceFault {
        if (!graph.inputs().equals(Set.of(INPUT)) || !graph.outputs().equals(Set.of(OUTPUT))) {
            throw new PieceFault(
                    FaultReason.UNREADABLE,
                    path + " takes " + graph.inputs() + " and gives " + graph.outputs() + ", not x and y",
                    null);
        }
        FloatBuffer output = floats(ROWS * width);
        boolean late;
        try (OnnxTensor x = OnnxTensor.createTensor(environment, input.duplicate(), new long[] {ROWS, width});
                OnnxTensor y = OnnxTensor.createTensor(environment, output, new long[] {ROWS, width})) {
            guard.begin();
            try {
                graph.run(Map.of(INPUT, x), Map.of(OUTPUT, y), guard.options());
            } finally {
                late = guard.end();
            }
        } catch (OrtException e) {
            throw new PieceFault(
                    FaultReason.EXCEPTION, NativeFailure.logged(path + " failed on its golden input", e), e);
        }
        if (late) throw new PieceFault(FaultReason.TIMEOUT, path + " took too long on its golden input", null);
        float[] answer = new float[ROWS * width];
        output.get(0, answer);
        if (!Finite.all(answer, answer.length)) {
            throw new PieceFault(
                    FaultReason.NOT_FINITE, path + " gave a number that is not finite on its golden input", null);
        }
        return answer;
    }

    /** Whether two answers are the same but for rounding. */
    static boolean agree(float[] expected, float[] found) {
        float scale = 0;
        float error = 0;
        for (int i = 0; i < expected.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            error = Math.max(error, Math.abs(expected[i] - found[i]));
        }
        return error <= TOLERANCE * Math.max(scale, Float.MIN_NORMAL);
    }
}
