package io.trivium.med.processing;

import io.trivium.core.tenancy.TenantId;
import java.time.Instant;

/**
 * A revision that this process reads until its lease ends.
 *
 * @param attempt this one, from 1, or 0 before the first; whoever takes the revision after a lease ran out has a higher one, and what the earlier
 *     one still writes has no effect
 * @param instanceSet SHA-256 of what the revision holds
 * @param completedAt when the study was complete; the time that its results bear, so that another attempt gives the same bytes
 */
record TakenRevision(
        TenantId tenant,
        String study,
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
