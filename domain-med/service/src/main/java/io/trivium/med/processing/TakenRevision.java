package io.trivium.med.processing;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.StudyInstanceUid;
import java.time.Instant;

/**
 * A revision that this process reads until its lease ends.
 *
 * @param attempt this one, from 1, or 0 before the first; a process that takes the revision after a lease expired has a
 *     higher one, and later writes of the earlier one have no effect
 * @param instanceSet SHA-256 of the content of the revision
 * @param completedAt when the study was complete; the time of its results, so that another attempt gives the same bytes
 */
record TakenRevision(
        TenantId tenant,
        StudyInstanceUid study,
        int revision,
        int attempt,
        String instanceSet,
        int priority,
        Instant completedAt) {

    /** Name for logs, audit log and events. */
    String object() {
        return "study/" + study + "/" + revision;
    }
}
