package io.trivium.fin.feature;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The features of one authorization, float64 [15], finite, in the order of {@link HandbookFeatures}. Immutable. */
public final class FeatureVector {

    private final double[] values;

    private FeatureVector(double[] values) {
        this.values = values;
    }

    public static FeatureVector of(double[] values) {
        if (values.length != HandbookFeatures.COUNT) {
            throw new IllegalArgumentException("features are " + values.length + ", not " + HandbookFeatures.COUNT);
        }
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a feature is not finite");
            }
        }
        return new FeatureVector(values.clone());
    }

    /** Reads the JSON form: every name exactly once, no other. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static FeatureVector of(Map<String, Double> byName) {
        double[] values = new double[HandbookFeatures.COUNT];
        for (int i = 0; i < values.length; i++) {
            Double value = byName.get(HandbookFeatures.NAMES.get(i));
            if (value == null) {
                throw new IllegalArgumentException("feature " + HandbookFeatures.NAMES.get(i) + " is missing");
            }
            values[i] = value;
        }
        if (byName.size() != values.length) {
            throw new IllegalArgumentException("features hold an unknown name");
        }
        return of(values);
    }

    public double get(int index) {
        return values[index];
    }

    /** A copy, float64 [15]. */
    public double[] toArray() {
        return values.clone();
    }

    /** Name to value, in model order. */
    @JsonValue
    public Map<String, Double> byName() {
        Map<String, Double> byName = LinkedHashMap.newLinkedHashMap(values.length);
        for (int i = 0; i < values.length; i++) {
            byName.put(HandbookFeatures.NAMES.get(i), values[i]);
        }
        return byName;
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
