package io.trivium.industrial.asset;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The position of an asset in the plant.
 *
 * @param groupId the part under which it is shown: its line or, without one, the next part above it; its own id at the
 * top
 * @param path names of the parts above it, outermost first
 */
public record AssetPlace(
        UUID assetId,
        String name,
        String description,
        @Nullable String assetType,
        @Nullable String source,
        UUID groupId,
        String groupName,
        List<String> groupPath,
        List<String> path) {}
