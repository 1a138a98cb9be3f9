package io.trivium.deploy.faults;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The 15 features of the Fraud Detection Handbook straight from their definitions, by looking at every authorization of
 * the card and the terminal for each question: slow, without state, and without a line in common with the service.
 *
 * <p>Card windows are {@code (t - n d, t]}; terminal windows {@code (t - 7 d - n d, t - 7 d]}; risk is frauds over
 * authorizations. Night is 00:00 to 06:59 UTC.
 */
final class FeatureOracle {
    /** The names, in alphabetical order. */
    static final List<String> NAMES = List.of(
            "CUSTOMER_ID_AVG_AMOUNT_1DAY_WINDOW",
            "CUSTOMER_ID_AVG_AMOUNT_30DAY_WINDOW",
            "CUSTOMER_ID_AVG_AMOUNT_7DAY_WINDOW",
            "CUSTOMER_ID_NB_TX_1DAY_WINDOW",
            "CUSTOMER_ID_NB_TX_30DAY_WINDOW",
            "CUSTOMER_ID_NB_TX_7DAY_WINDOW",
            "TERMINAL_ID_NB_TX_1DAY_WINDOW",
            "TERMINAL_ID_NB_TX_30DAY_WINDOW",
            "TERMINAL_ID_NB_TX_7DAY_WINDOW",
            "TERMINAL_ID_RISK_1DAY_WINDOW",
            "TERMINAL_ID_RISK_30DAY_WINDOW",
            "TERMINAL_ID_RISK_7DAY_WINDOW",
            "TX_AMOUNT",
            "TX_DURING_NIGHT",
            "TX_DURING_WEEKEND");

    private static final Duration DELAY = Duration.ofDays(7);
    private static final int[] WINDOW_DAYS = {1, 7, 30};
    private static final Set<DayOfWeek> WEEKEND = Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);

    private final Map<String, List<Payment>> byCard = new HashMap<>();
    private final Map<String, List<Payment>> byTerminal = new HashMap<>();
    private final Map<String, Label> newestLabel = new HashMap<>();

    /**
     * Takes what happened.
     *
     * @param payments each authorization once
     * @param labels all of them, in any order
     */
    FeatureOracle(Collection<Payment> payments, Collection<Label> labels) {
        for (Payment payment : payments) {
            byCard.computeIfAbsent(payment.tenant() + '|' + payment.card(), card -> new ArrayList<>())
                    .add(payment);
            byTerminal
                    .computeIfAbsent(payment.tenant() + '|' + payment.terminal(), terminal -> new ArrayList<>())
                    .add(payment);
        }
        for (Label label : labels) {
            newestLabel.merge(label.tenant() + '|' + label.id(), label, (old, now) -> now.supersedes(old) ? now : old);
        }
    }

    /** Name to value. The payment asked about must be among those that happened. */
    Map<String, Double> features(Payment payment) {
        Instant now = payment.occurredAt();
        OffsetDateTime utc = now.atOffset(ZoneOffset.UTC);
        Map<String, Double> features = new LinkedHashMap<>();
        features.put("TX_AMOUNT", amount(payment).doubleValue());
        features.put("TX_DURING_WEEKEND", WEEKEND.contains(utc.getDayOfWeek()) ? 1.0 : 0.0);
        features.put("TX_DURING_NIGHT", utc.getHour() <= 6 ? 1.0 : 0.0);
        for (int days : WINDOW_DAYS) {
            List<Payment> window = within(
                    byCard.getOrDefault(payment.tenant() + '|' + payment.card(), List.of()),
                    now.minus(Duration.ofDays(days)),
                    now);
            BigDecimal sum = window.stream().map(FeatureOracle::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
            features.put("CUSTOMER_ID_NB_TX_" + days + "DAY_WINDOW", (double) window.size());
            features.put(
                    "CUSTOMER_ID_AVG_AMOUNT_" + days + "DAY_WINDOW",
                    window.isEmpty() ? 0.0 : sum.doubleValue() / window.size());
        }
        Instant known = now.minus(DELAY);
        for (int days : WINDOW_DAYS) {
            List<Payment> window = within(
                    byTerminal.getOrDefault(payment.tenant() + '|' + payment.terminal(), List.of()),
                    known.minus(Duration.ofDays(days)),
                    known);
            long frauds = window.stream().filter(this::isFraud).count();
            features.put("TERMINAL_ID_NB_TX_" + days + "DAY_WINDOW", (double) window.size());
            features.put(
                    "TERMINAL_ID_RISK_" + days + "DAY_WINDOW",
                    window.isEmpty() ? 0.0 : (double) frauds / window.size());
        }
        return features;
    }

    private boolean isFraud(Payment payment) {
        Label label = newestLabel.get(payment.tenant() + '|' + payment.id());
        return label != null && label.fraud();
    }

    private static BigDecimal amount(Payment payment) {
        return BigDecimal.valueOf(payment.amountMinor(), 4);
    }

    private static List<Payment> within(List<Payment> payments, Instant after, Instant until) {
        return payments.stream()
                .filter(payment -> payment.occurredAt().isAfter(after)
                        && !payment.occurredAt().isAfter(until))
                .toList();
    }
}
