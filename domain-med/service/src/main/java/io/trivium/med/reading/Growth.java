package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The change of a nodule from one study to a later one, with limits that hold in 95 % of repeated measurements
 * ({@link VolumeError}).
 *
 * @param intervalDays between the studies
 * @param diameterChangeMm of the longest diameter
 * @param volumeChangePercent in per cent of the earlier volume
 * @param volumeChangeLowPercent lower limit of it
 * @param volumeChangeHighPercent upper limit of it
 * @param doublingDays volume-doubling time (Schwartz, Cancer 14:1272, 1961); null if it did not grow or both are of a
 *     day
 * @param doublingDaysLow that of the fastest growth within the limits; null if none grows or both are of a day
 * @param doublingDaysHigh that of the slowest growth within the limits; null if the limits hold no growth at all too, so that
 *     the time has no upper limit
 * @param trend what the limits say
 * @param significant whether the volume changed by 25 % or more, which is more than two measurements of the same nodule
 *     differ (BTS guideline, Thorax 70 Suppl 2, 2015)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Growth(
        long intervalDays,
        double diameterChangeMm,
        double volumeChangePercent,
        double volumeChangeLowPercent,
        double volumeChangeHighPercent,
        @Nullable Double doublingDays,
        @Nullable Double doublingDaysLow,
        @Nullable Double doublingDaysHigh,
        Trend trend,
        boolean significant) {
    /** What the interval of a change of volume says. */
    public enum Trend {
        /** The volume rose by more than the error of measurement. */
        GROWING,
        /** The volume doubles in no less than 400 days, whatever the error of measurement, if it rises at all. */
        STABLE,
        /** The volume fell by more than the error of measurement. */
        SHRINKING,
        /** The error of measurement or the interval between the studies allows neither statement. */
        UNDECIDED;

        /** As in JSON. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Doubling time below which growth calls for a work-up (BTS guideline, as above). */
    public static final double FAST_DAYS = 400;

    private static final double SIGNIFICANT_PERCENT = 25;
    private static final double PERCENT = 100;
    private static final double TWO_SIDED_95 = 1.96;

    /**
     * Compares two findings of one nodule.
     *
     * @param intervalDays may be 0
     * @return null if the size of one is not known
     */
    public static @Nullable Growth between(FindingView earlier, FindingView later, long intervalDays) {
        Double before = earlier.volumeMm3();
        Double after = later.volumeMm3();
        if (before == null
                || after == null
                || earlier.longestDiameterMm() == null
                || later.longestDiameterMm() == null) {
            return null;
        }
        double growth = Math.log(after / before);
        double margin = TWO_SIDED_95 * Math.hypot(VolumeError.ofLog(before), VolumeError.ofLog(after));
        double low = growth - margin;
        double high = growth + margin;
        double change = PERCENT * Math.expm1(growth);
        return new Growth(
                intervalDays,
                later.longestDiameterMm() - earlier.longestDiameterMm(),
                change,
                PERCENT * Math.expm1(low),
                PERCENT * Math.expm1(high),
                doublingDays(growth, intervalDays),
                doublingDays(high, intervalDays),
                doublingDays(low, intervalDays),
                trend(low, high, intervalDays),
                Math.abs(change) >= SIGNIFICANT_PERCENT);
    }

    private static @Nullable Double doublingDays(double growth, long days) {
        return days > 0 && growth > 0 ? days * Math.log(2) / growth : null;
    }

    private static Trend trend(double low, double high, long days) {
        if (days == 0) return Trend.UNDECIDED;
        if (low > 0) return Trend.GROWING;
        if (high < 0) return Trend.SHRINKING;
        return high <= days * Math.log(2) / FAST_DAYS ? Trend.STABLE : Trend.UNDECIDED;
    }
}
