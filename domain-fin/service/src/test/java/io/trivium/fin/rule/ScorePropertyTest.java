package io.trivium.fin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.TestDatabase;
import io.trivium.core.testing.TestSchema;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.decision.LearnedModel;
import io.trivium.fin.feature.FeatureEngine;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.feature.InMemoryDayStore;
import io.trivium.fin.list.Lists;
import io.trivium.fin.rule.engine.RuleAction;
import io.trivium.fin.rule.engine.RuleExpressionTest;
import io.trivium.fin.rule.engine.RuleHit;
import io.trivium.fin.rule.engine.RuleInput;
import io.trivium.fin.rule.engine.RuleSet;
import io.trivium.fin.rule.engine.RuleState;
import io.trivium.fin.rule.engine.Severity;
import io.trivium.fin.stream.Harness;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The same input, shuffled, duplicated and late, gives the same features and the same scores whether it is decided live,
 * replayed, computed offline, or read back from the table of decisions for a back-test; and so the same rules hit.
 */
class ScorePropertyTest {

    private static final long SEEDS = 4;
    private static final int PAYMENTS = 120;
    private static final TestDatabase DATABASE =
            TestSchema.migrated("fin_scores", "classpath:db/core", "classpath:db/fin");
    private static final List<String> EXPRESSIONS = List.of(
            "score >= 0.5",
            "features.CARD_COUNT_1H > 1.0 && amount > 20",
            "features.TERMINAL_FRAUDS_14D > 0.0 || features.CARD_SECONDS_SINCE_LAST < 3600.0",
            "features.DEVICE_CARDS_7D > 1.0 && country == 'DE'");

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
                bare ? null : List.of("5411", "5812").get(random.nextInt(2)),
                bare ? null : List.of("DE", "FR").get(random.nextInt(2)),
                bare ? null : List.of(Channel.CHIP, Channel.ECOMMERCE).get(random.nextInt(2)),
                bare ? null : random.nextBoolean(),
                null,
                random.nextBoolean() ? "dev-" + random.nextInt(3) : null,
                random.nextInt(3) == 0 ? "acc-" + random.nextInt(2) : null,
                bare ? null : (double) random.nextInt(900));
    }

    /** Within the seven days that a live tenant takes; a part late, a part twice, labels at any time after. */
    private static List<Object> shuffled(Random random, String prefix) {
        List<Object> steps = new ArrayList<>();
        for (int i = 0; i < PAYMENTS; i++) {
            Instant at = Harness.NOW.minus(Duration.ofDays(7)).plusSeconds(120 + 60L * random.nextInt(10_000));
            steps.add(payment(random, prefix + i, at));
        }
        Collections.shuffle(steps, random);
        for (int i = 0; i < 60; i++) {
            Object step = steps.get(random.nextInt(steps.size()));
            if (step instanceof Authorization payment && random.nextBoolean()) {
                step = new Label(
                        payment, random.nextBoolean(), payment.occurredAt().plusSeconds(random.nextInt(3)));
            }
            steps.add(random.nextInt(steps.size() + 1), step);
        }
        return steps;
    }

    /** Features of the authorizations in the order in which they were accepted. */
    private static List<FeaturesComputed> stream(TenantId tenant, List<Object> steps) {
        List<FeaturesComputed> computed = new ArrayList<>();
        try (Harness harness = new Harness()) {
            for (Object step : steps) {
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
            for (EventEnvelope<FeaturesComputed> event : harness.features()) computed.add(event.data());
        }
        return computed;
    }

    private static Map<String, FeatureEngine.Computed> offline(List<Object> steps) {
        FeatureEngine engine = new FeatureEngine(InMemoryDayStore::new);
        Map<String, FeatureEngine.Computed> computed = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        List<Label> early = new ArrayList<>();
        for (Object step : steps) {
            if (step instanceof Label label) {
                if (seen.contains(label.payment().authorizationId())) {
                    engine.label(Harness.DEMO, label.payment(), label.fraud(), label.observedAt());
                } else {
                    early.add(label);
                }
            } else if (step instanceof Authorization payment && seen.add(payment.authorizationId())) {
                computed.put(payment.authorizationId(), engine.apply(Harness.DEMO, payment));
                early.stream()
                        .filter(label -> label.payment().equals(payment))
                        .forEach(label -> engine.label(Harness.DEMO, payment, label.fraud(), label.observedAt()));
            }
        }
        return computed;
    }

    private static <T> T at(Map<String, T> byId, String id) {
        return Objects.requireNonNull(byId.get(id), id);
    }

    /** In batches of any size, as polls bring them. */
    private static Map<String, Double> scores(LearnedModel model, Random random, List<FeaturesComputed> computed) {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (int from = 0; from < computed.size(); ) {
            int until = Math.min(computed.size(), from + 1 + random.nextInt(17));
            List<FeaturesComputed> batch = computed.subList(from, until);
            List<Double> answers = model.scores(Harness.DEMO, batch);
            for (int i = 0; i < batch.size(); i++) {
                scores.put(batch.get(i).authorization().authorizationId(), answers.get(i));
            }
            from = until;
        }
        return scores;
    }

    private static FeaturesComputed again(FeaturesComputed original, double[] features) {
        return new FeaturesComputed(
                original.authorization(),
                original.contentHash(),
                original.featureSetVersion(),
                FeatureVector.of(features),
                original.events());
    }

    @Test
    void liveReplayOfflineAndBacktestAreEqual() throws Exception {
        try (LearnedModel model = new LearnedModel()) {
            for (long seed = 0; seed < SEEDS; seed++) {
                String said = "seed " + seed;
                Random random = new Random(seed);
                List<Object> steps = shuffled(random, "s" + seed + "-");
                List<FeaturesComputed> live = stream(Harness.DEMO, steps);
                assertEquals(PAYMENTS, live.size(), said);
                List<FeaturesComputed> replay = stream(Harness.REPLAY, steps);
                Map<String, FeatureEngine.Computed> offline = offline(steps);
                List<FeaturesComputed> computed = new ArrayList<>();
                for (int i = 0; i < PAYMENTS; i++) {
                    String id = live.get(i).authorization().authorizationId();
                    assertEquals(live.get(i).features(), replay.get(i).features(), said);
                    assertEquals(live.get(i).events(), replay.get(i).events(), said);
                    assertEquals(
                            live.get(i).features(),
                            FeatureVector.of(at(offline, id).features()),
                            said);
                    assertEquals(live.get(i).events(), at(offline, id).events(), said);
                    computed.add(again(live.get(i), at(offline, id).features()));
                }
                Map<String, Double> scores = scores(model, random, live);
                assertEquals(scores, scores(model, random, replay), said);
                assertEquals(scores, scores(model, random, computed), said);
                assertTrue(new HashSet<>(scores.values()).size() > PAYMENTS / 2, "scores differ between payments");
                backtest(said, model, random, live, scores);
            }
        }
    }

    /** Decisions pass through the log and the table, and are read back unchanged. */
    private static void backtest(
            String said, LearnedModel model, Random random, List<FeaturesComputed> live, Map<String, Double> scores)
            throws IOException, SQLException {
        EventCodec codec = new EventCodec();
        Map<String, AuthorizationDecided> decided = new LinkedHashMap<>();
        Map<String, FeaturesComputed> byId = new LinkedHashMap<>();
        List<BacktestTally.Row> rows;
        try (Connection connection = DATABASE.connectAsApp()) {
            connection.setAutoCommit(false);
            try (PreparedStatement set = connection.prepareStatement("select set_config('app.tenant', ?, false)")) {
                set.setString(1, Harness.DEMO.value());
                set.execute();
            }
            Instant at = Harness.NOW;
            for (FeaturesComputed one : live) {
                String id = one.authorization().authorizationId();
                at = at.plusMillis(1);
                byId.put(id, one);
                decided.put(
                        id, LearnedModel.store(connection, Harness.DEMO, one, scores.getOrDefault(id, Double.NaN), at));
            }
            rows = new StoredDecisions()
                    .page(connection, Harness.DEMO, Instant.EPOCH, at.plus(Duration.ofDays(1)), null, 10_000)
                    .rows();
            connection.rollback();
        }
        assertEquals(PAYMENTS, rows.size(), said);
        List<FeaturesComputed> stored = new ArrayList<>();
        for (BacktestTally.Row row : rows) {
            Authorization authorization = row.input().authorization();
            String id = authorization.authorizationId();
            AuthorizationDecided before = at(decided, id);
            assertEquals(before.authorization(), authorization, said);
            assertEquals(before.score(), row.score(), said);
            double[] features = new double[FeatureSet.COUNT];
            for (int i = 0; i < features.length; i++) {
                features[i] = (double) row.input()
                        .variables(ZoneOffset.UTC)
                        .find("features." + FeatureSet.NAMES.get(i))
                        .orElseThrow();
            }
            assertEquals(before.features(), FeatureVector.of(features), said);
            stored.add(again(at(byId, id), features));
            AuthorizationDecided logged = codec.decode(
                            codec.encode(EventEnvelope.of(id, "/test", id, Harness.NOW, Harness.DEMO, before)),
                            AuthorizationDecided.class)
                    .data();
            assertEquals(before.features(), logged.features(), said);
            assertEquals(before.events(), logged.events(), said);
            assertEquals(before.score(), logged.score(), said);
        }
        assertEquals(scores, scores(model, random, stored), said);
        rulesHitAlike(said, decided, rows);
    }

    private static void rulesHitAlike(
            String said, Map<String, AuthorizationDecided> decided, List<BacktestTally.Row> rows) {
        for (String expression : EXPRESSIONS) {
            RuleSet.Compiled rule = new RuleSet.Compiled(
                    new RuleHit("r", 1, RuleAction.REFER, Severity.LOW, "reason", "cards", 1),
                    RuleState.LIVE,
                    RuleExpressionTest.expression(expression));
            RuleSet rules = new RuleSet(List.of(rule), Lists.NONE, List.of());
            BacktestTally tally = new BacktestTally(rules, rule, Instant.EPOCH);
            long live = 0;
            for (BacktestTally.Row row : rows) {
                AuthorizationDecided before =
                        at(decided, row.input().authorization().authorizationId());
                Authorization authorization = Objects.requireNonNull(before.authorization());
                RuleInput input = new RuleInput(authorization, before.features(), before.score(), before.decidedAt());
                live += rules.evaluate(input).hits().size();
                tally.add(row);
            }
            assertEquals(live, tally.result().hits(), said + ", " + expression);
            assertTrue(live > 0, expression + " hits nothing");
        }
    }
}
