package io.trivium.runtime.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerParameters;
import io.trivium.runtime.retention.RetentionSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RetentionSpec} in the training engine, in its parallel form: all events of a history at once, each of which
 * reads those before it through a mask of their decays; and chunk by chunk with a state in between. All trained numbers
 * are one array. Belongs to one thread.
 */
public final class RetentionNetwork implements AutoCloseable {
    /** How far below 0, where a gate is closed, its input is trained to be: noise must not open it again. */
    private static final double GATE_MARGIN = 2;

    private final RetentionSpec spec;
    private final Parameters fixed;
    private final List<String> trained;
    private final long[] cuts;
    private final NDManager manager;
    private final NDArray flat;
    private Map<String, NDArray> views = Map.of();

    /**
     * Takes a copy of the parameters.
     *
     * @param parameters the encoder's and perhaps others, which are trained with it and found in {@link Pass#weights}
     */
    public RetentionNetwork(NDManager parent, RetentionSpec spec, Parameters parameters) {
        this.spec = spec;
        this.fixed = parameters.copy();
        this.trained =
                fixed.names().stream().filter(name -> !Layout.isFixed(name)).toList();
        long[] ends = new long[trained.size()];
        float[] values = new float[0];
        for (int i = 0; i < ends.length; i++) {
            float[] each = fixed.get(trained.get(i));
            int at = values.length;
            values = Arrays.copyOf(values, at + each.length);
            System.arraycopy(each, 0, values, at, each.length);
            ends[i] = values.length;
        }
        this.cuts = Arrays.copyOf(ends, ends.length - 1);
        this.manager = parent.newSubManager();
        this.flat = manager.create(values);
        flat.setRequiresGradient(true);
    }

    /** The encoder's weights before training; the tokenizer's processing of columns is fitted to the events. */
    public static Parameters initial(RetentionSpec spec, EventHistories histories, long seed) {
        Parameters fitted = new Parameters();
        EncodedInput.fit(spec.event(), 0, rows(spec, histories), fitted);
        Random random = new Random(seed);
        Parameters parameters = new Parameters();
        spec.shapes().forEach((name, shape) -> {
            float[] values = fitted.has(name) ? fitted.get(name) : new float[Math.toIntExact(new Shape(shape).size())];
            boolean drawn = !fitted.has(name) && shape.length > 1 && !name.endsWith("." + TokenizerParameters.POSITION);
            if (name.endsWith("norm.weight")) Arrays.fill(values, 1f);
            if (name.endsWith(".input_gate.bias")) Arrays.fill(values, 0.5f);
            if (drawn) {
                double in = name.endsWith("." + TokenizerParameters.SLOPE) ? shape[1] : shape[shape.length - 1];
                double deviation = Math.sqrt(1 / in);
                if (name.endsWith(".input_gate.weight")) deviation /= 4;
                for (int i = 0; i < values.length; i++) values[i] = (float) (random.nextGaussian() * deviation);
            }
            parameters.put(name, shape, values);
        });
        return parameters;
    }

    /** Every trained number. */
    public NDArray flat() {
        return flat;
    }

    public NDManager manager() {
        return manager;
    }

    /** 1 for the numbers of a matrix, 0 for those of a vector. */
    public float[] matrices() {
        float[] all = new float[Math.toIntExact(flat.size())];
        for (int i = 0; i < trained.size(); i++) {
            int from = i == 0 ? 0 : Math.toIntExact(cuts[i - 1]);
            int to = i < cuts.length ? Math.toIntExact(cuts[i]) : all.length;
            if (fixed.shape(trained.get(i)).length > 1) Arrays.fill(all, from, to, 1f);
        }
        return all;
    }

    /** All parameters, with these trained numbers. */
    public Parameters parameters(float[] numbers) {
        Parameters all = fixed.copy();
        for (int i = 0; i < trained.size(); i++) {
            int from = i == 0 ? 0 : Math.toIntExact(cuts[i - 1]);
            int to = i < cuts.length ? Math.toIntExact(cuts[i]) : numbers.length;
            all.put(trained.get(i), fixed.shape(trained.get(i)), Arrays.copyOfRange(numbers, from, to));
        }
        return all;
    }

    /** Histories in the form the network takes. */
    public static final class Encoded {
        private final EventHistories histories;
        private final EncodedInput input;

