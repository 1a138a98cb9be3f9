package io.trivium.fin.feature;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything the model takes of an authorization: each {@link Feature} and the {@link EventSequence}. */
public final class FeatureSet {

    /** Names the set and its definitions in events and model packs. */
    public static final String VERSION = "fin/2+" + EventSequence.VERSION;

    /** The set before this one: {@link HandbookFeatures} and events. Records of it stay readable. */
    public static final String VERSION_1 = HandbookFeatures.VERSION + "+" + EventSequence.VERSION;

    private static final Feature[] FEATURES = Feature.values();

    /** In the order of the model's input. */
    public static final List<String> NAMES =
            Arrays.stream(FEATURES).map(Feature::name).toList();

    public static final int COUNT = NAMES.size();

    private static final Map<String, Feature> BY_NAME =
            Arrays.stream(FEATURES).collect(Collectors.toUnmodifiableMap(Feature::name, Function.identity()));

    private FeatureSet() {}

    /** The feature of this name, or null. */
    static @Nullable Feature named(String name) {
        return BY_NAME.get(name);
    }

    static Feature at(int index) {
        return FEATURES[index];
    }

    /** float64 [{@link #COUNT}] where nothing is known: what a stage finds before it writes its part. */
    public static double[] unknown() {
        double[] values = new double[COUNT];
        for (int i = 0; i < COUNT; i++) values[i] = FEATURES[i].unknown();
        return values;
    }
}
