package io.trivium.runtime.learning.proposal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the champion of a model changes by hand.
 *
 * @param needsSecondPerson whether a version is proposed by one operator and approved by another
 * @param pending the proposal that waits for approval; absent when there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProposalView(
        ModelName model,
        boolean needsSecondPerson,
        @Nullable Pending pending) {
    /** A version that is proposed as champion. */
    public record Pending(VersionNumber version, Instant proposedAt, String proposedBy, String reason) {}
}
