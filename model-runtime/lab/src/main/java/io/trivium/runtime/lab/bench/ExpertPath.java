package io.trivium.runtime.lab.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.trivium.runtime.export.BareGraphs;
import io.trivium.runtime.moe.ExpertMask;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.Router;
import io.trivium.runtime.moe.Routing;
import io.trivium.runtime.onnx.OnnxEnvironment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One layer's routed experts the way serving runs them, bare: choice in Java, then for each chosen expert gather, one
 * session call between pinned buffers, weighted sum. Belongs to one thread.
 */
final class ExpertPath implements AutoCloseable {
    private static final String INPUT = "x";
    private static final String OUTPUT = "y";

    private final OrtEnvironment environment;
    private final MoeTopology topology;
    private final Router router;
    private final ExpertMask mask;
    private final List<OrtSession> sessions = new ArrayList<>();
    private final int width;
    private final FloatBuffer x;
    private final FloatBuffer y;
    private final float[] answer;
    private final List<Views> views = new ArrayList<>();

    /** Tensors over the first rows of the buffers. */
    private record Views(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {}

    /**
     * Opens every expert.
     *
     * @param most tokens at once
     */
    ExpertPath(BareGraphs graphs, MoeTopology topology, boolean fourBit, int most) throws OrtException {
        OnnxEnvironment shared = OnnxEnvironment.get(1);
        this.environment = shared.environment();
        this.topology = topology;
        this.router = new Router(topology, new float[topology.experts()]);
        this.mask = ExpertMask.none(topology.experts());
        this.width = topology.width();
        for (int e = 0; e < topology.experts(); e++) sessions.add(shared.open(graphs.expert(e, fourBit)));
        this.x = direct(most * width);
        this.y = direct(most * width);
        this.answer = new float[most * width];
        for (int rows = 1; rows <= most; rows++) {
            views.add(new Views(Map.of(INPUT, view(x, rows)), Map.of(OUTPUT, view(y, rows))));
        }
    }

    static FloatBuffer direct(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private OnnxTensor view(FloatBuffer buffer, int rows) throws OrtException {
        return OnnxTensor.createTensor(environment, buffer.slice(0, rows * width), new long[] {rows, width});
    }

    /**
     * Runs the layer.
     *
     * @param normed [tokens, H], outside the heap
     * @param scores [tokens, E]
     * @param sums [tokens, H]; gets the experts' weighted sum
     */
    void run(FloatBuffer normed, float[] scores, int tokens, float[] sums) throws OrtException {
        Arrays.fill(sums, 0, tokens * width, 0f);
        Routing routing = router.route(scores, tokens, mask);
        int[] rows = new int[tokens];
        float[] weights = new float[tokens];
        for (int e = 0; e < topology.experts(); e++) {
            int count = 0;
            for (int i = 0; i < routing.experts().length; i++) {
                if (routing.experts()[i] != e) continue;
                rows[count] = i / routing.k();
                weights[count++] = routing.weights()[i];
            }
            if (count == 0) continue;
            for (int i = 0; i < count; i++) x.put(i * width, normed, rows[i] * width, width);
            Views call = views.get(count - 1);
            sessions.get(e).run(call.inputs, Set.of(), call.outputs).close();
            y.get(0, answer, 0, count * width);
            for (int i = 0; i < count; i++) {
                int to = rows[i] * width;
                for (int h = 0; h < width; h++) sums[to + h] += weights[i] * answer[i * width + h];
            }
        }
    }

    @Override
    public void close() throws OrtException {
        for (Views each : views) {
            each.inputs.values().forEach(OnnxTensor::close);
            each.outputs.values().forEach(OnnxTensor::close);
        }
        for (OrtSession session : sessions) session.close();
    }
}
