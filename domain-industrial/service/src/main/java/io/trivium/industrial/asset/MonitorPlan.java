package io.trivium.industrial.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Defines that assets of a type are monitored for unusual operation.
 *
 * @param rows of normal operation that each asset is calibrated on, from its first readings on
 * @param stepMs time between two rows, in milliseconds; a row holds the mean of each tag within it
 * @param tags that are watched; null for all of an asset
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MonitorPlan(
        @Min(160) @Max(100_000) int rows,
        @Min(100) @Max(3_600_000) int stepMs,
        @Nullable @Size(min = 1, max = 200) List<@NotNull @Size(min = 1, max = 200) String> tags) {}
