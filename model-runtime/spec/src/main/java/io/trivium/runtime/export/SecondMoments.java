package io.trivium.runtime.export;

/** Sum of {@code x·xᵀ} over the inputs a linear layer saw, in double precision. Not thread-safe. */
final class SecondMoments {
    private final int size;
    private final double[] sums;
    private long rows;

    /** @param size inputs of the layer */
    SecondMoments(int size) {
        this.size = size;
        this.sums = new double[Math.multiplyExact(size, size)];
    }

    /**
     * Adds inputs.
     *
     * @param inputs [count, size]
     */
    void add(float[] inputs, int count) {
        for (int n = 0; n < count; n++) {
            int from = n * size;
            for (int i = 0; i < size; i++) {
                double x = inputs[from + i];
                if (x == 0) continue;
                int row = i * size;
                for (int j = 0; j <= i; j++) sums[row + j] += x * inputs[from + j];
            }
        }
        rows += count;
    }

    int size() {
        return size;
    }

    /** Inputs added so far. */
    long rows() {
        return rows;
    }

    /** The mean of {@code x·xᵀ}, [size, size], symmetric; all 0 when nothing was added. */
    double[] mean() {
        double[] mean = new double[sums.length];
        double share = rows == 0 ? 0 : 1.0 / rows;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                mean[i * size + j] = sums[i * size + j] * share;
                mean[j * size + i] = mean[i * size + j];
            }
        }
        return mean;
    }
}
