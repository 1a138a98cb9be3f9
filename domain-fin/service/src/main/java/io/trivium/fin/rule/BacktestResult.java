package io.trivium.fin.rule;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.review.ReviewedAlerts;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The hypothetical effect of a version on the decisions about payments of a time range.
 *
 * @param decisions read
 * @param failed that it could not be evaluated on, such as for a feature their set did not have
 * @param hits on which it holds
 * @param newAlerts hits that were approved: what reviewers would see more
 * @param fraud labelled fraud in the range
 * @param genuine labelled genuine in the range
 * @param hitFraud hits labelled fraud
 * @param hitGenuine hits labelled genuine
 * @param newFraud hits labelled fraud that were approved: what it would have caught besides
 * @param review what the hits turned out to be
 * @param recall hitFraud over fraud, in [0, 1]; null without fraud
 * @param days by UTC day of the payment, in order
 * @param money by currency
 * @param overlap with the live rules, by id
 * @param sample first hits, the newest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BacktestResult(
        long decisions,
        long failed,
        long hits,
        long newAlerts,
        long fraud,
        long genuine,
        long hitFraud,
        long hitGenuine,
        long newFraud,
        ReviewedAlerts review,
        @Nullable Double recall,
        List<Day> days,
        List<Money> money,
        List<Overlap> overlap,
        List<Sample> sample) {

    /** One stored by an earlier version has no review: it follows from its counts. */
    public BacktestResult {
        review = Objects.requireNonNullElseGet(review, () -> ReviewedAlerts.of(hits, hitFraud, hitGenuine, 0));
    }

    /** Counts of one UTC day. */
    public record Day(LocalDate day, long decisions, long hits, long newAlerts, long hitFraud) {}

    /**
     * Amounts in one currency.
     *
     * @param hit of all hits
     * @param hitFraud of hits labelled fraud
     * @param newFraud of hits labelled fraud that were approved: loss it would have saved
     * @param hitGenuine of hits labelled genuine: honest money it would have held up
     */
    public record Money(
            String currency, BigDecimal hit, BigDecimal hitFraud, BigDecimal newFraud, BigDecimal hitGenuine) {}

    /** Hits of this version and of a live rule: both, this alone, the other alone. */
    public record Overlap(String ruleId, int version, long both, long onlyThis, long onlyOther) {}

    /**
     * One hit, to look at.
     *
     * @param occurredAt time of the payment; earlier versions stored that of the decision
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Sample(
            String authorizationId,
            @JsonAlias("decidedAt") Instant occurredAt,
            BigDecimal amount,
            String currency,
            @Nullable Double score,
            String outcome,
            @Nullable String label) {}
}
