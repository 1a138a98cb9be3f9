package io.trivium.med;

/** Names of the hospital domain's metrics. */
public final class MedMetrics {
    /** Instances taken, by {@code result}: new, same-content, other-content. */
    public static final String INSTANCES_STORED = "med.archive.instances";
    /** Instances refused, by {@code reason}. */
    public static final String INSTANCES_REFUSED = "med.archive.refusals";
    /** Bytes of instances taken. */
    public static final String BYTES_STORED = "med.archive.bytes";
    /** Seconds from an instance's first byte to its commit. */
    public static final String STORE_DURATION = "med.archive.duration";
    /** Free bytes of the store's file system. */
    public static final String SPACE_LEFT = "med.archive.space";
    /** Rows whose file is missing or has another size. */
    public static final String FILES_MISSING = "med.archive.missing";
    /** Associations that ended, by {@code outcome}. */
    public static final String ASSOCIATIONS = "med.dicom.associations";
    /** Associations open now. */
    public static final String ASSOCIATIONS_OPEN = "med.dicom.associations.open";
    /** Associations refused, by {@code reason}. */
    public static final String ASSOCIATIONS_REFUSED = "med.dicom.refusals";
    /** Attempts to deliver, by {@code destination} and {@code result}: sent, failed, dead, not-committed. */
    public static final String DELIVERIES = "med.delivery.attempts";
    /** Deliveries that wait, by {@code destination} and {@code state}: pending, sent and to be committed to, dead. */
    public static final String DELIVERY_QUEUE = "med.delivery.queue";
    /** Seconds since the oldest pending delivery was made, by {@code destination}. */
    public static final String DELIVERY_AGE = "med.delivery.oldest.age";
    /** Studies that are coming in. */
    public static final String STUDIES_ARRIVING = "med.processing.arriving";
    /** Revisions that wait to be read, or are being read. */
    public static final String STUDIES_WAITING = "med.processing.waiting";
    /** Seconds since the oldest of them was complete. */
    public static final String STUDIES_AGE = "med.processing.oldest.age";
    /** Revisions that came to an end, by {@code outcome}: read, refused, failed, and by {@code reason}. */
    public static final String STUDIES_PROCESSED = "med.processing.studies";
    /** Attempts that failed and are repeated, by {@code reason}. */
    public static final String STUDY_ATTEMPTS_FAILED = "med.processing.retries";
    /** Seconds from taking a revision to its result. */
    public static final String STUDY_DURATION = "med.processing.duration";

    /** Most studies that searches have listed to one user within the last hour. */
    public static final String STUDIES_LISTED = "med.search.listed.most";

    private MedMetrics() {}
}
