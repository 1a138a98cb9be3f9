package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The change of a nodule from one study to a later one.
 *
 * @param intervalDays between the studies
 * @param diameterChangeMm of the longest diameter
 * @param volumeChangePercent in per cent of the earlier volume
 * @param doublingDays volume-doubling time (Schwartz, Cancer 14:1272, 1961); null if it did not grow or both are of a
 * day
 * @param significant whether the volume changed by 25 % or more, which is more than two measurements of the same nodule
 *     differ (BTS guideline, Thorax 70 Suppl 2, 2015)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Growth(
        long intervalDays,
        double diameterChangeMm,
        double volumeChangePercent,
        @Nullable Double doublingDays,
        boolean significant) {

    private static final double SIGNIFICANT_PERCENT = 25;
    private static final double PERCENT = 100;

    /** The interval may be 0; null if the size of one is not known. */
    static @Nullable Growth between(FindingView earlier, FindingView later, long intervalDays) {
        Double before = earlier.volumeMm3();
        Double after = later.volumeMm3();
        if (before == null
                || after == null
                || earlier.longestDiameterMm() == null
                || later.longestDiameterMm() == null) {
            return null;
        }
        double ratio = after / before;
        double change = PERCENT * (ratio - 1);
        return new Growth(
                intervalDays,
                later.longestDiameterMm() - earlier.longestDiameterMm(),
                change,
                intervalDays > 0 && ratio > 1 ? intervalDays * Math.log(2) / Math.log(ratio) : null,
                Math.abs(change) >= SIGNIFICANT_PERCENT);
    }
}
