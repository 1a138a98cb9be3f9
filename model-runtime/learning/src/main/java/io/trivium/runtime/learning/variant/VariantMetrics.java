package io.trivium.runtime.learning.variant;

/** Names of the meters of variants; {@code .} becomes {@code _} in Prometheus. */
public final class VariantMetrics {
    /** Counter of variants that were installed and removed; tag {@code to}: the state. */
    public static final String STEPS = "learning.variant.steps";

    private VariantMetrics() {}
}
