package io.trivium.fin.rule.engine;

/**
 * A version of a rule that could not be evaluated on an authorization.
 *
 * @param live whether it took part in the decision
 * @param cause for the log, such as the name of a missing feature
 */
public record RuleFailure(String ruleId, int version, boolean live, String cause) {}
