package io.trivium.core.deadletter;

/** Headers of records in {@code *.dlq} topics; values are UTF-8 text. */
public final class DeadLetterHeaders {
    /** Stable code of why the record was refused. */
    public static final String REASON = "trivium-reason";
    /** One sentence, at most 500 characters, without content of the payload. */
    public static final String DETAIL = "trivium-detail";

    public static final String ORIGIN_TOPIC = "trivium-origin-topic";
    public static final String ORIGIN_PARTITION = "trivium-origin-partition";
    public static final String ORIGIN_OFFSET = "trivium-origin-offset";
    /** Milliseconds since 1970 UTC. */
    public static final String ORIGIN_TIMESTAMP = "trivium-origin-timestamp";
    /** Tenant, when the record names a known one. */
    public static final String TENANT = "trivium-tenant";
    /** RFC 3339 instant. */
    public static final String FAILED_AT = "trivium-failed-at";

    /** The suffix that a dead-letter topic adds to the name of its topic of origin. */
    public static final String TOPIC_SUFFIX = ".dlq";

    private DeadLetterHeaders() {}
}
