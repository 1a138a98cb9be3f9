package io.trivium.industrial.model;

import java.util.Arrays;

/** A growing list of numbers. */
final class Values {
    private static final int FIRST = 1_024;
    private double[] values = new double[FIRST];
    private int count;

    void add(double value) {
        if (count == values.length) values = Arrays.copyOf(values, 2 * count);
        values[count++] = value;
    }

    double get(int index) {
        return values[index];
    }

    int count() {
        return count;
    }

    /** Every n-th of the first ones, at most about 1,000. */
    double[] sample(int first, int wanted) {
        int step = Math.max(1, first / wanted);
        double[] sample = new double[(first + step - 1) / step];
        for (int i = 0; i < sample.length; i++) sample[i] = values[i * step];
        return sample;
    }
}
