package io.trivium.industrial.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One part of the plant.
 *
 * @param parentId what it stands under; null at the top
 * @param assetType template it was made from; of assets alone
 * @param source what its readings come under; of assets alone
 * @param version grows with every change
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
