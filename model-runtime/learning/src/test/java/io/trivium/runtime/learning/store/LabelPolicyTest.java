package io.trivium.runtime.learning.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelPolicyTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant EVER = Instant.parse("2030-01-01T00:00:00Z");

    private static final LabelPolicy PAYMENTS = new LabelPolicy(
            LabelRule.PRECEDENCE,
            List.of("chargeback:fraud", "analyst", "*", "chargeback:genuine"),
            List.of("fraud", "genuine"),
            Map.of("chargeback", 2.0));

    private static LabelStatement said(String source, String label, int day) {
        return new LabelStatement(source, label, at(day), at(day), false);
    }

    private static LabelStatement tookBack(String source, String label, int day) {
        return new LabelStatement(source, label, at(day), at(day), true);
    }

    private static Instant at(int day) {
        return START.plusSeconds(86_400L * day);
    }

    private static String label(LabelPolicy policy, LabelStatement... statements) {
        return policy.labelOf(List.of(statements), EVER, EVER)
                .map(LabelStatement::label)
                .orElse("none");
    }

    @Test
    void aSourceSpeaksWithItsNewestStatement() {
        assertEquals("genuine", label(LabelPolicy.LATEST, said("analyst", "fraud", 1), said("analyst", "genuine", 2)));
        assertEquals("fraud", label(LabelPolicy.LATEST, said("analyst", "fraud", 3), said("analyst", "genuine", 2)));
    }

    @Test
    void aSourceThatTookItsLabelBackSaysNothing() {
        assertEquals("none", label(LabelPolicy.LATEST, said("analyst", "fraud", 1), tookBack("analyst", "fraud", 2)));
        assertEquals(
                "genuine",
                label(
                        LabelPolicy.LATEST,
                        said("feed", "genuine", 1),
                        said("analyst", "fraud", 2),
                        tookBack("analyst", "fraud", 3)));
        assertEquals(
                "fraud",
                label(
                        LabelPolicy.LATEST,
                        said("analyst", "fraud", 1),
                        tookBack("analyst", "fraud", 2),
                        said("analyst", "fraud", 3)));
    }

    @Test
    void takingBackAtTheSameTimeCounts() {
        assertEquals("none", label(LabelPolicy.LATEST, tookBack("analyst", "fraud", 1), said("analyst", "fraud", 1)));
    }

    @Test
    void theGraverLabelCountsAtOneTime() {
        assertEquals("fraud", label(PAYMENTS, said("analyst", "genuine", 1), said("analyst", "fraud", 1)));
    }

    @Test
    void aStandingChargebackOutweighsTheAnalystAndAReversedOneNobody() {
        assertEquals("fraud", label(PAYMENTS, said("chargeback", "fraud", 1), said("analyst", "genuine", 9)));
        assertEquals("genuine", label(PAYMENTS, said("analyst", "genuine", 1), said("feed", "fraud", 9)));
        assertEquals(
                "fraud",
                label(
                        PAYMENTS,
                        said("chargeback", "fraud", 1),
                        said("chargeback", "genuine", 5),
                        said("feed", "fraud", 2)));
        assertEquals("genuine", label(PAYMENTS, said("chargeback", "genuine", 1)));
    }

    @Test
    void unanimousSourcesOrNone() {
        LabelPolicy unanimous = new LabelPolicy(LabelRule.UNANIMOUS, List.of(), List.of(), Map.of());
        assertEquals("nodule", label(unanimous, said("first", "nodule", 1), said("second", "nodule", 2)));
        assertEquals("none", label(unanimous, said("first", "nodule", 1), said("second", "no-nodule", 2)));
        assertEquals(
                "no-nodule",
                label(
                        unanimous,
                        said("first", "nodule", 1),
                        tookBack("first", "nodule", 3),
                        said("second", "no-nodule", 2)));
    }

    @Test
    void knowsNothingOfTheFuture() {
        List<LabelStatement> statements =
                List.of(said("feed", "genuine", 1), new LabelStatement("analyst", "fraud", at(2), at(7), false));
        assertEquals(Optional.empty(), PAYMENTS.labelOf(statements, at(0), EVER));
        assertEquals(
                "genuine",
                PAYMENTS.labelOf(statements, at(1), EVER).orElseThrow().label());
        assertEquals(
                "genuine",
                PAYMENTS.labelOf(statements, EVER, at(6)).orElseThrow().label());
        assertEquals(
                "fraud",
                PAYMENTS.labelOf(statements, at(2), at(7)).orElseThrow().label());
    }

    /** The label does not depend on the order and repetition of statements; later statements never change the past. */
    @Test
    void orderRepetitionAndTheFutureChangeNothing() {
        String[] sources = {"chargeback", "analyst", "feed"};
        String[] labels = {"fraud", "genuine"};
        LabelPolicy[] policies = {
            PAYMENTS, LabelPolicy.LATEST, new LabelPolicy(LabelRule.UNANIMOUS, List.of(), List.of(labels), Map.of())
        };
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<LabelStatement> statements = new ArrayList<>();
            for (int i = random.nextInt(7); i >= 0; i--) {
                statements.add(new LabelStatement(
                        sources[random.nextInt(sources.length)],
                        labels[random.nextInt(labels.length)],
                        at(random.nextInt(4)),
                        at(random.nextInt(6)),
                        random.nextInt(4) == 0));
            }
            Instant cutoff = at(random.nextInt(5));
            Instant knownAt = at(random.nextInt(7));
            for (LabelPolicy policy : policies) {
                Optional<LabelStatement> expected = policy.labelOf(statements, cutoff, knownAt);
                List<LabelStatement> other = new ArrayList<>(statements);
                for (LabelStatement each : statements) if (random.nextBoolean()) other.add(each);
                Collections.shuffle(other, random);
                assertEquals(expected, policy.labelOf(other, cutoff, knownAt), "seed " + seed);
                List<LabelStatement> past = statements.stream()
                        .filter(each -> !each.observedAt().isAfter(cutoff)
                                && !each.recordedAt().isAfter(knownAt))
                        .toList();
                assertEquals(expected, policy.labelOf(past, EVER, EVER), "seed " + seed);
                expected.ifPresent(label -> assertTrue(past.contains(label)));
            }
        }
    }

    @Test
    void refusesOrdersAndWeightsThatMeanNothing() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new LabelPolicy(LabelRule.PRECEDENCE, List.of(), List.of(), Map.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LabelPolicy(LabelRule.LATEST, List.of(), List.of(), Map.of("feed", -1.0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LabelPolicy(LabelRule.LATEST, List.of(), List.of(), Map.of("feed", Double.NaN)));
        Duration past = Duration.ofDays(-1);
        assertThrows(
                IllegalArgumentException.class,
                () -> new LabelPolicy(LabelRule.LATEST, List.of(), List.of(), Map.of(), past));
        assertEquals(2.0, PAYMENTS.weight("chargeback"));
        assertEquals(1.0, PAYMENTS.weight("analyst"));
    }
}
