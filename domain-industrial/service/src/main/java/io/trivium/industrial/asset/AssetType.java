package io.trivium.industrial.asset;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A template: assets of a type begin with its tags.
 *
 * @param monitor how its assets are monitored; null if they are not
 * @param cycle how its cycles are detected; null if it has none
 * @param version incremented with every change; 0 for a type that does not exist yet
 */
public record AssetType(
        @NotNull @Pattern(regexp = "[a-z0-9][a-z0-9-]{0,63}")
        String name,

        @NotNull @Size(max = 500) String description,
        @NotNull @Valid @Size(max = 1000) List<@NotNull @Valid TagDefinition> tags,
        @Nullable @Valid MonitorPlan monitor,
        @Nullable @Valid CyclePlan cycle,
        int version) {}
