package io.trivium.industrial.cycle;

import io.trivium.core.model.ModelReference;
import io.trivium.industrial.alarm.Evidence.TagShare;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The requests and answers of the API of cycles. */
public final class CycleViews {
    private CycleViews() {}

    /**
     * Cycles of an asset.
     *
     * @param items the latest first
     * @param defects that can be detected for its type; empty if no model judges them
     * @param next position of the next page; null at the end
     */
    public record ProcessCycles(
            List<ProcessCycle> items,
            List<CycleDefect> defects,
            @Nullable String next) {}

    /**
     * A possible defect of a cycle.
     *
     * @param code in the type's standard, such as that of ISO 6520-1
     */
    public record CycleDefect(String name, String code) {}

    /**
     * A cycle.
     *
     * @param job null if the type has one job
     * @param reason why it is incomplete or unjudged
     * @param defect the model's answer: the name of a defect, or good; null without an answer
     * @param probability of that answer
     * @param defective probability of any defect
     * @param told a person's label: the name of a defect, or good; null without a label
     */
    public record ProcessCycle(
            UUID cycleId,
            int version,
            Instant beganAt,
            Instant endedAt,
            @Nullable Integer job,
            CycleState state,
            @Nullable String reason,
            @Nullable String defect,
            @Nullable Double probability,
            @Nullable Double defective,
            @Schema(implementation = String.class) @Nullable ModelReference modelVersion,
            @Nullable String told,
            @Nullable String toldBy,
            @Nullable Instant toldAt,
            @Nullable String note) {}

    /**
     * A cycle with its course.
     *
     * @param probabilities the most probable first, including that of a good cycle; empty if no model judged it
     * @param curves of each tag; empty of an incomplete one
     * @param reference number of good cycles with which it was compared; 0 if there were too few
     * @param shares the contribution of each tag to its deviation from them, the largest first
     */
    public record ProcessCycleDetail(
            ProcessCycle cycle,
            List<ClassProbability> probabilities,
            List<CycleCurve> curves,
            int reference,
            List<TagShare> shares) {}

    /**
     * The probability of one class.
     *
     * @param code null of a good cycle
     */
    public record ClassProbability(String name, @Nullable String code, double probability) {}

    /**
     * The course of a tag in even parts of the cycle.
     *
     * @param values mean in each part
     * @param lower lower end of the range of good cycles of the job; empty if there are too few
     * @param upper upper end
     */
    public record CycleCurve(String tag, String unit, List<Double> values, List<Double> lower, List<Double> upper) {}

    /**
     * A person's label of a cycle.
     *
     * @param version that the caller saw
     * @param defect name of a defect, or good; null takes back what was said
     */
    public record CycleVerdict(
            @Min(1) int version,

            @Nullable @Pattern(regexp = "[a-z][a-z0-9-]{0,62}")
            String defect,

            @Nullable @Size(max = 500) String note) {}
}
