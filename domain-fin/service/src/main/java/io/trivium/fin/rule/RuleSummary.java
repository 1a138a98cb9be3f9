package io.trivium.fin.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.rule.engine.RuleAction;
import io.trivium.fin.rule.engine.RuleHits;
import io.trivium.fin.rule.engine.RuleState;
import io.trivium.fin.rule.engine.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rule in the list.
 *
 * @param name of the live version, or else of the newest
 * @param state the furthest that a version of it has come: live, shadow, draft or retired
 * @param liveVersion null when none is live
 * @param proposedVersion the version that waits for approval
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RuleSummary(
        String ruleId,
        String name,
        RuleAction action,
        Severity severity,
        String queue,
        int priority,
        RuleState state,
        int latestVersion,
        @Nullable Integer liveVersion,
        @Nullable Integer shadowVersion,
        @Nullable Integer proposedVersion,
        String changedBy,
        Instant changedAt,
        RuleHits hits) {}