        private Encoded(EventHistories histories, EncodedInput input) {
            this.histories = histories;
            this.input = input;
        }

        public EventHistories histories() {
            return histories;
        }
    }

    /** Encodes histories with the fixed parameters.
     * @throws IllegalArgumentException when an event has another number of columns */
    public Encoded encode(EventHistories histories) {
        return new Encoded(histories, EncodedInput.of(spec.event(), 0, rows(spec, histories), fixed));
    }

    private static TaskData rows(RetentionSpec spec, EventHistories histories) {
        return new TaskData(
                histories.elapsed().length,
                Map.of(spec.event().input(), histories.events()),
                histories.labels(),
                new long[0]);
    }

    /**
     * The result of a pass.
     *
     * @param tokens {@code [B · T, H]}, T steps of each history
     * @param events index of the event of each token; −1 for padding behind the end of a history
     * @param state {@code [B, stateSize]} after the last step; null unless one was given
     * @param weights the trained parameters by name
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Pass(
            NDArray tokens, int[] events, @Nullable NDArray state, NDArray opening, Map<String, NDArray> weights) {}

    /** Tokens of all events of some histories; all created arrays belong to {@code scope}. */
    public Pass forward(NDManager scope, Encoded data, int[] chosen) {
        return forward(scope, data, chosen, 0, Integer.MAX_VALUE, null);
    }

    /**
     * Tokens of a chunk of some histories; all created arrays belong to {@code scope}.
     *
     * @param from first step of each history
     * @param most steps; fewer where all histories end before
     * @param state {@code [B, stateSize]} before the first step; null when the histories begin there and their state after
     *     it is not needed
     */
    public Pass forward(NDManager scope, Encoded data, int[] chosen, int from, int most, @Nullable NDArray state) {
        EventHistories all = data.histories;
        int steps = 0;
        for (int history : chosen) steps = Math.max(steps, Math.min(most, all.length(history) - from));
        int[] events = new int[chosen.length * steps];
        int[] rows = new int[events.length];
        float[] present = new float[events.length];
        double[] times = new double[events.length];
        for (int at = 0; at < events.length; at++) {
            int history = chosen[at / steps];
            int step = from + at % steps;
            boolean there = step < all.length(history);
            events[at] = there ? all.starts()[history] + step : -1;
            rows[at] = Math.max(0, events[at]);
            present[at] = there ? 1 : 0;
            times[at] = (at % steps == 0 ? 0 : times[at - 1]) + (there ? all.elapsed()[events[at]] : 0);
        }
        flat.attach(scope);
        try {
            views = views();
            NDArray x = new Tokenizers(1, this::weight)
                    .of(0, spec.event(), data.input.part(scope, rows), rows.length)
                    .reshape(rows.length, spec.width());
            Times decays = new Times(scope, chosen.length, steps, times, spec.rates(), state != null);
            NDArray gates = scope.create(present, new Shape(chosen.length, 1, steps, 1));
            NDList before = state == null ? new NDList() : state.split(spec.layers(), 1);
            NDList after = new NDList();
            NDList openings = new NDList();
            for (int l = 0; l < spec.layers(); l++) {
                NDArray old = state == null ? null : before.get(l);
                x = layer(l, x, decays, gates, old, after, openings);
            }
            NDArray tokens = Operations.rmsNorm(x, weight(RetentionSpec.FINAL_NORM));
            NDArray opening = openings.stream().reduce(NDArray::add).orElseThrow();
            return new Pass(tokens, events, state == null ? null : NDArrays.concat(after, 1), opening, views);
        } finally {
            views = Map.of();
            flat.attach(manager);
        }
    }

    /** Decays between the events of a chunk, per head. */
    private static final class Times {
        private final int batch;
        private final int steps;
        /** From event s to event t, {@code [B, h, T, T]}; 0 where t is before s. */
        private final NDArray between;
        /** From the state to each event, {@code [B, h, T, 1]}. */
        private final @Nullable NDArray fromState;
        /** From each event to the last one, {@code [B, h, T, 1]}. */
        private final @Nullable NDArray toEnd;
        /** From the state to the last event, {@code [B, h, 1, 1]}. */
        private final @Nullable NDArray whole;

