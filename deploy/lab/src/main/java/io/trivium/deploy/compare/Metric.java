package io.trivium.deploy.compare;

/**
 * A figure that is compared.
 *
 * @param name as in the report of the benchmark
 * @param unit of its value
 * @param better which of two values is the better one
 */
public record Metric(String name, String unit, Better better) {
    /** Which of two values is the better one. */
    public enum Better {
        LOWER,
        HIGHER
    }

    static Metric lower(String name, String unit) {
        return new Metric(name, unit, Better.LOWER);
    }

    static Metric higher(String name, String unit) {
        return new Metric(name, unit, Better.HIGHER);
    }
}
