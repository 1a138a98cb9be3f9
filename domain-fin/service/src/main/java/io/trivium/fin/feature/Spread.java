package io.trivium.fin.feature;

/** Mean and deviation of a few numbers. Reused; not thread-safe. */
final class Spread {

    private int count;
    private double sum;
    private double squares;

    void clear() {
        count = 0;
        sum = 0;
        squares = 0;
    }

    void add(double value) {
        count++;
        sum += value;
        squares += value * value;
    }

    int count() {
        return count;
    }

    /** 0 of nothing. */
    double mean() {
        return count == 0 ? 0 : sum / count;
    }

    double deviation() {
        double mean = mean();
        return count == 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean));
    }
}
