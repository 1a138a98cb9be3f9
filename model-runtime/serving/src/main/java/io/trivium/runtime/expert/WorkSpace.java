package io.trivium.runtime.expert;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.trivium.runtime.expert.piece.CallGuard;
import io.trivium.runtime.expert.piece.GoldenRun;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The buffers one execution works in, and ONNX Runtime's views of them, made once for each number of rows. Used by one
 * execution at a time and then by another.
 */
final class WorkSpace implements AutoCloseable {
    static final String HIDDEN = "hidden";
    static final String MASK = "mask";
    static final String RESIDUAL = "residual";
    static final String NORMED = "normed";
    static final String SCORES = "scores";

    /** Views of experts' inputs are kept up to this number of rows. */
    private static final int MOST_KEPT = 512;

    private final OrtEnvironment environment;
    private final MoeShape shape;
    private final int rows;
    private final List<OnnxTensor> views = new ArrayList<>();
    private final FloatBuffer hidden;
    private final FloatBuffer mask;
    final FloatBuffer residual;
    final FloatBuffer normed;
    final FloatBuffer scores;
    final FloatBuffer x;
    final FloatBuffer y;
    /** [tokens, H], the output of a layer; [tokens, E]; [tokens of one expert, H]. */
    final float[] sums;

    final float[] scored;
    final float[] answer;
    final RoutePlan plan;
    final CallGuard guard = new CallGuard();
    private final @Nullable Rows[] byRows;
    private final @Nullable ExpertRows[] byTokens;

    /** Views for a number of rows of the request. */
    record Rows(
            Map<String, OnnxTensor> tokenizerOutputs,
            Map<String, OnnxTensor> layerInputs,
            Map<String, OnnxTensor> layerOutputs,
            Map<String, OnnxTensor> lastLayerOutputs,
            Map<String, OnnxTensor> headInputs) {}

    /** Views for a number of tokens of one expert. */
    record ExpertRows(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {}

    /** @param rows of the request that it must take */
    WorkSpace(OrtEnvironment environment, MoeShape shape, int rows) {
        this.environment = environment;
        this.shape = shape;
        this.rows = rows;
        int tokens = Math.multiplyExact(rows, shape.tokens());
        int values = Math.multiplyExact(tokens, shape.width());
        hidden = GoldenRun.floats(values);
        mask = GoldenRun.floats(tokens);
        residual = GoldenRun.floats(values);
        normed = GoldenRun.floats(values);
        scores = GoldenRun.floats(Math.multiplyExact(tokens, shape.experts()));
        x = GoldenRun.floats(values);
        y = GoldenRun.floats(values);
        sums = new float[values];
        answer = new float[values];
        scored = new float[tokens * shape.experts()];
        plan = new RoutePlan(shape.experts(), tokens, shape.topK());
        byRows = new Rows[rows + 1];
        byTokens = new ExpertRows[Math.min(tokens, MOST_KEPT) + 1];
    }

    int rows() {
        return rows;
    }

    Rows rows(int count, Set<String> headInputs) throws OrtException {
        Rows known = byRows[count];
        if (known != null) return known;
        OnnxTensor tokens = view(hidden, count, shape.tokens(), shape.width());
        OnnxTensor real = view(mask, count, shape.tokens());
        Map<String, OnnxTensor> last = shape.readoutLast() ? layerOutputs(count) : layerOutputs(count * shape.tokens());
        Map<String, OnnxTensor> head = new HashMap<>();
        if (headInputs.contains(HIDDEN)) {
            head.put(HIDDEN, shape.readoutLast() ? view(hidden, count, 1, shape.width()) : tokens);
        }
        if (headInputs.contains(MASK)) head.put(MASK, real);
        Map<String, OnnxTensor> both = Map.of(HIDDEN, tokens, MASK, real);
        Rows made = new Rows(both, both, layerOutputs(count * shape.tokens()), last, Map.copyOf(head));
        byRows[count] = made;
        return made;
    }

    private Map<String, OnnxTensor> layerOutputs(int tokens) throws OrtException {
        return Map.of(
                RESIDUAL, view(residual, tokens, shape.width()),
                NORMED, view(normed, tokens, shape.width()),
                SCORES, view(scores, tokens, shape.experts()));
    }

    ExpertRows experts(int tokens) throws OrtException {
        ExpertRows known = tokens < byTokens.length ? byTokens[tokens] : null;
        if (known != null) return known;
        ExpertRows made = new ExpertRows(
                Map.of(GoldenRun.INPUT, view(x, tokens, shape.width())),
                Map.of(GoldenRun.OUTPUT, view(y, tokens, shape.width())));
        if (tokens < byTokens.length) byTokens[tokens] = made;
        return made;
    }

    /** Closes views that are not kept. */
    void done(ExpertRows used, int tokens) {
        if (tokens < byTokens.length) return;
        for (Map<String, OnnxTensor> map : List.of(used.inputs(), used.outputs())) {
            for (OnnxTensor tensor : map.values()) {
                views.remove(tensor);
                tensor.close();
            }
        }
    }

    private OnnxTensor view(FloatBuffer buffer, long... sizes) throws OrtException {
        long values = 1;
        for (long size : sizes) values *= size;
        OnnxTensor tensor = OnnxTensor.createTensor(environment, buffer.slice(0, Math.toIntExact(values)), sizes);
        views.add(tensor);
        return tensor;
    }

    /** The output of a layer with its experts becomes the input of the next one. */
    void sumsToHidden(int tokens) {
        hidden.put(0, sums, 0, tokens * shape.width());
    }

    @Override
    public void close() {
        views.forEach(OnnxTensor::close);
        views.clear();
        guard.close();
    }
}
