package io.trivium.runtime.learning.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.learning.store.ExampleView;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The origin of an answer and the later use of its example.
 *
 * @param example with every label, the one that counts now first of all
 * @param answeredBy the version that answered; absent when none did or it is not recorded here
 * @param heldIn the data sets of the tenant that the example is in, the latest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LineageView(ExampleView example, @Nullable AnsweringVersion answeredBy, List<Membership> heldIn) {

    /**
     * The version that answered.
     *
     * @param sha256 of the pack's manifest, which names every file of the pack by its own hash
     * @param signature {@code trusted}, {@code untrusted}, {@code unsigned}, {@code invalid} or {@code unknown}
     * @param codeRevision of the code that trained it; absent, as command and seed, where the pack cannot be read
     * @param pieces the pack's files: trunk, router, experts, heads
     * @param learnedFrom data sets of the caller's tenant that it learned from, the latest first; empty for a version whose
     *     data never was in this store
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AnsweringVersion(
            ModelName model,
            VersionNumber version,
            String sha256,
            String signature,
            Instant registeredAt,
            String registeredBy,
            @Nullable String codeRevision,
            @Nullable String command,
            @Nullable Long seed,
            @Nullable String dataName,
            List<PieceView> pieces,
            List<LearnedManifest> learnedFrom) {}

    /** One file of a pack. */
    public record PieceView(String path, String sha256, long bytes) {}

    /**
     * A data set that a version learned from.
     *
     * @param hash of its header
     * @param labels how many entries have which label of whom
     */
    public record LearnedManifest(
            UUID id, String hash, Instant createdAt, Instant cutoff, int entries, List<LabelSource> labels) {}

    /** Entries of a data set by label and source. */
    public record LabelSource(String source, String label, long entries) {}

    /**
     * A data set that an example is in.
     *
     * @param part {@code train}, {@code validation} or {@code test}
     * @param versions that learned from it, such as {@code fin-authorization-risk:4}
     */
    public record Membership(
            UUID manifest,
            Instant createdAt,
            int ordinal,
            String part,
            String label,
            String labelSource,
            Instant labelObservedAt,
            List<String> versions) {}
}
