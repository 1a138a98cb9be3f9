package io.trivium.fin.monitoring;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.review.ReviewedAlerts;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Results of the decisions about the payments of a period.
 *
 * @param from first hour
 * @param to end, exclusive
 * @param step seconds that one point of {@code series} covers: an hour or a day
 * @param driftFrom first hour of the data that drift compares with the reference, up to {@code to}
 * @param referenceFrom first hour of the reference of drift
 * @param reviewsPerDay alerts that the desk can review
 * @param days alerts of each day, and their outcomes
 * @param weeks the same by ISO week (UTC, from Monday)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MonitoringView(
        Instant from,
        Instant to,
        long step,
        Instant driftFrom,
        Instant referenceFrom,
        Instant referenceTo,
        int reviewsPerDay,
        List<Point> series,
        Drift score,
        List<FeatureDrift> features,
        Calibration calibration,
        Instant calibrationTo,
        List<Period> days,
        List<Period> weeks,
        List<MoneyTotals> money,
        LabelFeedView labels) {

    /**
     * Decisions about payments from {@code at} on, for one step.
     *
     * @param p50 latency from intake to decision in ms, as p95 and p99; null without decisions
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Point(
            Instant at,
            long approved,
            long referred,
            long declined,
            long degraded,
            @Nullable Double p50,
            @Nullable Double p95,
            @Nullable Double p99) {}

    /** Drift of one input of the model. */
    public record FeatureDrift(String name, Drift drift) {}

    /**
     * Alerts (referred or declined) of a day or week by the time of the payment.
     *
     * @param review what the alerts turned out to be
     * @param passedFraud approved payments that a label calls fraud
     * @param recall share of the known frauds that were alerts; null while none is known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Period(
            LocalDate start,
            long decisions,
            long alerts,
            ReviewedAlerts review,
            long passedFraud,
            @Nullable Double recall) {}

    /**
     * Amounts of one currency.
     *
     * @param blocked of declined authorizations
     * @param referred of referred ones
     * @param saved of alerts that were fraud
     * @param lost of approved authorizations that were fraud
     * @param wronglyBlocked of declined authorizations that were genuine
     */
    public record MoneyTotals(
            String currency,
            BigDecimal blocked,
            BigDecimal referred,
            BigDecimal saved,
            BigDecimal lost,
            BigDecimal wronglyBlocked) {}

    /**
     * Whether labels come.
     *
     * @param stalled no label of this source for {@code stallAfterSeconds} while decisions were made
     * @param lastLabelAt when the last one came in; null when none ever did
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LabelFeedView(
            String source, boolean stalled, @Nullable Instant lastLabelAt, long stallAfterSeconds) {}
}
