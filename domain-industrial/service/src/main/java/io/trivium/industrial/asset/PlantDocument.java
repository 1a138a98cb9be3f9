package io.trivium.industrial.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plant as a file, for export and import. What has the same place and name is the same thing: importing an export changes
 * nothing.
 *
 * @param formatVersion 1
 */
public record PlantDocument(
        @Min(1) @Max(1) int formatVersion,
        @NotNull @Valid @Size(max = 1000) List<@NotNull @Valid Template> assetTypes,
        @NotNull @Valid @Size(max = 100) List<@NotNull @Valid Part> plant) {

    /** An asset type. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Template(
            @NotNull @Pattern(regexp = "[a-z0-9][a-z0-9-]{0,63}")
            String name,

            @NotNull @Size(max = 500) String description,
            @NotNull @Valid @Size(max = 1000) List<@NotNull @Valid TagDefinition> tags,
            @Nullable @Valid MonitorPlan monitor,
            @Nullable @Valid CyclePlan cycle) {}

    /**
     * A part of the plant with the parts below it.
     *
     * @param tags of an asset; those of its type that it does not name are added
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Part(
            @NotNull PlantLevel level,

            @NotNull @Size(min = 1, max = 100) @Pattern(regexp = "[^\\p{Cntrl}/]*")
            String name,

            @Nullable @Size(max = 500) String description,
            @Nullable String assetType,
            @Nullable @Size(min = 1, max = 300) String source,
            @Nullable @Valid @Size(max = 5000) List<@NotNull @Valid TagDefinition> tags,
            @Nullable @Valid @Size(max = 10_000) List<@NotNull @Valid Part> children) {

        String descriptionOrEmpty() {
            return description == null ? "" : description;
        }

        List<TagDefinition> tagsOrNone() {
            return tags == null ? List.of() : tags;
        }

        List<Part> childrenOrNone() {
            return children == null ? List.of() : children;
        }
    }

    /**
     * The result of an import, or of its preview.
     *
     * @param unchanged parts, types and tags that were there in the same form
     */
    public record Summary(int created, int changed, int unchanged, boolean dryRun) {}
}
