package io.trivium.runtime.learning.erasure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Proof of an erasure; contains no names.
 *
 * @param subject keyed hash of the subject, 64 hexadecimal digits
 * @param examples deleted with their inputs; {@code labels} and {@code preferences} likewise
 * @param entries lines of manifests whose content was erased
 * @param manifests that had contained the subject
 * @param modelVersions that are on record to have learned from those manifests, such as {@code fin-authorization-risk:4}
 * @param variants of the tenant that learned from them, whether they are in service or not
 * @param auditSeq the entry of the audit log, and its hash
 */
public record ErasureView(
        UUID id,
        String subject,
        Instant erasedAt,
        String erasedBy,
        String reason,
        long examples,
        long labels,
        long preferences,
        long entries,
        List<UUID> manifests,
        List<String> modelVersions,
        List<UUID> variants,
        long auditSeq,
        String auditHash) {

    /**
     * Erasures, the latest first.
     *
     * @param next cursor of the following page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ErasurePage(
            List<ErasureView> items, @Nullable String next) {}
}
