package io.trivium.runtime.learning.coverage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Population stability index of two samples in the same bins, which are first joined to about ten with as many of the
 * reference each. Two samples of one population have an index, too; its 99th percentile is added to the usual limits of
 * 0.10 and 0.25, which are not valid for small samples (B. Yurdakul, "Statistical Properties of Population Stability
 * Index", 2018: the index times nm/(n + m) is near a chi-square with one degree less than bins). Pure.
 *
 * @param index Σ (q − p) ln(q/p); null with fewer than the floor on a side
 * @param noise 99th percentile of the index were nothing changed; null likewise
 * @param reference and {@code current}: sizes of the samples
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StabilityIndex(
        State state, @Nullable Double index, @Nullable Double noise, long reference, long current) {
    static final double MODERATE = 0.10;
    static final double LARGE = 0.25;
    private static final int GROUPS = 10;
    private static final double Z_99 = 2.3263478740408408;
    private static final double HALF = 0.5;

    /** The assessment of the index. */
    public enum State {
        TOO_FEW,
        STABLE,
        MODERATE,
        SHIFTED;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Of ordered bins, such as those of a number. */
    public static StabilityIndex ofOrdered(long[] reference, long[] current, long floor) {
        List<long[]> groups = new ArrayList<>();
        long share = Math.max(1, total(reference) / GROUPS);
        long p = 0;
        long q = 0;
        for (int i = 0; i < reference.length; i++) {
            p += reference[i];
            q += current[i];
            if (p >= share) {
                groups.add(new long[] {p, q});
                p = 0;
                q = 0;
            }
        }
        if (p + q > 0) groups.add(new long[] {p, q});
        return ofGroups(groups, floor);
    }

    /** Of groups: their sizes in the reference and at present. */
    static StabilityIndex ofGroups(List<long[]> groups, long floor) {
        long n = groups.stream().mapToLong(group -> group[0]).sum();
        long m = groups.stream().mapToLong(group -> group[1]).sum();
        if (n < floor || m < floor) return new StabilityIndex(State.TOO_FEW, null, null, n, m);
        List<long[]> used =
                groups.stream().filter(group -> group[0] + group[1] > 0).toList();
        double index = 0;
        for (long[] group : used) {
            // Half an example in every group: an empty one would make the index infinite.
            double p = (group[0] + HALF) / (n + HALF * used.size());
            double q = (group[1] + HALF) / (m + HALF * used.size());
            index += (q - p) * Math.log(q / p);
        }
        double noise = chiSquare99(used.size() - 1) * (1.0 / n + 1.0 / m);
        State state =
                index >= LARGE + noise ? State.SHIFTED : index >= MODERATE + noise ? State.MODERATE : State.STABLE;
        return new StabilityIndex(state, index, noise, n, m);
    }

    private static long total(long[] counts) {
        long total = 0;
        for (long count : counts) total += count;
        return total;
    }

    /** 99th percentile, by the cube of Wilson and Hilferty (1931). */
    static double chiSquare99(int degrees) {
        if (degrees <= 0) return 0;
        double part = 2.0 / (9.0 * degrees);
        double root = 1 - part + Z_99 * Math.sqrt(part);
        return degrees * root * root * root;
    }
}
