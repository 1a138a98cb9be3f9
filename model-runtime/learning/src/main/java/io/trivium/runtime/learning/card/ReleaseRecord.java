package io.trivium.runtime.learning.card;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.learning.lineage.LineageView.LearnedManifest;
import io.trivium.runtime.learning.release.ReleaseView;
import io.trivium.runtime.registry.store.VersionRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The evidence for one change of a model: what changed, from which data and labels, which limits it met, what both
 * versions did side by side, who decided, and the way back.
 *
 * @param issuedAt when it was written
 * @param release challenger and champion, gates with their findings and limits, shadow and canary, decisions by whom
 * @param challenger the version that was released
 * @param champion the version before it
 * @param data the caller's organisation's data sets that the challenger learned from, with labels by source
 * @param wayBack the operation that makes the version before champion again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseRecord(
        String format,
        Instant issuedAt,
        ReleaseView release,
        @Nullable ReleasedVersion challenger,
        @Nullable ReleasedVersion champion,
        List<LearnedManifest> data,
        String wayBack) {
    static final String FORMAT = "trivium-release-record/1";

    /**
     * A version as it is registered.
     *
     * @param sha256 of the pack's manifest, which names every file of the pack by its own hash
     * @param signature {@code trusted}, {@code untrusted}, {@code unsigned}, {@code invalid} or {@code unknown}
     * @param codeRevision of the code that trained it; absent, as the command, where the pack cannot be read
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ReleasedVersion(
            VersionNumber version,
            String sha256,
            String signature,
            Instant registeredAt,
            String registeredBy,
            @Nullable String codeRevision,
            @Nullable String command) {
        static ReleasedVersion of(VersionRecord record) {
            return new ReleasedVersion(
                    record.version(),
                    record.sha256(),
                    record.signature(),
                    record.registeredAt(),
                    record.registeredBy(),
                    record.pack().map(pack -> pack.provenance().codeRevision()).orElse(null),
                    record.pack().map(pack -> pack.provenance().command()).orElse(null));
        }
    }
}
