package io.trivium.industrial.asset;

import java.util.UUID;

/**
 * The properties of a tag that storing a reading requires.
 *
 * @param low least possible value, negative infinity where unknown
 * @param high greatest possible value, infinity where unknown
 * @param samplingMs usual time between two readings in milliseconds
 */
public record TagRef(int tagId, UUID assetId, double low, double high, int samplingMs) {

    public boolean isPossible(double value) {
        return value >= low && value <= high;
    }
}
