package io.trivium.deploy.faults.fin;

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
 * Features straight from their definitions, by reading every authorization of the card, the terminal, the device and
 * the counterparty for each question: slow, without state, and without a line in common with the service. The 15 of the
 * Fraud Detection Handbook, and of the others those that count, sum and compare ({@link HabitOracle}).
 *
 * <p>Windows of card, device and counterparty are {@code (t - n, t]}; terminal windows that use labels {@code (t - 7 d
 * - n d, t - 7 d]}; risk is frauds over authorizations. Night is 00:00 to 06:59 UTC. Records that arrived after an
 * authorization do not count for it, whatever their time.
 */
final class FeatureOracle {
    private static final Duration DELAY = Duration.ofDays(7);
    private static final int[] WINDOW_DAYS = {1, 7, 30};
    private static final Set<DayOfWeek> WEEKEND = Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
    private static final Map<String, Duration> FLOW_WINDOWS = flowWindows();

    private final Map<String, Integer> place = new HashMap<>();
    private final Map<String, List<Payment>> byEntity = new HashMap<>();
    private final Map<String, Label> newestLabel = new HashMap<>();

    private static Map<String, Duration> flowWindows() {
        Map<String, Duration> windows = new LinkedHashMap<>();
        windows.put("1H", Duration.ofHours(1));
        windows.put("1D", Duration.ofDays(1));
        windows.put("7D", Duration.ofDays(7));
        return windows;
    }

    /**
     * Adds the events.
     *
     * @param payments each authorization once, in order of arrival
     * @param labels all of them, in any order
     */
    FeatureOracle(Collection<Payment> payments, Collection<Label> labels) {
        for (Payment payment : payments) {
            place.put(payment.tenant() + '|' + payment.id(), place.size());
            entities(payment)
                    .values()
                    .forEach(entity -> byEntity.computeIfAbsent(entity, none -> new ArrayList<>())
                            .add(payment));
        }
        for (Label label : labels) {
            newestLabel.merge(label.tenant() + '|' + label.id(), label, (old, now) -> now.supersedes(old) ? now : old);
        }
    }

    private static Map<String, String> entities(Payment payment) {
        Map<String, String> entities = new LinkedHashMap<>();
        entities.put("CARD", "card|" + payment.tenant() + '|' + payment.card());
        entities.put("TERMINAL", "terminal|" + payment.tenant() + '|' + payment.terminal());
        if (payment.device() != null) entities.put("DEVICE", "device|" + payment.tenant() + '|' + payment.device());
        if (payment.counterparty() != null) {
            entities.put("COUNTERPARTY", "counterparty|" + payment.tenant() + '|' + payment.counterparty());
        }
        return entities;
    }

    /** The value of a feature that an event leaves out. */
    static double unknown(String name) {
        return switch (name) {
            case "CARD_SECONDS_SINCE_LAST" -> 30 * 86_400;
            case "CARD_TERMINAL_SHARE", "CARD_DEVICE_SHARE" -> 1;
            case "TERMINAL_DAYS_SINCE_LAST_FRAUD" -> 60;
            default -> 0;
        };
    }

    /** Name to value. The given payment must be among those that happened. */
    Map<String, Double> features(Payment payment) {
        Map<String, String> entities = entities(payment);
        Map<String, List<Payment>> known = new HashMap<>();
        entities.forEach((kind, entity) -> known.put(kind, until(payment, entity)));
        Map<String, Double> features = new LinkedHashMap<>();
        own(payment, features);
        List<Payment> card = known.getOrDefault("CARD", List.of());
        handbookCard(payment, card, features);
        List<Payment> terminal = known.getOrDefault("TERMINAL", List.of());
        handbookTerminal(payment, terminal, features);
        frauds(payment, terminal, features);
        FLOW_WINDOWS.forEach((name, length) -> {
            for (String kind : List.of("TERMINAL", "DEVICE", "COUNTERPARTY")) {
                flow(payment, known.getOrDefault(kind, List.of()), kind, name, length, features);
            }
        });
        flow(payment, card, "CARD", "1H", Duration.ofHours(1), features);
        HabitOracle.card(payment, card, features);
        for (String kind : List.of("DEVICE", "COUNTERPARTY")) {
            features.put(kind + "_CARDS_7D", HabitOracle.cards(payment, known.getOrDefault(kind, List.of())));
        }
        return features;
    }

