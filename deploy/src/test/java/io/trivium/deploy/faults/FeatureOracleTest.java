package io.trivium.deploy.faults;

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
                now,
                payment("on-edge", Duration.ofDays(1), 1_000),
                payment("inside", Duration.ofDays(1).minusMillis(1), 20),
                payment("week", Duration.ofDays(6), 60),
                payment("future", Duration.ofMillis(-1), 5_000));
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
                now,
                payment("yesterday", Duration.ofDays(1), 1),
                payment("on-end", Duration.ofDays(7), 1),
                payment("inside", Duration.ofDays(8).minusMillis(1), 1),
                payment("far-edge", Duration.ofDays(8), 1),
                payment("before", Duration.ofDays(37), 1));
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
}