        /** @param times of each event, seconds since the state */
        Times(NDManager scope, int batch, int steps, double[] times, float[] rates, boolean chunked) {
            this.batch = batch;
            this.steps = steps;
            NDArray rate = scope.create(rates, new Shape(1, rates.length, 1, 1));
            float[] apart = new float[times.length * steps];
            float[] begun = new float[times.length];
            float[] left = new float[times.length];
            float[] total = new float[batch];
            for (int t = 0; t < times.length; t++) {
                int first = t / steps * steps;
                for (int s = first; s < first + steps; s++) {
                    apart[t * steps + s - first] = s <= t ? (float) (times[t] - times[s]) : Float.POSITIVE_INFINITY;
                }
                begun[t] = (float) times[t];
                left[t] = (float) (times[first + steps - 1] - times[t]);
                total[t / steps] = (float) times[first + steps - 1];
            }
            this.between = scope.create(apart, new Shape(batch, 1, steps, steps))
                    .mul(rate)
                    .exp();
            Shape each = new Shape(batch, 1, steps, 1);
            this.fromState = chunked ? scope.create(begun, each).mul(rate).exp() : null;
            this.toEnd = chunked ? scope.create(left, each).mul(rate).exp() : null;
            this.whole = chunked
                    ? scope.create(total, new Shape(batch, 1, 1, 1)).mul(rate).exp()
                    : null;
        }
    }

    private NDArray layer(
            int l, NDArray x, Times times, NDArray present, @Nullable NDArray state, NDList after, NDList openings) {
        int heads = spec.heads();
        int size = spec.size();
        NDArray u = Operations.rmsNorm(x, weight(RetentionSpec.norm(l)));
        NDList qkvg = Operations.linear(u, weight(RetentionSpec.qkvg(l))).split(4, 1);
        NDArray q = perHead(qkvg.get(0), times, size);
        NDArray v = perHead(qkvg.get(2), times, size);
        NDArray zero = Operations.constant(x, 0);
        NDArray one = Operations.constant(x, 1);
        NDArray open = Operations.linear(u, weight(RetentionSpec.gateWeight(l))).add(weight(RetentionSpec.gateBias(l)));
        openings.add(open.add(Operations.constant(x, GATE_MARGIN)).maximum(zero).mean());
        open = open.maximum(zero).minimum(one);
        NDArray k = Operations.times(perHead(qkvg.get(1), times, size), 1 / Math.sqrt(size))
                .mul(perHead(open, times, 1).mul(present));
        NDArray read = q.matMul(k.transpose(0, 1, 3, 2)).mul(times.between).matMul(v);
        NDArray fromState = times.fromState;
        NDArray toEnd = times.toEnd;
        NDArray whole = times.whole;
        if (state != null && fromState != null && toEnd != null && whole != null) {
            NDArray old = state.reshape(times.batch, heads, size, size);
            read = read.add(q.matMul(old).mul(fromState));
            NDArray added = k.mul(toEnd).transpose(0, 1, 3, 2).matMul(v);
            after.add(old.mul(whole).add(added).reshape(times.batch, -1));
        }
        NDArray flatRead = read.transpose(0, 2, 1, 3).reshape(-1, (long) heads * size);
        // In this form the gradient at 0 is 1, as that of the logarithm is.
        NDArray logarithm = flatRead.maximum(zero)
                .add(one)
                .log()
                .sub(flatRead.neg().maximum(zero).add(one).log());
        NDArray gated = logarithm.mul(Operations.silu(qkvg.get(3)));
        return x.add(Operations.linear(gated, weight(RetentionSpec.output(l))));
    }

    /** {@code [B · T, h · n] → [B, h, T, n]} */
    private NDArray perHead(NDArray x, Times times, int numbers) {
        return x.reshape(times.batch, times.steps, spec.heads(), numbers).transpose(0, 2, 1, 3);
    }

    private Map<String, NDArray> views() {
        NDList parts = flat.split(cuts, 0);
        Map<String, NDArray> named = new HashMap<>();
        for (int i = 0; i < trained.size(); i++) {
            named.put(trained.get(i), parts.get(i).reshape(new Shape(fixed.shape(trained.get(i)))));
        }
        return named;
    }

    private NDArray weight(String name) {
        NDArray weight = views.get(name);
        if (weight == null) throw new IllegalStateException("no parameter " + name);
        return weight;
    }

    @Override
    public void close() {
        manager.close();
    }
}