    /** The entity's payments that had come when this one did, itself included. */
    private List<Payment> until(Payment payment, String entity) {
        int own = place.getOrDefault(payment.tenant() + '|' + payment.id(), Integer.MAX_VALUE);
        return byEntity.getOrDefault(entity, List.of()).stream()
                .filter(other -> place.getOrDefault(other.tenant() + '|' + other.id(), 0) <= own)
                .toList();
    }

    private static void own(Payment payment, Map<String, Double> features) {
        OffsetDateTime utc = payment.occurredAt().atOffset(ZoneOffset.UTC);
        features.put("TX_AMOUNT", amount(payment).doubleValue());
        features.put("TX_DURING_WEEKEND", WEEKEND.contains(utc.getDayOfWeek()) ? 1.0 : 0.0);
        features.put("TX_DURING_NIGHT", utc.getHour() <= 6 ? 1.0 : 0.0);
        features.put("HOUR", utc.toLocalTime().toNanoOfDay() / 3.6e12);
    }

    private static void handbookCard(Payment payment, List<Payment> card, Map<String, Double> features) {
        Instant now = payment.occurredAt();
        for (int days : WINDOW_DAYS) {
            List<Payment> window = within(card, now.minus(Duration.ofDays(days)), now);
            features.put("CUSTOMER_ID_NB_TX_" + days + "DAY_WINDOW", (double) window.size());
            features.put(
                    "CUSTOMER_ID_AVG_AMOUNT_" + days + "DAY_WINDOW",
                    window.isEmpty() ? 0.0 : sum(window) / window.size());
        }
    }

    private void handbookTerminal(Payment payment, List<Payment> terminal, Map<String, Double> features) {
        Instant known = payment.occurredAt().minus(DELAY);
        for (int days : WINDOW_DAYS) {
            List<Payment> window = within(terminal, known.minus(Duration.ofDays(days)), known);
            long frauds = window.stream().filter(this::isFraud).count();
            features.put("TERMINAL_ID_NB_TX_" + days + "DAY_WINDOW", (double) window.size());
            features.put(
                    "TERMINAL_ID_RISK_" + days + "DAY_WINDOW",
                    window.isEmpty() ? 0.0 : (double) frauds / window.size());
        }
    }

    private void frauds(Payment payment, List<Payment> terminal, Map<String, Double> features) {
        Instant now = payment.occurredAt();
        for (int days : new int[] {14, 28, 40}) {
            features.put("TERMINAL_FRAUDS_" + days + "D", (double)
                    frauds(terminal, now, days).size());
        }
        features.put(
                "TERMINAL_DAYS_SINCE_LAST_FRAUD",
                frauds(terminal, now, 40).stream()
                        .map(Payment::occurredAt)
                        .max(Instant::compareTo)
                        .map(last -> Duration.between(last, now).toMillis() / 86_400_000.0)
                        .orElse(60.0));
    }

    private List<Payment> frauds(List<Payment> terminal, Instant now, int days) {
        return within(terminal, now.minus(Duration.ofDays(days)), now.minus(DELAY)).stream()
                .filter(this::isFraud)
                .toList();
    }

    private static void flow(
            Payment payment,
            List<Payment> payments,
            String kind,
            String name,
            Duration length,
            Map<String, Double> features) {
        Instant now = payment.occurredAt();
        List<Payment> window = within(payments, now.minus(length), now);
        features.put(kind + "_COUNT_" + name, (double) window.size());
        features.put(kind + "_AMOUNT_" + name, sum(window));
    }

    private boolean isFraud(Payment payment) {
        Label label = newestLabel.get(payment.tenant() + '|' + payment.id());
        return label != null && label.fraud();
    }

    private static BigDecimal amount(Payment payment) {
        return BigDecimal.valueOf(payment.amountMinor(), 4);
    }

    private static double sum(List<Payment> payments) {
        return payments.stream()
                .map(FeatureOracle::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
    }

    private static List<Payment> within(List<Payment> payments, Instant after, Instant until) {
        return payments.stream()
                .filter(payment -> payment.occurredAt().isAfter(after)
                        && !payment.occurredAt().isAfter(until))
                .toList();
    }
}
