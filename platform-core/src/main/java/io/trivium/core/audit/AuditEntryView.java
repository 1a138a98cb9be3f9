package io.trivium.core.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;

/**
 * An audit entry as shown; the export has the exact bytes that were hashed.
 *
 * @param outcome {@code success}, {@code refused} or {@code failure}
 * @param hash lower-case hexadecimal SHA-256
 */
public record AuditEntryView(
        long seq,
        Instant time,
        String actor,
        String action,
        String object,
        String outcome,
        @JsonRawValue String details,
        String prevHash,
        String hash) {

    static AuditEntryView of(AuditEntry entry) {
        return new AuditEntryView(
                entry.seq(),
                entry.time(),
                entry.actor(),
                entry.action(),
                entry.object(),
                entry.outcome(),
                entry.details(),
                entry.prevHash(),
                entry.hash());
    }
}
