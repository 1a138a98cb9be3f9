package io.trivium.industrial.asset;

import java.util.UUID;

/**
 * A tag of an asset.
 *
 * @param tagId number of the tag in readings
 * @param version incremented with every change
 */
public record TagView(int tagId, UUID assetId, TagDefinition definition, int version) {}
