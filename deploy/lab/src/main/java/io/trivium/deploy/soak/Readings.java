package io.trivium.deploy.soak;

import java.util.ArrayList;
import java.util.List;

/** Values of one moment, gathered. Not thread-safe. */
final class Readings {
    private final double second;
    private final List<Sample> samples = new ArrayList<>();

    Readings(double second) {
        this.second = second;
    }

    /** Seconds since the load began. */
    double second() {
        return second;
    }

    void add(String subject, Measure measure, double value) {
        samples.add(new Sample(second, subject, measure, value));
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }
}
