package io.trivium.fin.monitoring;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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

    void change(ResultSet row) throws SQLException {
        ids.add(row.getString("authorization_id"));
        if (row.getString("label").equals(row.getString("counted"))) {
            return;
        }
        Day day = days.computeIfAbsent(
                row.getObject("occurred_at", OffsetDateTime.class)
                        .withOffsetSameInstant(ZoneOffset.UTC)
                        .toLocalDate(),
                each -> new Day());
        String counted = row.getString("counted");
        if (counted != null) {
            count(day, row, counted, -1);
        }
        count(day, row, row.getString("label"), 1);
    }

    private static void count(Day day, ResultSet row, String label, int times) throws SQLException {
        boolean fraud = label.equals("fraud");
        String outcome = row.getString("outcome");
        boolean passed = outcome.equals("approve");
        if (fraud) {
            Double score = row.getObject("score", Double.class);
            if (score != null) {
                day.fraudBins[Bins.score(score)] += times;
            }
        }
        if (passed) {
            day.passedFraud += fraud ? times : 0;
            day.passedGenuine += fraud ? 0 : times;
        } else {
            day.alertsFraud += fraud ? times : 0;
            day.alertsGenuine += fraud ? 0 : times;
        }
        count(day, row.getString("currency"), row.getBigDecimal("amount"), fraud, outcome, times);
    }

    private static void count(
            Day day, @Nullable String currency, @Nullable BigDecimal amount, boolean fraud, String outcome, int times) {
        if (currency == null || amount == null) {
            return;
        }
        Money money = money(day.money, currency);
        BigDecimal change = times > 0 ? amount : amount.negate();
        if (fraud && outcome.equals("approve")) {
            money.fraudPassed = money.fraudPassed.add(change);
        } else if (fraud) {
            money.fraudStopped = money.fraudStopped.add(change);
        } else if (outcome.equals("decline")) {
            money.genuineDeclined = money.genuineDeclined.add(change);
        }
    }
}
