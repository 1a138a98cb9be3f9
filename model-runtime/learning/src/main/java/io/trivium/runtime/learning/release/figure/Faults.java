package io.trivium.runtime.learning.release.figure;

/** The number of requests or copies that a version received, and of its failures by kind. */
public record Faults(long asked, long errors, long notFinite, long degraded) {
    static final Faults NONE = new Faults(0, 0, 0, 0);

    Faults plus(Faults other) {
        return new Faults(
                asked + other.asked, errors + other.errors, notFinite + other.notFinite, degraded + other.degraded);
    }

    Faults minus(Faults earlier) {
        return new Faults(
                asked - earlier.asked,
                errors - earlier.errors,
                notFinite - earlier.notFinite,
                degraded - earlier.degraded);
    }
}
