package io.trivium.med.archive;

import io.trivium.med.dataset.StudyInstanceUid;
import java.time.Instant;

/**
 * An instance in the store.
 *
 * @param sha256 of its file
 * @param version 1 for the first content of this SOP Instance UID that came
 * @param dataSetOffset where the data set begins in the file
 */
public record StoredInstance(
        StudyInstanceUid study,
        String series,
        String sopInstance,
        String sopClass,
        String transferSyntax,
        String sha256,
        int version,
        long size,
        int dataSetOffset,
        Instant receivedAt) {

    /** The columns of {@code instance} by the names of the components. */
    public static final String COLUMNS = """
        study_instance_uid as study, series_instance_uid as series, sop_instance_uid as sop_instance,
        sop_class_uid as sop_class, transfer_syntax_uid as transfer_syntax, sha256, version, size_bytes as size,
        data_set_offset, received_at
        """;
}
