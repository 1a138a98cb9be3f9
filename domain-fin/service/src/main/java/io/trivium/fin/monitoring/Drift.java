package io.trivium.fin.monitoring;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The distance of two samples in the same bins: population stability index and Kolmogorov–Smirnov distance. Pure.
 *
 * <p>Two samples of one population have a positive index too, about (B − 1)(1/n + 1/m) with B bins in use; the usual
 * limits of 0.10 and 0.25 are not meaningful for small samples. Therefore the contribution of chance, at its 99th
 * percentile, is added to both limits: the index times nm/(n + m) is near a chi-square with B − 1 degrees of freedom
 * (B. Yurdakul, "Statistical Properties of Population Stability Index", 2018).
 *
 * @param psi null with too few on a side
 * @param ks in [0, 1]; null with too few on a side
 * @param noise 99th percentile of the index if nothing changed; null with too few on a side
 * @param reference and {@code current}: sizes of the samples
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Drift(
        State state,
        @Nullable Double psi,
        @Nullable Double ks,
        @Nullable Double noise,
        long reference,
        long current) {

    static final double MODERATE = 0.10;
    static final double LARGE = 0.25;
    private static final double Z_99 = 2.3263478740408408;

    /** The assessment of a drift. */
    public enum State {
        /** Too few decisions on a side for a result. */
        TOO_FEW("too-few"),
        STABLE("stable"),
        MODERATE("moderate"),
        SHIFTED("shifted");

        private final String wireName;

        State(String wireName) {
            this.wireName = wireName;
        }

        @JsonValue
        public String wireName() {
            return wireName;
        }
    }

    static Drift between(long[] reference, long[] current, long floor) {
        long n = Bins.total(reference);
        long m = Bins.total(current);
        if (n < floor || m < floor) return new Drift(State.TOO_FEW, null, null, null, n, m);
        int used = 0;
        for (int i = 0; i < reference.length; i++) used += reference[i] + current[i] > 0 ? 1 : 0;
        double psi = 0;
        double ks = 0;
        double ahead = 0;
        for (int i = 0; i < reference.length; i++) {
            if (reference[i] + current[i] == 0) continue;
            // Half a decision in every bin in use: an empty bin would make the index infinite.
            double p = (reference[i] + 0.5) / (n + 0.5 * used);
            double q = (current[i] + 0.5) / (m + 0.5 * used);
            psi += (q - p) * Math.log(q / p);
            ahead += (double) current[i] / m - (double) reference[i] / n;
            ks = Math.max(ks, Math.abs(ahead));
        }
        double noise = chiSquare99(used - 1) * (1.0 / n + 1.0 / m);
        State state = psi >= LARGE + noise ? State.SHIFTED : psi >= MODERATE + noise ? State.MODERATE : State.STABLE;
        return new Drift(state, psi, ks, noise, n, m);
    }

    /** 99th percentile by Wilson and Hilferty's cube. */
    static double chiSquare99(int degrees) {
        if (degrees <= 0) return 0;
        double part = 2.0 / (9.0 * degrees);
        double cube = 1 - part + Z_99 * Math.sqrt(part);
        return degrees * cube * cube * cube;
    }
}
