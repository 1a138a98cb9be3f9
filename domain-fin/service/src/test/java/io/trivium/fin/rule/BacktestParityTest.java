package io.trivium.fin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.list.Lists;
import io.trivium.fin.review.ReviewedAlerts;
import io.trivium.fin.rule.engine.EntityKind;
import io.trivium.fin.rule.engine.RuleAction;
import io.trivium.fin.rule.engine.RuleExpressionTest;
import io.trivium.fin.rule.engine.RuleHit;
import io.trivium.fin.rule.engine.RuleInput;
import io.trivium.fin.rule.engine.RuleSet;
import io.trivium.fin.rule.engine.RuleState;
import io.trivium.fin.rule.engine.Severity;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The same rule on the same input hits equally whether it is live, in shadow or back-tested. */
class BacktestParityTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final List<String> EXPRESSIONS = List.of(
            "amount > 100 && hour < 6",
            "score >= 0.7 || features.CARD_COUNT_1H > 3",
            "inList('watched', panToken)",
            "channel == 'ecommerce' && features.TX_AMOUNT > 50.0",
            "100 / (hour - 3) > 20 && amount > 10");
    private static final List<Channel> CHANNELS = List.of(Channel.values());

    private static RuleSet.Compiled rule(int index, RuleState state) {
        RuleHit hit =
                new RuleHit("r-" + index, 1, RuleAction.REFER, Severity.HIGH, "code-" + index, "cards", 1 + index % 9);
        return new RuleSet.Compiled(hit, state, RuleExpressionTest.expression(EXPRESSIONS.get(index)));
    }

    private static RuleSet set(RuleState state) {
        List<RuleSet.Compiled> rules = new ArrayList<>();
        for (int i = 0; i < EXPRESSIONS.size(); i++) rules.add(rule(i, state));
        Lists lists = new Lists(
                Set.of("watched"),
                List.of(
                        new Lists.Stay("watched", "tok_3", START, START.plusSeconds(40_000)),
                        new Lists.Stay("watched", "tok_5", START.plusSeconds(20_000), null)));
        long from = START.plusSeconds(10_000).toEpochMilli();
        return new RuleSet(
                rules, lists, List.of(new RuleSet.Snooze("r-0", EntityKind.CARD, "tok_7", from, from + 30_000_000)));
    }

    private static BacktestTally.Row row(Random random, int i) {
        Instant at = START.plusSeconds(random.nextInt(86_400));
        double[] features = new double[FeatureSet.COUNT];
        for (int f = 0; f < features.length; f++) features[f] = random.nextInt(100);
        Authorization authorization = new Authorization(
                "a-" + i,
                "tok_" + random.nextInt(9),
                "T-1",
                new BigDecimal(random.nextInt(300)),
                random.nextBoolean() ? "EUR" : "JPY",
                at,
                null,
                null,
                null,
                CHANNELS.get(random.nextInt(CHANNELS.size())),
                null);
        Double score = random.nextInt(10) == 0 ? null : random.nextDouble();
        int label = random.nextInt(3);
        return new BacktestTally.Row(
                new RuleInput(authorization, FeatureVector.of(features), score, at),
                score,
                random.nextBoolean() ? "approve" : "decline",
                label == 0 ? "fraud" : label == 1 ? "genuine" : null);
    }

    @Test
    void liveShadowAndBacktestHitEqually() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            RuleSet live = set(RuleState.LIVE);
            RuleSet shadow = set(RuleState.SHADOW);
            Map<String, Long> liveHits = new TreeMap<>();
            Map<String, Long> shadowHits = new TreeMap<>();
            Map<String, Long> failures = new TreeMap<>();
            List<BacktestTally> tallies = new ArrayList<>();
            for (int i = 0; i < EXPRESSIONS.size(); i++) {
                tallies.add(new BacktestTally(live, rule(i, RuleState.DRAFT), START));
            }
            for (int i = 0; i < 400; i++) {
                BacktestTally.Row row = row(random, i);
                live.evaluate(row.input()).hits().forEach(hit -> liveHits.merge(hit.ruleId(), 1L, Long::sum));
                live.evaluate(row.input()).failures().forEach(one -> failures.merge(one.ruleId(), 1L, Long::sum));
                shadow.evaluate(row.input()).shadowHits().forEach(hit -> shadowHits.merge(hit.ruleId(), 1L, Long::sum));
                tallies.forEach(tally -> tally.add(row));
            }
            assertEquals(liveHits, shadowHits, "seed " + seed);
            for (int i = 0; i < EXPRESSIONS.size(); i++) {
                BacktestResult result = tallies.get(i).result();
                String id = "r-" + i;
                long expected = liveHits.getOrDefault(id, 0L);
                assertEquals(expected, result.hits(), "seed " + seed + ", rule " + i);
                assertEquals(failures.getOrDefault("r-" + i, 0L), result.failed(), "seed " + seed + ", rule " + i);
                BacktestResult.Overlap self = result.overlap().stream()
                        .filter(one -> one.ruleId().equals(id))
                        .findFirst()
                        .orElseThrow();
                assertEquals(new BacktestResult.Overlap(id, 1, expected, 0, 0), self, "seed " + seed);
            }
            assertTrue(failures.containsKey("r-4"), "a failing rule is part of the test");
            assertTrue(liveHits.containsKey("r-2"), "a rule with a list is part of the test");
        }
    }

    @Test
    void addsUpMoneyDaysAndRatios() {
        RuleSet set = new RuleSet(List.of(), Lists.NONE, List.of());
        BacktestTally tally = new BacktestTally(
                set,
                new RuleSet.Compiled(
                        new RuleHit("big", 1, RuleAction.REFER, Severity.LOW, "big", "cards", 5),
                        RuleState.DRAFT,
                        RuleExpressionTest.expression("amount >= 100")),
                START.plusSeconds(2 * 86_400L));
        tally.add(stored("a", "100", "approve", "fraud", 0));
        tally.add(stored("b", "150.5", "decline", "fraud", 0));
        tally.add(stored("c", "200", "approve", "genuine", 1));
        tally.add(stored("d", "300", "approve", null, 1));
        tally.add(stored("e", "50", "approve", "fraud", 1));
        tally.add(stored("f", "60", "approve", "genuine", 1));
        BacktestResult result = tally.result();
        assertEquals(6, result.decisions());
        assertEquals(4, result.hits());
        assertEquals(3, result.newAlerts());
        assertEquals(3, result.fraud());
        assertEquals(2, result.genuine());
        assertEquals(1, result.newFraud());
        assertEquals(ReviewedAlerts.of(4, 2, 1, 1), result.review());
        assertEquals(2.0 / 3, result.recall());
        assertEquals(
                List.of(new BacktestResult.Money(
                        "EUR",
                        new BigDecimal("750.5"),
                        new BigDecimal("250.5"),
                        new BigDecimal("100"),
                        new BigDecimal("200"))),
                result.money());
        assertEquals(
                List.of(
                        new BacktestResult.Day(START.atOffset(ZoneOffset.UTC).toLocalDate(), 2, 2, 1, 2),
                        new BacktestResult.Day(
                                START.atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1), 4, 2, 2, 0)),
                result.days());
        assertEquals(
                List.of("d", "c", "b", "a"),
                result.sample().stream()
                        .map(BacktestResult.Sample::authorizationId)
                        .toList());
    }

    private static BacktestTally.Row stored(String id, String amount, String outcome, @Nullable String label, int day) {
        Instant at = START.plusSeconds(day * 86_400L + 60);
        Authorization authorization =
                new Authorization(id, "tok_1", "T-1", new BigDecimal(amount), "EUR", at, null, null, null, null, null);
        return new BacktestTally.Row(
                new RuleInput(authorization, FeatureVector.of(FeatureSet.unknown()), 0.3, at), 0.3, outcome, label);
    }
}
