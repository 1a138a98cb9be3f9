package io.trivium.runtime.learning.update;

/** Names of the meters of updates; {@code .} becomes {@code _} in Prometheus. */
public final class UpdateMetrics {
    /** Counter of updates that are over; tag {@code result}: the last state. */
    public static final String UPDATES = "learning.updates";
    /** Timer from the start of an update to its end; tag {@code result}. */
    public static final String DURATION = "learning.update.duration";

    private UpdateMetrics() {}
}
