package io.trivium.fin.monitoring;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes by labels to the figures of the days on which the payments happened: a label that was counted before is
 * subtracted first, so that a reversed one leaves no trace. Not thread-safe.
 */
final class LabelTally {

    /** Amounts of one currency. */
    static final class Money {
        BigDecimal declined = BigDecimal.ZERO;
        BigDecimal referred = BigDecimal.ZERO;
        BigDecimal fraudStopped = BigDecimal.ZERO;
        BigDecimal fraudPassed = BigDecimal.ZERO;
        BigDecimal genuineDeclined = BigDecimal.ZERO;
    }

    /** Changes of one day; negative where a label was taken back. */
    static final class Day {
        final long[] fraudBins = new long[Bins.SCORES];
        long alertsFraud;
        long alertsGenuine;
        long passedFraud;
        long passedGenuine;
        final Map<String, Money> money = new HashMap<>();
    }

    private final Map<LocalDate, Day> days = new HashMap<>();
    private final List<String> ids = new ArrayList<>();

    static Money money(Map<String, Money> currencies, String currency) {
        return currencies.computeIfAbsent(currency, each -> new Money());
    }

    Map<LocalDate, Day> days() {
        return days;
    }

    List<String> ids() {
        return ids;
    }

    /**
     * A label whose turn it is.
     *
     * @param counted the label that was counted for it before
     * @param occurredAt null where there is no decision
     */
    record Due(
            String authorizationId,
            String label,
            @Nullable String counted,
            @Nullable Instant occurredAt,
            @Nullable String outcome,
            @Nullable Double score,
            @Nullable BigDecimal amount,
            @Nullable String currency) {}

    /** Counts a label; false if there is no decision that it is about. */
    boolean change(Due due) {
        Instant occurredAt = due.occurredAt;
        String outcome = due.outcome;
        if (occurredAt == null || outcome == null) return false;
        ids.add(due.authorizationId);
        String counted = due.counted;
        if (due.label.equals(counted)) return true;
        Day day = days.computeIfAbsent(RollUpQueries.day(occurredAt), each -> new Day());
        if (counted != null) count(day, due, outcome, counted, -1);
        count(day, due, outcome, due.label, 1);
        return true;
    }

    private static void count(Day day, Due due, String outcome, String label, int times) {
        boolean fraud = label.equals("fraud");
        boolean passed = outcome.equals("approve");
        Double score = due.score;
        if (fraud && score != null) day.fraudBins[Bins.score(score)] += times;
        if (passed) {
            day.passedFraud += fraud ? times : 0;
            day.passedGenuine += fraud ? 0 : times;
        } else {
            day.alertsFraud += fraud ? times : 0;
            day.alertsGenuine += fraud ? 0 : times;
        }
        count(day, due.currency, due.amount, fraud, outcome, times);
    }

    private static void count(
            Day day, @Nullable String currency, @Nullable BigDecimal amount, boolean fraud, String outcome, int times) {
        if (currency == null || amount == null) return;
        Money money = money(day.money, currency);
        BigDecimal change = times > 0 ? amount : amount.negate();
        if (fraud && outcome.equals("approve")) money.fraudPassed = money.fraudPassed.add(change);
        else if (fraud) money.fraudStopped = money.fraudStopped.add(change);
        else if (outcome.equals("decline")) money.genuineDeclined = money.genuineDeclined.add(change);
    }
}
