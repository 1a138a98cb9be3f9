package io.trivium.fin.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.rule.engine.RuleHits;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule with its versions, newest first, and what was done to it.
 */
public record RuleDetail(String ruleId, List<RuleVersion> versions, List<Event> history, RuleHits hits) {

    /**
     * An act on a rule.
     *
     * @param version null for acts on the rule as a whole, such as a snooze
     * @param act create, edit, shadow, propose, approve, reject, retire, snooze, end-snooze
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Event(@Nullable Integer version, Instant time, String actor, String act, String reason) {}
}
