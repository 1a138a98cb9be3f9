package io.trivium.runtime.training.moe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.training.network.Layout;
import java.util.Arrays;

/**
 * Trains an adapter instead of the weights. The network computes with the merged weights {@code W + s·B·A}, whose
 * gradient G gives the adapter's by the chain rule, {@code s·Bᵀ·G} for A and {@code s·G·Aᵀ} for B; after each step the
 * weights are merged again from those the training began with. Belongs to one thread.
 */
final class LoraOptimiser implements WeightOptimiser {
    private final NDManager manager;
    private final NDArray weights;
    private final NDArray base;
    private final NDArray adapter;
    private final AdamW inner;
    private final Lora lora;
    private final int width;
    private final int half;
    private final int[] offsets;

    /** @param weights all trained numbers of the network, changed in place */
    LoraOptimiser(
            NDManager parent,
            NDArray weights,
            Layout layout,
            MoeTopology topology,
            Lora lora,
            long seed,
            double clipNorm,
            double averaging) {
        this.manager = parent.newSubManager();
        this.weights = weights;
        this.base = manager.create(weights.toFloatArray());
        this.lora = lora;
        this.width = topology.width();
        this.half = lora.half(topology);
        this.offsets = Lora.adapted(topology).stream().mapToInt(layout::offset).toArray();
        float[] initial = lora.initial(topology, seed);
        this.adapter = manager.create(initial);
        float[] rates = new float[initial.length];
        Arrays.fill(rates, 1f);
        this.inner = new AdamW(manager, adapter, new float[initial.length], rates, clipNorm, averaging);
    }

    @Override
    public double update(NDManager scope, NDArray gradient, double learningRate) {
        gradient.attach(scope);
        adapter.attach(scope);
        NDList parts = new NDList();
        NDArray[] now = matrices(adapter);
        for (int i = 0; i < offsets.length; i++) {
            NDArray whole = part(gradient, offsets[i], width * width).reshape(width, width);
            NDArray a = now[2 * i];
            NDArray b = now[2 * i + 1];
            parts.add(b.transpose().matMul(whole).muli((float) lora.scale()).flatten());
            parts.add(whole.matMul(a.transpose()).muli((float) lora.scale()).flatten());
        }
        NDArray own = concat(parts);
        adapter.attach(manager);
        double norm = inner.update(scope, own, learningRate);
        adapter.attach(manager);
        gradient.muli(0f);
        merge(scope);
        return norm;
    }

    /** A and B of each adapted matrix in turn. */
    private NDArray[] matrices(NDArray numbers) {
        NDArray[] found = new NDArray[2 * offsets.length];
        for (int i = 0; i < found.length; i++) {
            NDArray flat = part(numbers, i * half, half);
            found[i] = i % 2 == 0 ? flat.reshape(lora.rank(), width) : flat.reshape(width, lora.rank());
        }
        return found;
    }

    private static NDArray part(NDArray flat, int from, int length) {
        long size = flat.size();
        if (from == 0 && length == size) return flat;
        if (from == 0) return flat.split(new long[] {length}).get(0);
        if (from + length == size) return flat.split(new long[] {from}).get(1);
        return flat.split(new long[] {from, from + length}).get(1);
    }

    private static NDArray concat(NDList parts) {
        return parts.size() == 1 ? parts.get(0) : ai.djl.ndarray.NDArrays.concat(parts);
    }

    /** Sets the weights to those the training began with and the adapter on top. */
    private void merge(NDManager scope) {
        adapter.attach(scope);
        base.attach(scope);
        try {
            mergedWith(scope, adapter).copyTo(weights);
        } finally {
            adapter.attach(manager);
            base.attach(manager);
        }
    }

    private NDArray mergedWith(NDManager scope, NDArray numbers) {
        NDArray[] now = matrices(numbers);
        NDList parts = new NDList();
        int at = 0;
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] > at) parts.add(scope.zeros(new Shape(offsets[i] - at)));
            parts.add(
                    now[2 * i + 1].matMul(now[2 * i]).muli((float) lora.scale()).flatten());
            at = offsets[i] + width * width;
        }
        if (at < base.size()) parts.add(scope.zeros(new Shape(base.size() - at)));
        return base.add(concat(parts));
    }

    @Override
    public float[] kept() {
        try (NDManager scope = manager.newSubManager()) {
            NDArray numbers = scope.create(inner.kept());
            base.attach(scope);
            try {
                return mergedWith(scope, numbers).toFloatArray();
            } finally {
                base.attach(manager);
            }
        }
    }

    @Override
    public float[] keptBeside() {
        return inner.kept();
    }

    /** That of the adapter, with the adapter's own numbers behind its average. */
    @Override
    public AdamW.State state() {
        AdamW.State state = inner.state();
        float[] average = state.average();
        float[] both = Arrays.copyOf(average, 2 * average.length);
        System.arraycopy(adapter.toFloatArray(), 0, both, average.length, average.length);
        return new AdamW.State(state.first(), state.second(), both, state.updates());
    }

    @Override
    public void restore(AdamW.State state) {
        int size = state.first().length;
        try (NDArray source = manager.create(Arrays.copyOfRange(state.average(), size, 2 * size))) {
            source.copyTo(adapter);
        }
        inner.restore(
                new AdamW.State(state.first(), state.second(), Arrays.copyOf(state.average(), size), state.updates()));
        try (NDManager scope = manager.newSubManager()) {
            merge(scope);
        }
    }

    @Override
    public void close() {
        inner.close();
        manager.close();
    }
}
