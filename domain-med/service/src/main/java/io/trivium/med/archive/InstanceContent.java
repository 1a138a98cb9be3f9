package io.trivium.med.archive;

import io.trivium.med.dataset.StudyInstanceUid;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One content that was stored under a SOP Instance UID.
 *
 * @param study null where the data set has none that can be read
 * @param series null where the data set has none that can be read
 * @param sha256 of its file
 * @param version 1 for the content that came first
 * @param source AE title or user that sent it
 * @param problem what is wrong with the data set; null for nothing
 * @param served whether QIDO-RS finds and WADO-RS returns this content at its address
 */
public record InstanceContent(
        @Nullable StudyInstanceUid study,
        @Nullable String series,
        String sopInstance,
        String sopClass,
        String transferSyntax,
        String sha256,
        int version,
        long size,
        int dataSetOffset,
        Instant receivedAt,
        String source,
        @Nullable String problem,
        boolean served) {}
