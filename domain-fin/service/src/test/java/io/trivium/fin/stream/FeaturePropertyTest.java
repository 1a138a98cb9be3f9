package io.trivium.fin.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.event.EventEnvelope;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.feature.FeatureEngine;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.feature.InMemoryDayStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Live, replay and offline give the same features for the same input, whatever its order: late, duplicated and shuffled
 * payments, and labels that are late, repeated, contradicting or ahead of their payment.
 */
class FeaturePropertyTest {

    private static final long SEEDS = 5;
    private static final int PAYMENTS = 160;

    /** The label of a payment. */
    private record Label(Authorization payment, boolean fraud, Instant observedAt) {}

    private static Authorization payment(Random random, String id, Instant at) {
        boolean bare = random.nextInt(4) == 0;
        return new Authorization(
                id,
                "card-" + random.nextInt(3),
                "T-" + random.nextInt(3),
                new BigDecimal(random.nextInt(400) + "." + random.nextInt(100)),
                "EUR",
                at,
                null,
                bare ? null : List.of("5411", "5812", "5999").get(random.nextInt(3)),
                bare ? null : List.of("DE", "FR").get(random.nextInt(2)),
                bare ? null : List.of(Channel.CHIP, Channel.ECOMMERCE).get(random.nextInt(2)),
                bare ? null : random.nextBoolean(),
                null,
                random.nextBoolean() ? "dev-" + random.nextInt(3) : null,
                random.nextInt(3) == 0 ? "acc-" + random.nextInt(2) : null,
                bare ? null : (double) random.nextInt(900));
    }

    /** Payments of so many days and their labels, in order of time. */
    private static List<Object> steps(Random random, Instant from, int days) {
        List<Authorization> payments = new ArrayList<>();
        for (int i = 0; i < PAYMENTS; i++) {
            // Whole minutes: some fall on the same millisecond.
            payments.add(payment(random, "a-" + i, from.plusSeconds(60L * random.nextInt(days * 1_440))));
        }
        payments.sort((a, b) -> a.occurredAt().compareTo(b.occurredAt()));
        List<Object> steps = new ArrayList<>();
        for (Authorization payment : payments) {
            steps.add(payment);
            for (int labels = random.nextInt(3); labels > 0; labels--) {
                Instant observed = payment.occurredAt().plusSeconds(random.nextInt(3));
                steps.add(new Label(payment, random.nextInt(3) > 0, observed));
            }
        }
        return steps;
    }

    private static void send(Harness harness, TenantId tenant, Object step) {
        switch (step) {
            case Authorization payment -> harness.send(tenant, payment);
            case Label label ->
                harness.label(
                        tenant,
                        label.payment().authorizationId(),
                        label.fraud() ? "fraud" : "genuine",
                        label.observedAt());
            default -> throw new IllegalArgumentException("neither payment nor label");
        }
    }

    private static void apply(FeatureEngine engine, TenantId tenant, Object step) {
        switch (step) {
            case Authorization payment -> engine.apply(tenant, payment);
            case Label label -> engine.label(tenant, label.payment(), label.fraud(), label.observedAt());
            default -> throw new IllegalArgumentException("neither payment nor label");
        }
    }

    @Test
    void replayAndOfflineAreEqualStepByStepWithLateAndDuplicatedPayments() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Object> steps = new ArrayList<>(steps(random, Harness.NOW.minus(Duration.ofDays(60)), 58));
            for (int i = 0; i < 20; i++) {
                Collections.swap(steps, random.nextInt(steps.size()), random.nextInt(steps.size()));
                steps.add(random.nextInt(steps.size()), steps.get(random.nextInt(steps.size())));
            }
            FeatureEngine offline = new FeatureEngine(InMemoryDayStore::new);
            Set<Object> seen = new HashSet<>();
            List<Label> early = new ArrayList<>();
            int frauds = 0;
            try (Harness replay = new Harness()) {
                for (Object step : steps) {
                    send(replay, Harness.REPLAY, step);
                    List<EventEnvelope<FeaturesComputed>> out = replay.features();
                    if (step instanceof Authorization payment && seen.add(payment)) {
                        FeaturesComputed computed = out.getFirst().data();
                        FeatureEngine.Computed expected = offline.apply(Harness.REPLAY, payment);
                        assertArrayEquals(
                                expected.features(), computed.features().toArray(), "seed " + seed);
                        assertEquals(expected.events(), computed.events(), "seed " + seed);
                        frauds += expected.features()[FeatureSet.NAMES.indexOf("TERMINAL_FRAUDS_40D")] > 0 ? 1 : 0;
                        // Intake joins a label that came first to its payment.
                        early.stream()
                                .filter(label -> label.payment().equals(payment))
                                .forEach(label -> apply(offline, Harness.REPLAY, label));
                    } else if (step instanceof Label label) {
                        if (seen.contains(label.payment())) apply(offline, Harness.REPLAY, label);
                        else early.add(label);
                    } else {
                        assertTrue(out.isEmpty(), "a duplicate is dropped, seed " + seed);
                    }
                }
            }
            assertTrue(frauds > 20, "payments at terminals with fraud: " + frauds);
        }
    }

    @Test
    void liveAndReplayAreEqual() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Object> steps =
                    steps(random, Harness.NOW.minus(Duration.ofDays(7)).plusSeconds(60), 6);
            try (Harness harness = new Harness()) {
                for (Object step : steps) {
                    send(harness, Harness.DEMO, step);
                    List<EventEnvelope<FeaturesComputed>> live = harness.features();
                    send(harness, Harness.REPLAY, step);
                    List<EventEnvelope<FeaturesComputed>> replay = harness.features();
                    assertEquals(live.size(), replay.size());
                    if (!live.isEmpty()) {
                        assertEquals(
                                live.getFirst().data().features(),
                                replay.getFirst().data().features(),
                                "seed " + seed);
                    }
                }
            }
        }
    }

    @Test
    void afterTheSameStepsInAnyOrderTheNextPaymentHasTheSameFeatures() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Object> steps = steps(random, Harness.NOW.minus(Duration.ofDays(40)), 38);
            List<Authorization> next = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                next.add(payment(random, "next-" + i, Harness.NOW.minusSeconds(3_600 - 60L * i)));
            }
            FeatureEngine offline = new FeatureEngine(InMemoryDayStore::new);
            steps.forEach(step -> apply(offline, Harness.REPLAY, step));

            List<Object> shuffled = new ArrayList<>(steps);
            for (int i = 0; i < 60; i++) shuffled.add(steps.get(random.nextInt(steps.size())));
            Collections.shuffle(shuffled, random);
            try (Harness replay = new Harness()) {
                shuffled.forEach(step -> send(replay, Harness.REPLAY, step));
                replay.features();
                for (Authorization payment : next) {
                    replay.send(Harness.REPLAY, payment);
                    FeaturesComputed computed = replay.features().getFirst().data();
                    FeatureEngine.Computed expected = offline.apply(Harness.REPLAY, payment);
                    assertArrayEquals(expected.features(), computed.features().toArray(), "seed " + seed);
                    assertEquals(expected.events(), computed.events(), "seed " + seed);
                }
            }
        }
    }
}
