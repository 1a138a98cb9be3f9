package io.trivium.industrial.cycle;

import io.trivium.industrial.alarm.Evidence.TagShare;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the API of cycles takes and answers. */
public final class CycleViews {
    private CycleViews() {}

    /**
     * Cycles of an asset.
     *
     * @param items the latest first
     * @param defects that can be told of its type; empty where no model judges them
     * @param next where to go on; null at the end
     */
    public record ProcessCycles(
            List<ProcessCycle> items,
            List<CycleDefect> defects,
            @Nullable String next) {}

    /**
     * What can be wrong with a cycle.
     *
     * @param code in the type's standard, such as that of ISO 6520-1
     */
    public record CycleDefect(String name, String code) {}

    /**
     * A cycle.
     *
     * @param job null where the type has one job
     * @param reason why it is incomplete or unjudged
     * @param defect what the model said: the name of a defect, or good; null where it did not
     * @param probability of that
     * @param defective probability of any defect
     * @param told what a person said: the name of a defect, or good; null where nobody did
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
            @Nullable String modelVersion,
            @Nullable String told,
            @Nullable String toldBy,
            @Nullable Instant toldAt,
            @Nullable String note) {}

    /**
     * A cycle with its course.
     *
     * @param probabilities the likeliest first, a good one included; empty where no model judged it
     * @param curves of each tag; empty of an incomplete one
     * @param reference good cycles that it was held against; 0 where they were too few
     * @param shares what each tag adds to how it lies off them, the weightiest first
     */
    public record ProcessCycleDetail(
            ProcessCycle cycle,
            List<ClassProbability> probabilities,
            List<CycleCurve> curves,
            int reference,
            List<TagShare> shares) {}

    /**
     * How likely one thing is.
     *
     * @param code null of a good cycle
     */
    public record ClassProbability(String name, @Nullable String code, double probability) {}

    /**
     * The course of a tag in even parts of the cycle.
     *
     * @param values mean in each part
     * @param lower lower end of where good cycles of the job lie; empty where they are too few
     * @param upper upper end
     */
    public record CycleCurve(String tag, String unit, List<Double> values, List<Double> lower, List<Double> upper) {}

    /**
     * What a person says of a cycle.
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
