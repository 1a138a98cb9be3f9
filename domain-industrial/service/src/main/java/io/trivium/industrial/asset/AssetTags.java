package io.trivium.industrial.asset;

import java.util.Map;
import java.util.UUID;

/** The tags of one asset by name. */
public record AssetTags(UUID assetId, Map<String, TagRef> tags) {}
