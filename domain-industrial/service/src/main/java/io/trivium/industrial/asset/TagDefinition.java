package io.trivium.industrial.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The definition of one measured quantity.
 *
 * @param name as the source sends it, such as the metric name of Sparkplug B
 * @param unit of all values
 * @param low least value that can be, in the unit; null where unknown
 * @param high greatest value that can be, in the unit; null where unknown
 * @param samplingMs usual time between two readings in milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TagDefinition(
        @NotNull @Size(min = 1, max = 200) @Pattern(regexp = "[^\\p{Cntrl}]*")
        String name,

        @NotNull @Size(max = 500) String description,
        @NotNull UcumUnit unit,
        @Nullable Double low,
        @Nullable Double high,
        @Min(1) @Max(86_400_000) int samplingMs) {

    public TagDefinition {
        if ((low != null && !Double.isFinite(low)) || (high != null && !Double.isFinite(high))) {
            throw new IllegalArgumentException("the range of " + name + " must be finite");
        }
        if (low != null && high != null && !(low < high)) {
            throw new IllegalArgumentException("the range of " + name + " is empty: " + low + " to " + high);
        }
    }
}
