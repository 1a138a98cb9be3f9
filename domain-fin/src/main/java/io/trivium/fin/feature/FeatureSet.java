package io.trivium.fin.feature;

/** Everything the model takes of an authorization: {@link HandbookFeatures} and {@link EventSequence}. */
public final class FeatureSet {

    /** Names the set and its definitions in events and model packs. */
    public static final String VERSION = HandbookFeatures.VERSION + "+" + EventSequence.VERSION;

    private FeatureSet() {}
}
