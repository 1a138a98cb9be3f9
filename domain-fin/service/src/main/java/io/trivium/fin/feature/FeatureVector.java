package io.trivium.fin.feature;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The features of one authorization, finite float64 in the order of {@link Feature}. Immutable.
 *
 * <p>Its JSON form names the 15 of {@link HandbookFeatures} always and the others unless they have the value of the
 * unknown: most payments say nothing of most of them, and every decision carries its features for years. So the form of
 * the older set, which had the 15 alone, reads as this one's.
 */
public final class FeatureVector {

    private final double[] values;

    /** The same features are written into two events and a row; each writes the same text. */
    private volatile @Nullable String json;

    private FeatureVector(double[] values) {
        this.values = values;
    }

    /** Takes all features, or the first 15 alone: the others are then unknown. */
    public static FeatureVector of(double[] values) {
        if (values.length != HandbookFeatures.COUNT && values.length != FeatureSet.COUNT) {
            throw new IllegalArgumentException(
                    "features are " + values.length + ", not " + HandbookFeatures.COUNT + " or " + FeatureSet.COUNT);
        }
        for (double value : values) {
            if (!Double.isFinite(value)) throw new IllegalArgumentException("a feature is not finite");
        }
        double[] all = FeatureSet.unknown();
        System.arraycopy(values, 0, all, 0, values.length);
        return new FeatureVector(all);
    }

    /** Reads the JSON form: no name but those of the set. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static FeatureVector of(Map<String, Double> byName) {
        double[] values = FeatureSet.unknown();
        int required = 0;
        for (Map.Entry<String, Double> entry : byName.entrySet()) {
            Feature feature = FeatureSet.named(entry.getKey());
            if (feature == null) throw new IllegalArgumentException("features hold an unknown name");
            Double value = entry.getValue();
            if (value == null) throw new IllegalArgumentException("feature " + feature + " has no value");
            values[feature.index()] = value;
            if (feature.index() < HandbookFeatures.COUNT) required++;
        }
        if (required < HandbookFeatures.COUNT) {
            for (String name : HandbookFeatures.NAMES) {
                if (!byName.containsKey(name)) throw new IllegalArgumentException("feature " + name + " is missing");
            }
        }
        return of(values);
    }

    public double get(int index) {
        return values[index];
    }

    public double get(Feature feature) {
        return values[feature.index()];
    }

    /** A copy, float64 [{@link FeatureSet#COUNT}]. */
    public double[] toArray() {
        return values.clone();
    }

    /** Name to value of every feature, in model order. */
    public Map<String, Double> all() {
        Map<String, Double> all = LinkedHashMap.newLinkedHashMap(values.length);
        for (int i = 0; i < values.length; i++) all.put(FeatureSet.at(i).name(), values[i]);
        return all;
    }

    /** Name to value in model order, without those of the newer set that have the value of the unknown. */
    public Map<String, Double> byName() {
        Map<String, Double> byName = LinkedHashMap.newLinkedHashMap(values.length);
        forEachTold((feature, value) -> byName.put(feature.name(), value));
        return byName;
    }

    /** Shows the features of {@link #byName}, in model order. */
    public void forEachTold(ObjDoubleConsumer<Feature> told) {
        for (int i = 0; i < values.length; i++) {
            Feature feature = FeatureSet.at(i);
            if (i < HandbookFeatures.COUNT || values[i] != feature.unknown()) told.accept(feature, values[i]);
        }
    }

    /** {@link #byName} as a JSON object. */
    @JsonValue
    @JsonRawValue
    public String toJson() {
        String known = json;
        if (known == null) {
            // Names are Java identifiers and numbers are finite, so neither needs escaping.
            StringBuilder text = new StringBuilder(1024).append('{');
            forEachTold((feature, value) -> text.append(text.length() == 1 ? "\"" : ",\"")
                    .append(feature.name())
                    .append("\":")
                    .append(value));
            known = text.append('}').toString();
            json = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureVector that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return byName().toString();
    }
}
