package io.trivium.runtime.learning.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.manifest.ManifestHeader;
import io.trivium.runtime.manifest.ManifestLine;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A frozen data set.
 *
 * @param hash SHA-256 of the canonical header
 * @param auditSeq the entry of the audit log that has the hash, too
 * @param previousId the manifest of the task before this one; absent on the first
 * @param erased lines whose subject was erased since
 * @param versions of models that learned from it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManifestView(
        UUID id,
        String hash,
        String createdBy,
        long auditSeq,
        @Nullable UUID previousId,
        long erased,
        List<LearnedVersionView> versions,
        ManifestHeader header) {

    /** A version of a model that learned from a manifest. */
    public record LearnedVersionView(ModelName model, VersionNumber version, Instant recordedAt, String recordedBy) {}

    /**
     * A manifest in a list.
     *
     * @param entries number of lines
     */
    public record ManifestSummary(
            UUID id, TaskName task, Instant createdAt, String createdBy, Instant cutoff, int entries, String hash) {}

    /**
     * Manifests, the latest first.
     *
     * @param next cursor of the following page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ManifestPage(
            List<ManifestSummary> items, @Nullable String next) {}

    /**
     * Lines, in order.
     *
     * @param next for {@code from} of the following page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LinePage(
            List<ManifestLine> items, @Nullable Integer next) {}

    /**
     * The result of computing a manifest again.
     *
     * @param valid whether it has no faults
     * @param faults the first few faults
     * @param erased lines without content, which their leaves still represent
     * @param expired lines whose example is kept no longer, so that its inputs cannot be compared
     * @param changed lines whose example now has inputs that do not match their hash
     */
    public record ManifestVerification(
            UUID id,
            boolean valid,
            List<String> faults,
            int entries,
            int erased,
            long expired,
            long changed,
            String hash) {}
}
