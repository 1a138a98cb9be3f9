package io.trivium.runtime.external;

/** Names of the metrics of models that other servers answer for; base units, bounded tags. */
final class ExternalMetrics {
    /** Answers of other servers to models that the configuration gives them, by {@code model}. */
    static final String DURATION = "model.external.duration";

    /** Requests that such a server did not answer, by {@code model} and {@code reason}. */
    static final String FAILURES = "model.external.failures";

    /** 1 while a failed server receives no requests, by {@code model}. */
    static final String OPEN = "model.external.circuit.open";

    private ExternalMetrics() {}
}
