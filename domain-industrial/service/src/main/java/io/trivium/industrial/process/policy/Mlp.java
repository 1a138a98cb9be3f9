package io.trivium.industrial.process.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A small network of dense layers, tanh between them, nothing after the last. Rows are examples. Not thread-safe while it
 * is trained.
 */
final class Mlp {
    /** Weights of each layer, {@code [in, out]}. */
    private final List<DMatrixRMaj> weights = new ArrayList<>();

    /** Biases of each layer, {@code [1, out]}. */
    private final List<DMatrixRMaj> biases = new ArrayList<>();

    private Mlp() {}

    /**
     * A network with random weights of variance 1/in, the last layer's scaled.
     *
     * @param sizes inputs, hidden units, outputs
     */
    static Mlp random(List<Integer> sizes, double lastScale, RandomGenerator random) {
        Mlp made = new Mlp();
        for (int layer = 0; layer + 1 < sizes.size(); layer++) {
            int in = sizes.get(layer);
            DMatrixRMaj weight = new DMatrixRMaj(in, sizes.get(layer + 1));
            double scale = (layer + 2 == sizes.size() ? lastScale : 1) / Math.sqrt(in);
            for (int i = 0; i < weight.data.length; i++) weight.data[i] = scale * random.nextGaussian();
            made.weights.add(weight);
            made.biases.add(new DMatrixRMaj(1, sizes.get(layer + 1)));
        }
        return made;
    }

    /** @param tensors weight and bias of each layer, rows after one another, as {@link #tensors} gives them */
    static Mlp of(List<Integer> sizes, List<double[]> tensors) {
        if (tensors.size() != 2 * (sizes.size() - 1)) {
            throw new IllegalArgumentException(
                    "a network of sizes " + sizes + " has not " + tensors.size() + " tensors");
        }
        Mlp made = new Mlp();
        for (int layer = 0; layer + 1 < sizes.size(); layer++) {
            made.weights.add(matrix(sizes.get(layer), sizes.get(layer + 1), tensors.get(2 * layer)));
            made.biases.add(matrix(1, sizes.get(layer + 1), tensors.get(2 * layer + 1)));
        }
        return made;
    }

    private static DMatrixRMaj matrix(int rows, int columns, double[] values) {
        if (values.length != rows * columns) {
            throw new IllegalArgumentException(
                    "a layer of " + rows + " by " + columns + " has not " + values.length + " numbers");
        }
        for (double value : values) {
            if (!Double.isFinite(value)) throw new IllegalArgumentException("a weight is no number: " + value);
        }
        return new DMatrixRMaj(rows, columns, true, values.clone());
    }

    Mlp copy() {
        return of(sizes(), tensors());
    }

    List<Integer> sizes() {
        List<Integer> sizes = new ArrayList<>();
        sizes.add(weights.getFirst().numRows);
        for (DMatrixRMaj weight : weights) sizes.add(weight.numCols);
        return sizes;
    }

    /** The parameters themselves: what is written to them changes the network. */
    List<double[]> tensors() {
        List<double[]> tensors = new ArrayList<>();
        for (int layer = 0; layer < weights.size(); layer++) {
            tensors.add(weights.get(layer).data);
            tensors.add(biases.get(layer).data);
        }
        return tensors;
    }

    /** Moves every parameter to {@code this + share · (other − this)}. */
    void blend(Mlp other, double share) {
        List<double[]> mine = tensors();
        List<double[]> theirs = other.tensors();
        for (int t = 0; t < mine.size(); t++) {
            double[] to = theirs.get(t);
            double[] values = mine.get(t);
            for (int i = 0; i < values.length; i++) values[i] += share * (to[i] - values[i]);
        }
    }

    double[] of(double[] input) {
        return forward(new DMatrixRMaj(1, input.length, true, input))
                .output()
                .data
                .clone();
    }

    /** The output of each layer, the input first. */
    record Pass(List<DMatrixRMaj> layers) {
        DMatrixRMaj output() {
            return layers.getLast();
        }
    }

    Pass forward(DMatrixRMaj input) {
        List<DMatrixRMaj> layers = new ArrayList<>();
        layers.add(input);
        for (int layer = 0; layer < weights.size(); layer++) {
            DMatrixRMaj out = new DMatrixRMaj(input.numRows, weights.get(layer).numCols);
            CommonOps_DDRM.mult(layers.getLast(), weights.get(layer), out);
            double[] bias = biases.get(layer).data;
            boolean last = layer + 1 == weights.size();
            for (int i = 0; i < out.data.length; i++) {
                double sum = out.data[i] + bias[i % bias.length];
                out.data[i] = last ? sum : Math.tanh(sum);
            }
            layers.add(out);
        }
        return new Pass(layers);
    }

    /** Gradients in the order of {@link #tensors}, of a loss whose gradient by the output is given. */
    List<double[]> backward(Pass pass, DMatrixRMaj outputGradient) {
        List<double[]> gradients = new ArrayList<>();
        DMatrixRMaj gradient = outputGradient;
        for (int layer = weights.size() - 1; layer >= 0; layer--) {
            DMatrixRMaj in = pass.layers().get(layer);
            DMatrixRMaj weight = weights.get(layer);
            DMatrixRMaj byWeight = new DMatrixRMaj(weight.numRows, weight.numCols);
            CommonOps_DDRM.multTransA(in, gradient, byWeight);
            DMatrixRMaj byBias = new DMatrixRMaj(1, weight.numCols);
            CommonOps_DDRM.sumCols(gradient, byBias);
            gradients.addFirst(byBias.data);
            gradients.addFirst(byWeight.data);
            if (layer == 0) break;
            DMatrixRMaj byInput = new DMatrixRMaj(in.numRows, in.numCols);
            CommonOps_DDRM.multTransB(gradient, weight, byInput);
            for (int i = 0; i < byInput.data.length; i++) byInput.data[i] *= 1 - in.data[i] * in.data[i];
            gradient = byInput;
        }
        return gradients;
    }
}
