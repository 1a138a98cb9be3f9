package io.trivium.runtime.training.moe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2) over one flat vector, with a
 * limit on the gradient's global norm and an optional moving average of the weights. Its whole state can be read and
 * restored, so that a training continues bit for bit where it stopped. Belongs to one thread.
 */
public final class AdamW implements WeightOptimiser {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final float EPSILON = 1e-8f;
    private static final int AVERAGE_WARMUP = 10;

    private final NDManager manager;
    private final NDArray weights;
    private final NDArray decay;
    private final NDArray free;
    private final NDArray rates;
    private final boolean someFrozen;
    private final boolean uneven;
    private final double clipNorm;
    private final double averaging;
    private final NDArray first;
    private final NDArray second;
    private final NDArray average;
    private long updates;

    /**
     * Begins with moments of 0.
     *
     * @param weights the trained weights, changed in place
     * @param decay decay of every weight
     * @param rates factor of the learning rate of every weight; one with 0 does not move
     * @param averaging decay of the moving average; 0 for none
     */
    public AdamW(NDManager parent, NDArray weights, float[] decay, float[] rates, double clipNorm, double averaging) {
        this.manager = parent.newSubManager();
        this.weights = weights;
        this.clipNorm = clipNorm;
        this.averaging = averaging;
        boolean frozen = false;
        boolean uneven = false;
        float[] free = new float[rates.length];
        for (int i = 0; i < rates.length; i++) {
            free[i] = rates[i] == 0f ? 0f : 1f;
            frozen |= rates[i] == 0f;
            uneven |= rates[i] != 1f;
        }
        this.someFrozen = frozen;
        this.uneven = uneven;
        this.decay = manager.create(decay);
        this.rates = manager.create(rates);
        this.free = manager.create(free);
        Shape shape = new Shape(decay.length);
        this.first = manager.zeros(shape);
        this.second = manager.zeros(shape);
        this.average = manager.create(weights.toFloatArray());
    }

    @Override
    public double update(NDManager scope, NDArray gradient, double learningRate) {
        gradient.attach(scope);
        if (someFrozen) gradient.muli(inScope(scope, free));
        double norm = Math.sqrt(gradient.square().sum().getFloat());
        if (!Double.isFinite(norm)) {
            throw new IllegalStateException("the gradient is not finite; lower the learning rate");
        }
        if (clipNorm > 0 && norm > clipNorm) gradient.muli((float) (clipNorm / norm));
        updates++;
        try {
            first.attach(scope);
            second.attach(scope);
            decay.attach(scope);
            first.muli((float) BETA1).addi(gradient.mul((float) (1 - BETA1)));
            second.muli((float) BETA2).addi(gradient.square().muli((float) (1 - BETA2)));
            double correction1 = 1 - Math.pow(BETA1, (double) updates);
            double correction2 = 1 - Math.pow(BETA2, (double) updates);
            NDArray scale = second.div((float) correction2).sqrt().addi(EPSILON);
            NDArray step = first.div(scale).muli((float) (learningRate / correction1));
            weights.attach(scope);
            step.addi(weights.mul(decay).muli((float) learningRate));
            if (uneven) step.muli(inScope(scope, rates));
            weights.subi(step);
            if (averaging > 0) {
                average.attach(scope);
                float keep = (float) Math.min(averaging, (updates + 1.0) / (updates + AVERAGE_WARMUP));
                // in this form a weight that does not move stays as it is, bit for bit
                average.addi(weights.sub(average).muli(1 - keep));
            }
        } finally {
            for (NDArray each : new NDArray[] {first, second, decay, rates, free, average}) each.attach(manager);
        }
        gradient.muli(0f);
        return norm;
    }

    private static NDArray inScope(NDManager scope, NDArray array) {
        array.attach(scope);
        return array;
    }

    @Override
    public float[] kept() {
        return averaging > 0 ? average.toFloatArray() : weights.toFloatArray();
    }

    /** Everything a restored optimiser needs in addition to the weights. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record State(float[] first, float[] second, float[] average, long updates) {}

    @Override
    public State state() {
        return new State(first.toFloatArray(), second.toFloatArray(), average.toFloatArray(), updates);
    }

    @Override
    public void restore(State state) {
        write(first, state.first);
        write(second, state.second);
        write(average, state.average);
        updates = state.updates;
    }

    private void write(NDArray target, float[] values) {
        try (NDArray source = manager.create(values)) {
            source.copyTo(target);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
