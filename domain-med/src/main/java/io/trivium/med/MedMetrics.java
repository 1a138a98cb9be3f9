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

    private MedMetrics() {}
}
