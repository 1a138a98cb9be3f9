package io.trivium.industrial.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One part of the plant.
 *
 * @param parentId the part above it; null at the top
 * @param assetType template from which it was created; only of assets
 * @param source source name of its readings; only of assets
 * @param version incremented with every change
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlantNode(
        UUID nodeId,
        @Nullable UUID parentId,
        PlantLevel level,
        String name,
        String description,
        @Nullable String assetType,
        @Nullable String source,
        int version,
        Instant changedAt,
        String changedBy) {}
