package io.trivium.fin.rule.engine;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * The part of a rule that its author writes.
 *
 * @param expression Common Expression Language over {@link RuleVariables}, true if the rule hits
 * @param reasonCode kebab-case, shown with each decision it hits
 * @param queue where its alerts go, kebab-case
 * @param priority 1 (first) to 9
 */
public record RuleDefinition(
        @NotNull @NotBlank @Size(max = 120) String name,
        @NotNull @Size(max = 1000) String description,
        @NotNull @NotBlank @Size(max = RuleExpression.LIMIT) String expression,
        @NotNull RuleAction action,
        @NotNull Severity severity,
        @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{0,63}") String reasonCode,
        @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{0,63}") String queue,
        @Min(1) @Max(9) int priority) {}
