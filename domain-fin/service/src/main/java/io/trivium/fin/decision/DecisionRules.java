package io.trivium.fin.decision;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.rule.RuleEngine;
import io.trivium.fin.rule.engine.RuleAction;
import io.trivium.fin.rule.engine.RuleEvaluation;
import io.trivium.fin.rule.engine.RuleHit;
import io.trivium.fin.rule.engine.RuleInput;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides an authorization from its score and the rules of its tenant; without I/O. Thread-safe. */
@ApplicationScoped
class DecisionRules {

    static final String REFERRAL_LIFTED = "referral-lifted";
    static final String RULE_FAILED = "rule-failed";
    static final String RULES_NOT_LOADED = "rules-not-loaded";

    private final DecisionPolicy policy;
    private final RuleEngine engine;

    DecisionRules(ScoringConfig config, RuleEngine engine) {
        this.policy = new DecisionPolicy(config.declineThreshold(), config.referThreshold());
        this.engine = engine;
    }

    DecisionPolicy policy() {
        return policy;
    }

    /**
     * The verdict. A rule that fails never holds it up; the verdict says that one did.
     *
     * @param score fraud probability in [0, 1]; null when no model answered, and then never an approval
     */
    Verdict decide(
            TenantId tenant,
            Authorization authorization,
            FeatureVector features,
            @Nullable Double score,
            Instant decidedAt) {
        RuleEvaluation rules = engine.evaluate(tenant, new RuleInput(authorization, features, score, decidedAt));
        return combine(policy, rules, features, score, engine.isLoaded(tenant));
    }

    /**
     * The strictest of the model's outcome and the actions of the rules that hit. A rule that approves lifts a referral,
     * unless a rule of the same or an earlier priority refers; it never lifts a decline, nor a decision without a score.
     */
    static Verdict combine(
            DecisionPolicy policy,
            RuleEvaluation rules,
            FeatureVector features,
            @Nullable Double score,
            boolean rulesLoaded) {
        Outcome ofModel = score == null ? Outcome.REFER : policy.outcome(score);
        Outcome outcome = ofModel;
        for (RuleHit hit : rules.hits()) outcome = stricter(outcome, ofRule(hit.action()));
        Set<String> reasons = new LinkedHashSet<>();
        if (outcome == Outcome.REFER && score != null && isLifted(rules.hits())) {
            outcome = Outcome.APPROVE;
            codes(rules.hits(), RuleAction.APPROVE, reasons);
            reasons.add(REFERRAL_LIFTED);
        } else {
            reasons.addAll(why(outcome, ofModel, policy, rules.hits(), score));
        }
        codes(rules.hits(), RuleAction.ALERT, reasons);
        if (outcome != Outcome.APPROVE) reasons.addAll(policy.observations(features));
        if (rules.failures().stream().anyMatch(failure -> failure.live())) reasons.add(RULE_FAILED);
        if (!rulesLoaded) reasons.add(RULES_NOT_LOADED);
        return new Verdict(outcome, new ArrayList<>(reasons), rules.hits(), rules.shadowHits());
    }

    /** Rules and model that request this outcome first, then those that requested a milder one. */
    private static Set<String> why(
            Outcome outcome, Outcome ofModel, DecisionPolicy policy, List<RuleHit> hits, @Nullable Double score) {
        Set<String> reasons = new LinkedHashSet<>();
        if (outcome == Outcome.DECLINE) codes(hits, RuleAction.DECLINE, reasons);
        else if (outcome == Outcome.REFER) codes(hits, RuleAction.REFER, reasons);
        Set<String> model = new LinkedHashSet<>();
        if (score == null) model.add(DecisionPolicy.MODEL_UNAVAILABLE);
        else policy.reason(score).ifPresent(model::add);
        Set<String> all = new LinkedHashSet<>();
        // The model's word comes first where it alone would have led here.
        if (ofModel == outcome) {
            all.addAll(model);
            all.addAll(reasons);
        } else {
            all.addAll(reasons);
            all.addAll(model);
        }
        if (outcome == Outcome.DECLINE) codes(hits, RuleAction.REFER, all);
        return all;
    }

    private static boolean isLifted(List<RuleHit> hits) {
        int approve = priority(hits, RuleAction.APPROVE);
        return approve < Integer.MAX_VALUE && approve < priority(hits, RuleAction.REFER);
    }

    /** The earliest priority among the hits of an action; the largest int without any. */
    private static int priority(List<RuleHit> hits, RuleAction action) {
        return hits.stream()
                .filter(hit -> hit.action() == action)
                .mapToInt(RuleHit::priority)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private static void codes(List<RuleHit> hits, RuleAction action, Set<String> into) {
        hits.stream()
                .filter(hit -> hit.action() == action)
                .map(RuleHit::reasonCode)
                .forEach(into::add);
    }

    private static Outcome ofRule(RuleAction action) {
        return switch (action) {
            case APPROVE, ALERT -> Outcome.APPROVE;
            case REFER -> Outcome.REFER;
            case DECLINE -> Outcome.DECLINE;
        };
    }

    private static Outcome stricter(Outcome one, Outcome other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
