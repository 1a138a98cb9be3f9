package io.trivium.fin.rule.engine;

/**
 * A version of a rule that hit an authorization, with what follows from it; part of {@code fin.decision.v1}.
 *
 * @param ruleId kebab-case, stable over versions
 * @param version from 1
 * @param reasonCode kebab-case, shown with the decision
 * @param queue where an alert goes
 * @param priority 1 (first) to 9
 */
public record RuleHit(
        String ruleId,
        int version,
        RuleAction action,
        Severity severity,
        String reasonCode,
        String queue,
        int priority) {}
