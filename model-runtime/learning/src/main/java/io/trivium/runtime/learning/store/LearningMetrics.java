package io.trivium.runtime.learning.store;

/** Names of the learning store's meters; {@code .} becomes {@code _} in Prometheus. */
public final class LearningMetrics {
    /**
     * Counter of the records of the learning topics; tags {@code kind} and {@code result}: stored, repeated, rejected.
     */
    public static final String ARRIVALS = "learning.arrivals";
    /** Counter of the refused records; tags {@code kind}, {@code reason}. */
    public static final String REJECTIONS = "learning.rejections";
    /** Counter of examples whose inputs another example of the task has, too. */
    public static final String DUPLICATES = "learning.examples.duplicate";
    /** Timer of the transactions that store a poll. */
    public static final String STORE_DURATION = "learning.store.duration";
    /** Counter of rows deleted because they may be kept no longer; tag {@code kind}. */
    public static final String EXPIRED = "learning.expired";
    /** Counter of manifests frozen. */
    public static final String MANIFESTS = "learning.manifests";
    /** Counter of erasures. */
    public static final String ERASURES = "learning.erasures";
    /** Gauge of the feeds of labels, by tenant and task, that are silent for too long. */
    public static final String FEEDS_STALLED = "learning.feeds.stalled";

    private LearningMetrics() {}
}
