package io.trivium.fin.feature;

import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRules;
import io.trivium.core.event.EventType;
import io.trivium.fin.authorization.Authorization;

/**
 * An authorization with every feature the model takes; the payload of the internal topic {@code fin.feature.v1}.
 *
 * @param contentHash SHA-256 of the authorization's canonical form
 * @param featureSetVersion which definitions the features follow, such as {@link HandbookFeatures#VERSION}
 */
@EventType(FeaturesComputed.TYPE)
public record FeaturesComputed(
        Authorization authorization, String contentHash, String featureSetVersion, FeatureVector features)
        implements EventPayload {

    public static final String TOPIC = "fin.feature.v1";
    public static final String TYPE = "io.trivium.fin.feature.computed";

    public FeaturesComputed {
        EventRules.require(authorization != null, "authorization", "is required");
        EventRules.require(
                contentHash != null && contentHash.length() == 64, "contentHash", "must be 64 hexadecimal digits");
        EventRules.require(
                HandbookFeatures.VERSION.equals(featureSetVersion),
                "featureSetVersion",
                "must be " + HandbookFeatures.VERSION);
        EventRules.require(features != null, "features", "is required");
    }
}
