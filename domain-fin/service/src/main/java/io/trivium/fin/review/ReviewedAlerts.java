package io.trivium.fin.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of alerts, and the resulting precision. Pure.
 *
 * <p>A precision counts alerts that were reviewed, or that are so old that fraud would have been reported. Labels of one
 * class alone give none: where only frauds are reported, every labelled alert is one.
 *
 * @param confirmed labelled fraud
 * @param cleared labelled genuine
 * @param matured without a label, but old enough to count as genuine
 * @param unknown the others
 * @param precision confirmed ÷ (confirmed + cleared + matured), in [0, 1]; null without alerts of both classes
 * @param low lower bound of the 95 % interval of the precision (Wilson, 1927); null with it
 * @param high upper bound
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReviewedAlerts(
        long confirmed,
        long cleared,
        long matured,
        long unknown,
        @Nullable Double precision,
        @Nullable Double low,
        @Nullable Double high) {

    private static final double Z_95 = 1.959963984540054;

    /** Returns the outcomes of a number of alerts; a label whose alert was not counted makes nothing negative. */
    public static ReviewedAlerts of(long alerts, long confirmed, long cleared, long matured) {
        long genuine = cleared + matured;
        long known = confirmed + genuine;
        long unknown = Math.max(0, alerts - known);
        if (confirmed <= 0 || genuine <= 0) {
            return new ReviewedAlerts(confirmed, cleared, matured, unknown, null, null, null);
        }
        double share = (double) confirmed / known;
        double square = Z_95 * Z_95;
        double centre = (share + square / (2 * known)) / (1 + square / known);
        double margin =
                Z_95 / (1 + square / known) * Math.sqrt(share * (1 - share) / known + square / (4.0 * known * known));
        return new ReviewedAlerts(confirmed, cleared, matured, unknown, share, centre - margin, centre + margin);
    }
}
