package io.trivium.industrial.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Defines that assets of a type work in cycles, and how a cycle is detected: it begins when a tag reaches a value and
 * ends when the tag falls below another one.
 *
 * @param tag by which cycles are detected, such as the current of an arc
 * @param begin value at or above which a cycle begins, in the tag's unit
 * @param end value below which it ends; at most {@code begin}
 * @param tags whose course makes the cycle, in the order of the model that judges it
 * @param job tag whose value names the job, such as the number of a robot's program; null if there is one job
 * @param stepMs time between two readings within a cycle, in milliseconds
 * @param silenceMs a cycle without any reading for so long is incomplete, in milliseconds
 * @param shortestMs minimum length of a cycle, in milliseconds
 * @param longestMs maximum length of a cycle that is judged, in milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CyclePlan(
        @NotNull @Size(min = 1, max = 200) String tag,
        double begin,
        double end,
        @NotNull @Size(min = 1, max = 50) List<@NotNull @Size(min = 1, max = 200) String> tags,
        @Nullable @Size(min = 1, max = 200) String job,
        @Min(10) @Max(60_000) int stepMs,
        @Min(100) @Max(600_000) int silenceMs,
        @Min(100) @Max(600_000) int shortestMs,
        @Min(1_000) @Max(600_000) int longestMs) {

    public CyclePlan {
        if (!Double.isFinite(begin) || !(end <= begin)) {
            throw new IllegalArgumentException("a cycle ends at " + end + ", above its begin at " + begin);
        }
        if (shortestMs > longestMs) throw new IllegalArgumentException("the shortest cycle is longer than the longest");
    }
}
