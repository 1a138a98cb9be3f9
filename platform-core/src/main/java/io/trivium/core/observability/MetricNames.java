package io.trivium.core.observability;

import java.util.Locale;

/** Names of the meters that platform-core registers; {@code .} becomes {@code _} in Prometheus. */
public final class MetricNames {
    /** Gauge, 1 while a check of the readiness passes; tag {@code check}. */
    public static final String READINESS = "core.readiness";
    /** Timer of calls to the model runtime; tags {@code model}, {@code outcome}. */
    public static final String INFERENCE_CLIENT_DURATION = "core.inference.client.duration";
    /** Counter of attempts after the first; tag {@code model}. */
    public static final String INFERENCE_CLIENT_RETRIES = "core.inference.client.retries";
    /** Gauge, 1 for the state that the circuit is in; tag {@code state}. */
    public static final String INFERENCE_CLIENT_CIRCUIT_STATE = "core.inference.client.circuit.state";
    /** Timer of questions for examples worth a label; tags {@code task}, {@code outcome}. */
    public static final String SHORTLIST_DURATION = "core.shortlist.duration";
    /** Gauge of events that wait to be sent. */
    public static final String OUTBOX_QUEUE_DEPTH = "core.outbox.queue.depth";
    /** Gauge of the age of the oldest event that waits, in seconds. */
    public static final String OUTBOX_QUEUE_AGE = "core.outbox.queue.age";
    /** Counter of events sent; tag {@code topic}. */
    public static final String OUTBOX_SENT = "core.outbox.sent";
    /** Counter of events that Kafka refuses for good and that were put aside; tag {@code topic}. */
    public static final String OUTBOX_PARKED = "core.outbox.parked";
    /** Counter of rounds of the relay that failed; tag {@code cause}, database or kafka. */
    public static final String OUTBOX_FAILURES = "core.outbox.failures";
    /** Counter of records sent to a dead-letter topic; tags {@code topic} (of origin), {@code reason}. */
    public static final String DEAD_LETTERS_PUBLISHED = "core.dead.letters.published";
    /** Counter of dead letters stored; tags {@code topic} (of origin), {@code reason}. */
    public static final String DEAD_LETTERS_STORED = "core.dead.letters.stored";
    /** Counter of dead letters that people settled; tag {@code action}, replay or discard. */
    public static final String DEAD_LETTERS_SETTLED = "core.dead.letters.settled";

    /** Counter of requests refused for their number; tag {@code scope}, caller or tenant. */
    public static final String REQUESTS_LIMITED = "core.requests.limited";

    /** Counter of connections that the HTTP server closed; tag {@code reason}, total, address, head or body. */
    public static final String CONNECTIONS_CLOSED = "core.connections.closed";

    /** Gauge of entries of the audit log that a destination does not have; tag {@code destination}. */
    public static final String AUDIT_SHIPPING_WAITING = "core.audit.shipping.waiting";
    /** Gauge of the age of the oldest of them, in seconds; tag {@code destination}. */
    public static final String AUDIT_SHIPPING_AGE = "core.audit.shipping.age";
    /** Counter of entries of the audit log that a destination has taken; tag {@code destination}. */
    public static final String AUDIT_SHIPPING_SHIPPED = "core.audit.shipping.shipped";
    /** Counter of failed attempts to ship the audit log; tag {@code destination}. */
    public static final String AUDIT_SHIPPING_FAILURES = "core.audit.shipping.failures";

    private MetricNames() {}

    /** A constant as the value of a tag: lower case, words joined by hyphens. */
    public static String tagValue(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
