package io.trivium.runtime.training.retention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.retention.RetentionSpec;
import io.trivium.runtime.training.network.EventHistories;
import io.trivium.runtime.training.network.RetentionNetwork;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A trained encoder in the training engine, for many histories of any length. Belongs to one thread. */
public final class RetentionEncoder implements AutoCloseable {
    static final String TARGET_WEIGHT = "target.weight";
    static final String TARGET_BIAS = "target.bias";

    /** Steps of a history that are computed at once. */
    private static final int CHUNK = 128;

    private static final int HISTORIES = 64;

    private final RetentionSpec spec;
    private final int numbers;
    private final NDManager root;
    private final RetentionNetwork network;

    /** @param parameters of the encoder and perhaps of the answer that trained it */
    public RetentionEncoder(RetentionSpec spec, Parameters parameters) {
        this.spec = spec;
        this.numbers = parameters.has(TARGET_BIAS) ? parameters.get(TARGET_BIAS).length : 0;
        this.root = NDManager.newBaseManager("PyTorch");
        JniUtils.setGradMode(false);
        this.network = new RetentionNetwork(root, spec, parameters);
    }

    /**
     * What is known after some events.
     *
     * @param tokens {@code [events, H]}
     * @param answers {@code [events, numbers]}: logits or numbers, of the answer that trained the encoder; empty without it
     * @param states {@code [histories, stateSize]} after the last event
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Encoded(float[] tokens, float[] answers, float[] states) {}

    /** Histories from their first event on. */
    public Encoded encode(EventHistories histories) {
        return encode(histories, new float[histories.histories() * spec.stateSize()]);
    }

    /**
     * Continues histories.
     *
     * @param histories the time of their first event is that since the event before
     * @param states {@code [histories, stateSize]} before the first event
     */
    public Encoded encode(EventHistories histories, float[] states) {
        int width = spec.width();
        int size = spec.stateSize();
        int events = histories.elapsed().length;
        Encoded all = new Encoded(new float[events * width], new float[events * numbers], states.clone());
        RetentionNetwork.Encoded data = network.encode(histories);
        for (int first = 0; first < histories.histories(); first += HISTORIES) {
            int[] some = IntStream.range(first, Math.min(histories.histories(), first + HISTORIES))
                    .toArray();
            int longest = Arrays.stream(some).map(histories::length).max().orElseThrow();
            float[] state = Arrays.copyOfRange(states, first * size, (first + some.length) * size);
            for (int from = 0; from < longest; from += CHUNK) {
                try (NDManager scope = root.newSubManager()) {
                    NDArray before = scope.create(state, new Shape(some.length, size));
                    RetentionNetwork.Pass pass = network.forward(scope, data, some, from, CHUNK, before);
                    NDArray after = pass.state();
                    if (after == null) throw new IllegalStateException("a chunk gave no state");
                    state = after.toFloatArray();
                    place(pass.events(), pass.tokens().toFloatArray(), width, all.tokens);
                    NDArray answers = answers(pass);
                    if (answers != null) place(pass.events(), answers.toFloatArray(), numbers, all.answers);
                }
            }
            System.arraycopy(state, 0, all.states, first * size, state.length);
        }
        return all;
    }

    /** The answers {@code [B · T, numbers]}; null without the parameters of one. */
    static @Nullable NDArray answers(RetentionNetwork.Pass pass) {
        NDArray weight = pass.weights().get(TARGET_WEIGHT);
        NDArray bias = pass.weights().get(TARGET_BIAS);
        return weight == null || bias == null
                ? null
                : pass.tokens().matMul(weight.transpose()).add(bias);
    }

    private static void place(int[] events, float[] values, int each, float[] all) {
        for (int i = 0; i < events.length; i++) {
            if (events[i] >= 0) System.arraycopy(values, i * each, all, events[i] * each, each);
        }
    }

    @Override
    public void close() {
        network.close();
        root.close();
    }
}
