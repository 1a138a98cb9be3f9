package io.trivium.industrial.asset;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The editable properties of a part of the plant.
 *
 * @param name free in its place
 * @param source what its readings come under, such as {@code Plant1/Edge7/Pump3}; free in the organisation
 */
public record PlantNodeDraft(
        @NotNull @Size(min = 1, max = 100) @Pattern(regexp = "[^\\p{Cntrl}/]*")
        String name,

        @NotNull @Size(max = 500) String description,
        @Nullable String assetType,
        @Nullable @Size(min = 1, max = 300) String source) {}
