package io.trivium.fin.feature;

import io.trivium.core.event.EventPayload;
import io.trivium.fin.authorization.Authorization;

/**
 * An authorization with every feature the model takes; the payload of the internal topic {@code fin.feature.v1}.
 *
 * @param contentHash SHA-256 of the authorization's canonical form
 * @param featureSetVersion which definitions the features follow, such as {@link HandbookFeatures#VERSION}
 */
public record FeaturesComputed(
        Authorization authorization, String contentHash, String featureSetVersion, FeatureVector features)
        implements EventPayload {

    public static final String TOPIC = "fin.feature.v1";
    public static final String TYPE = "io.trivium.fin.feature.computed";

    public FeaturesComputed {
        if (contentHash.length() != 64) {
            throw new IllegalArgumentException("contentHash is not 64 hexadecimal digits");
        }
        if (!featureSetVersion.equals(HandbookFeatures.VERSION)) {
            throw new IllegalArgumentException("featureSetVersion is not " + HandbookFeatures.VERSION);
        }
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public int schemaVersion() {
        return 1;
    }
}
