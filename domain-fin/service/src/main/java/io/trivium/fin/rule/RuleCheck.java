package io.trivium.fin.rule;

import io.trivium.fin.rule.engine.RuleExpression;
import java.util.List;

/**
 * The result of checking an expression.
 *
 * @param issues what is wrong and where; empty when valid
 * @param lists names of the lists it looks into
 */
public record RuleCheck(boolean valid, List<RuleExpression.Issue> issues, List<String> lists) {}
