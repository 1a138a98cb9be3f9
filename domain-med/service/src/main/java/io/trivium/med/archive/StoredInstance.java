package io.trivium.med.archive;

import java.time.Instant;

/**
 * An instance in the store.
 *
 * @param sha256 of its file
 * @param version 1 for the first content of this SOP Instance UID that came
 * @param dataSetOffset where the data set begins in the file
 */
public record StoredInstance(
        String study,
        String series,
        String sopInstance,
        String sopClass,
        String transferSyntax,
        String sha256,
        int version,
        long size,
        int dataSetOffset,
        Instant receivedAt) {}
