package io.trivium.deploy.faults.fin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hand-computed windows. */
class FeatureOracleTest {
    /** A Saturday. */
    private static final Instant NOW = Instant.parse("2025-03-15T06:59:59Z");

    private static Payment payment(String id, Duration before, double amount) {
        return new Payment("bank", id, "card", "term", Math.round(amount * 10_000), NOW.minus(before));
    }

    @Test
    void aCardWindowHoldsThePaymentItselfAndNotWhatLiesOnItsFarEdge() {
        Payment now = payment("now", Duration.ZERO, 10);
        List<Payment> happened = List.of(
                payment("on-edge", Duration.ofDays(1), 1_000),
                payment("inside", Duration.ofDays(1).minusMillis(1), 20),
                payment("week", Duration.ofDays(6), 60),
                payment("future", Duration.ofMillis(-1), 5_000),
                now,
                payment("came-later", Duration.ofHours(2), 7_000));
        Map<String, Double> features = new FeatureOracle(happened, List.of()).features(now);
        assertEquals(10.0, features.get("TX_AMOUNT"));
        assertEquals(1.0, features.get("TX_DURING_WEEKEND"));
        assertEquals(1.0, features.get("TX_DURING_NIGHT"));
        assertEquals(2.0, features.get("CUSTOMER_ID_NB_TX_1DAY_WINDOW"));
        assertEquals(15.0, features.get("CUSTOMER_ID_AVG_AMOUNT_1DAY_WINDOW"));
        assertEquals(4.0, features.get("CUSTOMER_ID_NB_TX_7DAY_WINDOW"));
        assertEquals(272.5, features.get("CUSTOMER_ID_AVG_AMOUNT_7DAY_WINDOW"));
    }

    @Test
    void aTerminalWindowEndsAWeekAgoAndCountsTheNewestLabel() {
        Payment now = payment("now", Duration.ZERO, 10);
        List<Payment> happened = List.of(
                payment("yesterday", Duration.ofDays(1), 1),
                payment("on-end", Duration.ofDays(7), 1),
                payment("inside", Duration.ofDays(8).minusMillis(1), 1),
                payment("far-edge", Duration.ofDays(8), 1),
                payment("before", Duration.ofDays(37), 1),
                now);
        List<Label> labels = new ArrayList<>(List.of(
                new Label("bank", "on-end", false, NOW),
                new Label("bank", "on-end", true, NOW),
                new Label("bank", "inside", true, NOW.minusSeconds(1)),
                new Label("bank", "inside", false, NOW),
                new Label("bank", "far-edge", true, NOW),
                new Label("bank", "yesterday", true, NOW),
                new Label("bank", "unheard-of", true, NOW),
                new Label("other", "inside", true, NOW.plusSeconds(9))));
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(labels, new Random(seed));
            Map<String, Double> features = new FeatureOracle(happened, labels).features(now);
            String shuffled = "seed " + seed;
            assertEquals(2.0, features.get("TERMINAL_ID_NB_TX_1DAY_WINDOW"), shuffled);
            assertEquals(0.5, features.get("TERMINAL_ID_RISK_1DAY_WINDOW"), shuffled);
            assertEquals(3.0, features.get("TERMINAL_ID_NB_TX_7DAY_WINDOW"), shuffled);
            assertEquals(2.0 / 3, features.get("TERMINAL_ID_RISK_7DAY_WINDOW"), shuffled);
            assertEquals(3.0, features.get("TERMINAL_ID_NB_TX_30DAY_WINDOW"), shuffled);
        }
    }

    @Test
    void nothingKnownIsNoRisk() {
        Payment now = payment("now", Duration.ZERO, 10);
        Map<String, Double> features = new FeatureOracle(List.of(now), List.of()).features(now);
        assertEquals(0.0, features.get("TERMINAL_ID_NB_TX_30DAY_WINDOW"));
        assertEquals(0.0, features.get("TERMINAL_ID_RISK_30DAY_WINDOW"));
    }

    private static Payment named(String id, Duration before, double amount, String device, String country) {
        return new Payment(
                "bank", id, "card", "term", Math.round(amount * 10_000), NOW.minus(before), device, "acc", country);
    }

    @Test
    void aCardIsComparedWithWhatItDidBefore() {
        Payment now = named("now", Duration.ZERO, Math.E - 1, "phone", "DE");
        List<Payment> happened = List.of(
                named("a", Duration.ofMinutes(59), 0, "phone", "DE"),
                named("b", Duration.ofHours(1), Math.exp(3) - 1, "tablet", "FR"),
                named("c", Duration.ofDays(3), 0, "watch", "FR"),
                named("too-old", Duration.ofDays(30), 1, "watch", "FR"),
                now);
        Map<String, Double> features = new FeatureOracle(happened, List.of()).features(now);
        assertEquals(2.0, features.get("CARD_COUNT_1H"));
        assertEquals(59 * 60.0, features.get("CARD_SECONDS_SINCE_LAST"));
        assertEquals(1.0, features.getOrDefault("CARD_AMOUNT_LOG_RATIO", Double.NaN), 1e-4);
        assertEquals(2.0, features.get("CARD_DEVICES_1D"));
        assertEquals(3.0, features.get("CARD_DEVICES_7D"));
        assertEquals(1.0, features.get("CARD_TERMINALS_7D"));
        assertEquals(2.0, features.get("CARD_COUNTRIES_7D"));
        assertEquals(1.0 / 3, features.get("CARD_DEVICE_SHARE"));
        assertEquals(0.0, features.get("CARD_COUNTRY_CHANGED"));
        assertEquals(2.0, features.get("DEVICE_COUNT_1H"));
        assertEquals(2.0, features.get("DEVICE_COUNT_7D"));
        assertEquals(3.0, features.get("COUNTERPARTY_COUNT_1D"));
        assertEquals(4.0, features.get("COUNTERPARTY_COUNT_7D"));
        assertEquals(1.0, features.get("COUNTERPARTY_CARDS_7D"));
    }

    @Test
    void aCardWithoutHistoryAndAPaymentWithoutDeviceHaveTheValuesOfTheUnknown() {
        Payment now = payment("now", Duration.ZERO, 10);
        Map<String, Double> features = new FeatureOracle(List.of(now), List.of()).features(now);
        for (String name : List.of(
                "CARD_SECONDS_SINCE_LAST",
                "CARD_AMOUNT_LOG_RATIO",
                "CARD_TERMINAL_SHARE",
                "CARD_DEVICE_SHARE",
                "CARD_DEVICES_7D",
                "DEVICE_COUNT_7D",
                "DEVICE_CARDS_7D",
                "COUNTERPARTY_AMOUNT_1D",
                "TERMINAL_DAYS_SINCE_LAST_FRAUD",
                "TERMINAL_FRAUDS_40D")) {
            assertEquals(FeatureOracle.unknown(name), features.get(name), name);
        }
    }

    @Test
    void knownAreTheLastSixtyFour() {
        List<Payment> happened = new ArrayList<>();
        for (int i = 0; i < 65; i++) happened.add(named("k" + i, Duration.ofMinutes(i + 1), 1, "d" + i, "DE"));
        Payment now = named("now", Duration.ZERO, 1, "new", "DE");
        happened.add(now);
        Map<String, Double> features = new FeatureOracle(happened, List.of()).features(now);
        assertEquals(65.0, features.get("CARD_DEVICES_1D"));
        assertEquals(60.0, features.get("CARD_COUNT_1H"));
        assertEquals(66.0, features.get("CUSTOMER_ID_NB_TX_1DAY_WINDOW"));
    }
}
