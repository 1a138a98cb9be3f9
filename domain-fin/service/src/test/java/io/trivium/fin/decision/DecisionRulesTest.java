package io.trivium.fin.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.HandbookFeatures;
import io.trivium.fin.rule.engine.RuleAction;
import io.trivium.fin.rule.engine.RuleEvaluation;
import io.trivium.fin.rule.engine.RuleFailure;
import io.trivium.fin.rule.engine.RuleHit;
import io.trivium.fin.rule.engine.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecisionRulesTest {

    private static final DecisionPolicy POLICY = new DecisionPolicy(0.9, 0.5);
    private static final FeatureVector FEATURES = FeatureVector.of(new double[HandbookFeatures.COUNT]);

    private static final List<RuleAction> ACTIONS = List.of(RuleAction.values());

    private static RuleHit hit(RuleAction action, int priority) {
        return new RuleHit(
                action.wireName() + "-" + priority,
                1,
                action,
                Severity.MEDIUM,
                "rule-" + action.wireName(),
                "fraud",
                priority);
    }

    private static Verdict verdict(@Nullable Double score, RuleHit... hits) {
        return DecisionRules.combine(
                POLICY, new RuleEvaluation(List.of(hits), List.of(), List.of(), List.of()), FEATURES, score, true);
    }

    private static void assertVerdict(Verdict verdict, Outcome outcome, String... reasons) {
        assertEquals(outcome, verdict.outcome());
        assertEquals(List.of(reasons), verdict.reasonCodes());
    }

    @Test
    void theStricterOfModelAndRulesDecides() {
        assertVerdict(verdict(0.1), Outcome.APPROVE);
        assertVerdict(verdict(0.1, hit(RuleAction.REFER, 5)), Outcome.REFER, "rule-refer");
        assertVerdict(
                verdict(0.6, hit(RuleAction.DECLINE, 5)), Outcome.DECLINE, "rule-decline", "score-at-or-above-refer");
        assertVerdict(
                verdict(0.95, hit(RuleAction.REFER, 5)), Outcome.DECLINE, "score-at-or-above-decline", "rule-refer");
    }

    @Test
    void anAlertLeavesTheOutcomeAndIsNamed() {
        assertVerdict(verdict(0.1, hit(RuleAction.ALERT, 5)), Outcome.APPROVE, "rule-alert");
        assertVerdict(verdict(0.6, hit(RuleAction.ALERT, 5)), Outcome.REFER, "score-at-or-above-refer", "rule-alert");
    }

    @Test
    void anApprovalLiftsAReferralAndNothingElse() {
        RuleHit approve = hit(RuleAction.APPROVE, 4);
        assertVerdict(verdict(0.6, approve), Outcome.APPROVE, "rule-approve", "referral-lifted");
        assertVerdict(verdict(0.95, approve), Outcome.DECLINE, "score-at-or-above-decline");
        assertVerdict(verdict(0.1, approve, hit(RuleAction.DECLINE, 9)), Outcome.DECLINE, "rule-decline");
        assertVerdict(
                verdict(0.6, approve, hit(RuleAction.REFER, 5)), Outcome.APPROVE, "rule-approve", "referral-lifted");
        assertEquals(
                Outcome.REFER, verdict(0.6, hit(RuleAction.REFER, 4), approve).outcome());
    }

    @Test
    void withoutAScoreNothingIsApproved() {
        assertVerdict(verdict(null), Outcome.REFER, "model-unavailable");
        assertVerdict(verdict(null, hit(RuleAction.APPROVE, 1)), Outcome.REFER, "model-unavailable");
        assertVerdict(verdict(null, hit(RuleAction.DECLINE, 1)), Outcome.DECLINE, "rule-decline", "model-unavailable");
    }

    @Test
    void aRuleThatFailedIsNamedAndHoldsNothingUp() {
        RuleEvaluation failed = new RuleEvaluation(
                List.of(), List.of(), List.of(), List.of(new RuleFailure("r", 1, true, "no such feature")));
        assertVerdict(DecisionRules.combine(POLICY, failed, FEATURES, 0.1, true), Outcome.APPROVE, "rule-failed");
        RuleEvaluation inShadow = new RuleEvaluation(
                List.of(), List.of(), List.of(), List.of(new RuleFailure("r", 1, false, "no such feature")));
        assertVerdict(DecisionRules.combine(POLICY, inShadow, FEATURES, 0.1, true), Outcome.APPROVE);
    }

    @Test
    void aDecisionBeforeRulesWereReadSaysSo() {
        assertVerdict(
                DecisionRules.combine(POLICY, RuleEvaluation.NONE, FEATURES, 0.1, false),
                Outcome.APPROVE,
                "rules-not-loaded");
    }

    @Test
    void noSetOfRulesTurnsADeclineOfTheModelIntoLess() {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            List<RuleHit> hits = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                hits.add(hit(ACTIONS.get(random.nextInt(4)), 1 + random.nextInt(9)));
            }
            double score = random.nextDouble();
            Verdict verdict = verdict(score, hits.toArray(RuleHit[]::new));
            boolean declines = score >= 0.9 || hits.stream().anyMatch(hit -> hit.action() == RuleAction.DECLINE);
            assertEquals(declines, verdict.outcome() == Outcome.DECLINE, "seed " + seed);
            assertTrue(
                    verdict.outcome() == Outcome.APPROVE
                            || !verdict.reasonCodes().isEmpty(),
                    "seed " + seed);
        }
    }
}
