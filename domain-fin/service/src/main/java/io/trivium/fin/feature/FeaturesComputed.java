package io.trivium.fin.feature;

import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRules;
import io.trivium.core.event.EventType;
import io.trivium.fin.authorization.Authorization;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An authorization with every feature the model takes; the payload of the internal topic {@code fin.feature.v1}.
 *
 * @param contentHash SHA-256 of the authorization's canonical form
 * @param featureSetVersion which definitions the features follow: {@link FeatureSet#VERSION}, or in records that lay in the
 *     topic when a release came, {@link FeatureSet#VERSION_1} or {@link HandbookFeatures#VERSION} without events
 * @param events the card's events before the authorization
 */
@EventType(FeaturesComputed.TYPE)
public record FeaturesComputed(
        Authorization authorization,
        String contentHash,
        String featureSetVersion,
        FeatureVector features,
        @Nullable EventSequence events)
        implements EventPayload {

    public static final String TOPIC = "fin.feature.v1";
    public static final String TYPE = "io.trivium.fin.feature.computed";

    public FeaturesComputed {
        EventRules.require(authorization != null, "authorization", "is required");
        EventRules.require(
                contentHash != null && contentHash.length() == 64, "contentHash", "must be 64 hexadecimal digits");
        EventRules.require(features != null, "features", "is required");
        if (HandbookFeatures.VERSION.equals(featureSetVersion)) {
            events = EventSequence.NONE;
        } else {
            EventRules.require(
                    FeatureSet.VERSION.equals(featureSetVersion) || FeatureSet.VERSION_1.equals(featureSetVersion),
                    "featureSetVersion",
                    "must be " + FeatureSet.VERSION);
            EventRules.require(events != null, "events", "is required");
        }
    }

    /** Never null: records of the older set have {@link EventSequence#NONE}. */
    @Override
    public EventSequence events() {
        return Objects.requireNonNull(events);
    }
}
