package io.trivium.fin.casework;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The usual behaviour of the cards of a case, from stored decisions on them, and how the alerts compare. The alerts of
 * the case itself do not count as usual.
 *
 * @param days length of the period, which ends with the newest alert
 * @param from its beginning
 * @param payments counted, at most 5,000, the newest
 * @param complete whether these are all of the period
 * @param amounts by ISO 4217 code
 * @param hours payments by hour of the day in UTC, 24 numbers
 * @param countries payments by ISO 3166-1 alpha-2 code, the most frequent first, at most 10
 * @param channels payments by channel, the most frequent first
 * @param terminals different terminals
 * @param alerts how each alert compares, newest first
 */
public record NormalView(
        int days,
        Instant from,
        int payments,
        boolean complete,
        List<AmountRange> amounts,
        List<Integer> hours,
        List<Frequency> countries,
        List<Frequency> channels,
        int terminals,
        List<Comparison> alerts) {

    private static final int MAX_NAMED = 10;

    /**
     * Amounts in one currency, in its units.
     *
     * @param p95 95 of 100 payments are not above it (nearest rank)
     */
    public record AmountRange(String currency, int payments, BigDecimal median, BigDecimal p95, BigDecimal highest) {}

    /** The frequency of a value. */
    public record Frequency(String name, int payments) {}

    /**
     * One alert compared with the usual values. Absent parts are unknown.
     *
     * @param timesMedian the amount as a multiple of the median in its currency
     * @param shareBelow share of payments in its currency with a smaller amount, in [0, 1]
     * @param sameHour payments in the same hour of the day (UTC)
     * @param sameCountry payments in the same country
     * @param sameTerminal payments at the same terminal
     * @param sameChannel payments over the same channel
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Comparison(
            String authorizationId,
            @Nullable Double timesMedian,
            @Nullable Double shareBelow,
            int sameHour,
            @Nullable Integer sameCountry,
            @Nullable Integer sameTerminal,
            @Nullable Integer sameChannel) {}

    /** A payment as far as it says what is usual. */
    record Payment(
            BigDecimal amount,
            String currency,
            Instant occurredAt,
            @Nullable String terminalId,
            @Nullable String country,
            @Nullable String channel) {}

    public static NormalView of(
            int days, Instant from, List<Payment> payments, boolean complete, List<CaseAlertView> alerts) {
        int[] hours = new int[24];
        Map<String, List<BigDecimal>> byCurrency = new TreeMap<>();
        Map<String, Integer> countries = new HashMap<>();
        Map<String, Integer> channels = new HashMap<>();
        Map<String, Integer> terminals = new HashMap<>();
        for (Payment payment : payments) {
            hours[hour(payment.occurredAt())]++;
            byCurrency
                    .computeIfAbsent(payment.currency(), currency -> new ArrayList<>())
                    .add(payment.amount());
            count(countries, payment.country());
            count(channels, payment.channel());
            count(terminals, payment.terminalId());
        }
        byCurrency.values().forEach(amounts -> amounts.sort(Comparator.naturalOrder()));
        List<AmountRange> ranges = new ArrayList<>();
        byCurrency.forEach((currency, sorted) -> ranges.add(
                new AmountRange(currency, sorted.size(), rank(sorted, 0.5), rank(sorted, 0.95), sorted.getLast())));
        List<Comparison> comparisons = alerts.stream()
                .map(alert -> compare(alert, byCurrency, hours, countries, channels, terminals))
                .toList();
        return new NormalView(
                days,
                from,
                payments.size(),
                complete,
                ranges,
                Arrays.stream(hours).boxed().toList(),
                named(countries),
                named(channels),
                terminals.size(),
                comparisons);
    }

    private static Comparison compare(
            CaseAlertView alert,
            Map<String, List<BigDecimal>> byCurrency,
            int[] hours,
            Map<String, Integer> countries,
            Map<String, Integer> channels,
            Map<String, Integer> terminals) {
        BigDecimal amount = alert.amount();
        List<BigDecimal> sorted = alert.currency() == null ? null : byCurrency.get(alert.currency());
        Double timesMedian = null;
        Double shareBelow = null;
        if (amount != null && sorted != null) {
            double median = rank(sorted, 0.5).doubleValue();
            timesMedian = median > 0 ? amount.doubleValue() / median : null;
            long below =
                    sorted.stream().filter(other -> other.compareTo(amount) < 0).count();
            shareBelow = below / (double) sorted.size();
        }
        return new Comparison(
                alert.authorizationId(),
                timesMedian,
                shareBelow,
                hours[hour(alert.occurredAt())],
                seen(countries, alert.country()),
                seen(terminals, alert.terminalId()),
                seen(channels, alert.channel() == null ? null : alert.channel().wireName()));
    }

    /** Nearest rank: the smallest value that is not below this share of all. */
    static BigDecimal rank(List<BigDecimal> sorted, double share) {
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.max(0, index));
    }

    private static int hour(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).getHour();
    }

    private static void count(Map<String, Integer> counts, @Nullable String name) {
        if (name != null) counts.merge(name, 1, Integer::sum);
    }

    private static @Nullable Integer seen(Map<String, Integer> counts, @Nullable String name) {
        return name == null ? null : counts.getOrDefault(name, 0);
    }

    private static List<Frequency> named(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> new Frequency(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt(Frequency::payments).reversed().thenComparing(Frequency::name))
                .limit(MAX_NAMED)
                .toList();
    }
}
