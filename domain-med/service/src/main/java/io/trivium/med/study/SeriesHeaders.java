package io.trivium.med.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The instances of one series, each once.
 *
 * @param seriesInstanceUid of all of them
 * @param slices in order of their SOP Instance UIDs, so that the order of arrival changes nothing
 */
public record SeriesHeaders(String seriesInstanceUid, List<SliceHeader> slices) {
    public SeriesHeaders {
        if (slices.isEmpty()) throw new IllegalArgumentException("a series without instances");
        Map<String, SliceHeader> byUid = new TreeMap<>();
        for (SliceHeader slice : slices) byUid.putIfAbsent(slice.sopInstanceUid(), slice);
        slices = List.copyOf(byUid.values());
    }

    /** Sorts the instances of a study into its series. */
    public static List<SeriesHeaders> of(Collection<SliceHeader> instances) {
        Map<String, List<SliceHeader>> bySeries = new LinkedHashMap<>();
        for (SliceHeader instance : instances) {
            bySeries.computeIfAbsent(instance.seriesInstanceUid(), uid -> new ArrayList<>())
                    .add(instance);
        }
        return bySeries.entrySet().stream()
                .map(series -> new SeriesHeaders(series.getKey(), series.getValue()))
                .sorted(Comparator.comparing(SeriesHeaders::seriesInstanceUid))
                .toList();
    }

    SliceHeader first() {
        return slices.getFirst();
    }

    /** Distance between neighbouring slices in mm: the median along the normal, or the slice thickness where that is unknown. */
    Optional<Double> sliceDistanceMm() {
        Optional<Orientation> orientation = first().orientation();
        if (orientation.isPresent() && slices.size() > 1) {
            double[] along = slices.stream()
                    .flatMap(slice -> slice.position().stream())
                    .mapToDouble(
                            position -> position.dot(orientation.orElseThrow().normal()))
                    .sorted()
                    .toArray();
            if (along.length > 1) return Optional.of(GeometryPolicy.medianStep(along));
        }
        return first().sliceThickness().isPresent()
                ? Optional.of(first().sliceThickness().getAsDouble())
                : Optional.empty();
    }
}
