package io.trivium.deploy.faults.fin;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Named numbers, kept small because a run keeps two of them for each authorization. */
final class Features {
    /** Decisions omit unknown features, in few different combinations. */
    private static final Map<List<String>, List<String>> SHARED = new ConcurrentHashMap<>();

    private final List<String> names;
    private final double[] values;

    private Features(List<String> names, double[] values) {
        this.names = names;
        this.values = values;
    }

    /** Those of a JSON object; a value that is not a number becomes NaN. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Features of(JsonNode object) {
        Map<String, Double> byName = new TreeMap<>();
        object.properties()
                .forEach(feature ->
                        byName.put(feature.getKey(), feature.getValue().asDouble(Double.NaN)));
        return of(byName);
    }

    static Features of(Map<String, Double> byName) {
        List<String> names = new ArrayList<>(new TreeMap<>(byName).keySet());
        double[] values = names.stream()
                .mapToDouble(name -> byName.getOrDefault(name, Double.NaN))
                .toArray();
        return new Features(SHARED.computeIfAbsent(names, List::copyOf), values);
    }

    Map<String, Double> byName() {
        Map<String, Double> byName = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) byName.put(names.get(i), values[i]);
        return byName;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Features that && names.equals(that.names) && Arrays.equals(values, that.values);
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
