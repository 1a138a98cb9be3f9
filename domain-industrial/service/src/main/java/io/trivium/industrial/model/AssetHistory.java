package io.trivium.industrial.model;

/**
 * The readings of one asset, oldest first, one row per cycle (or another even step of operation).
 *
 * @param asset its name within the data
 * @param settings operating settings {@code [cycles][settings]}; no settings are rows of length 0
 * @param tags measured values {@code [cycles][tags]}
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record AssetHistory(String asset, double[][] settings, double[][] tags) {
    public AssetHistory {
        if (tags.length == 0) throw new IllegalArgumentException(asset + " has no readings");
        if (settings.length != tags.length) {
            throw new IllegalArgumentException(
                    asset + " has " + settings.length + " rows of settings and " + tags.length + " of tags");
        }
    }

    public int cycles() {
        return tags.length;
    }
}
