package io.trivium.fin.rule.engine;

import java.util.List;

/**
 * The results of a tenant's rules for one authorization, by priority and then id.
 *
 * @param hits live versions that hit
 * @param shadowHits shadow versions that would have hit
 * @param snoozed live versions that hit and are snoozed for an entity of it
 * @param failures versions that could not be evaluated
 */
public record RuleEvaluation(
        List<RuleHit> hits, List<RuleHit> shadowHits, List<RuleHit> snoozed, List<RuleFailure> failures) {

    public static final RuleEvaluation NONE = new RuleEvaluation(List.of(), List.of(), List.of(), List.of());

    public RuleEvaluation {
        hits = List.copyOf(hits);
        shadowHits = List.copyOf(shadowHits);
        snoozed = List.copyOf(snoozed);
        failures = List.copyOf(failures);
    }

    /** Whether no rule said anything. */
    public boolean isEmpty() {
        return hits.isEmpty() && shadowHits.isEmpty() && snoozed.isEmpty() && failures.isEmpty();
    }
}
