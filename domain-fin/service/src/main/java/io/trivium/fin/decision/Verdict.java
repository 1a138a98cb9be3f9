package io.trivium.fin.decision;

import io.trivium.fin.rule.engine.RuleHit;
import java.util.List;

/**
 * The joint result of model and rules for one authorization.
 *
 * @param reasonCodes kebab-case, what decided first
 * @param ruleHits live rules that hit, by priority
 * @param shadowHits shadow rules that would have hit; without any effect
 */
public record Verdict(Outcome outcome, List<String> reasonCodes, List<RuleHit> ruleHits, List<RuleHit> shadowHits) {

    public Verdict {
        reasonCodes = List.copyOf(reasonCodes);
        ruleHits = List.copyOf(ruleHits);
        shadowHits = List.copyOf(shadowHits);
    }
}
