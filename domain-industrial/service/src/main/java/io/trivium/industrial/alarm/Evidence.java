package io.trivium.industrial.alarm;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.ModelReference;
import io.trivium.industrial.model.FailureOutlook;
import io.trivium.industrial.model.Judgement.Sign;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of an alarm: the data to plot, and the cause.
 *
 * @param from begin of the window
 * @param to end of the window
 * @param tags to show, the most important first
 * @param shares what each tag adds; sums to 1 unless empty
 * @param score of a monitor, 1 being its limit
 * @param modelVersion of the model that said so; null if none did
 * @param outlook what the asset may fail of; null if nothing tells
 * @param cycle the cycle that it was raised on; null if it was none
 * @param failureNotBefore end of the lower bound of remaining life: no failure is expected before; null without an estimate
 */
public record Evidence(
        Instant from,
        Instant to,
        List<String> tags,
        List<TagShare> shares,
        @Nullable Double score,
        @Schema(implementation = String.class) @Nullable ModelReference modelVersion,
        @Nullable FailureOutlook outlook,
        @Nullable DefectiveCycle cycle,
        @Nullable Instant failureNotBefore) {

    /**
     * By how much a tag adds.
     *
     * @param share in [0, 1]
     * @param sign what is unusual of the tag; null if only its share is known
     */
    public record TagShare(
            String tag,
            double share,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Sign sign) {
        public TagShare(String tag, double share) {
            this(tag, share, null);
        }
    }

    /**
     * A cycle that was judged defective.
     *
     * @param defect in the model's words, such as {@code porosity}
     * @param code of the defect in the type's standard, such as that of ISO 6520-1
     * @param probability of this defect
     */
    public record DefectiveCycle(UUID cycleId, String defect, String code, double probability) {}
}
