package io.trivium.fin.rule.engine;

import dev.cel.runtime.CelEvaluationException;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.list.Lists;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything rules need to judge an authorization of one tenant: compiled live and shadow versions, lists and snoozes.
 * Immutable and without I/O; the one evaluation of live decisions, shadow and back-tests.
 */
public final class RuleSet {

    private static final Comparator<Compiled> ORDER = Comparator.<Compiled>comparingInt(
                    rule -> rule.hit().priority())
            .thenComparing(rule -> rule.hit().ruleId())
            .thenComparingInt(rule -> rule.hit().version());

    /** No rules; after {@code ORDER}, which it needs. */
    public static final RuleSet NONE = new RuleSet(List.of(), Lists.NONE, List.of());

    /** A version with its checked expression. */
    public record Compiled(RuleHit hit, RuleState state, RuleExpression expression) {}

    /** A rule that is silent for one entity for a while. */
    public record Snooze(String ruleId, EntityKind kind, String entity, long from, long until) {}

    private record SnoozeKey(String ruleId, EntityKind kind, String entity) {}

    private final List<Compiled> live;
    private final List<Compiled> shadow;
    private final Lists lists;
    private final ZoneId zone;
    private final Map<SnoozeKey, List<Snooze>> snoozes = new HashMap<>();

    /** Rules whose hours and days are in UTC. */
    public RuleSet(List<Compiled> rules, Lists lists, List<Snooze> snoozes) {
        this(rules, lists, snoozes, ZoneOffset.UTC);
    }

    /** @param zone of the hours and days that the rules name */
    public RuleSet(List<Compiled> rules, Lists lists, List<Snooze> snoozes, ZoneId zone) {
        this.live = ordered(rules, RuleState.LIVE);
        this.shadow = ordered(rules, RuleState.SHADOW);
        this.lists = lists;
        this.zone = zone;
        for (Snooze snooze : snoozes) {
            this.snoozes
                    .computeIfAbsent(
                            new SnoozeKey(snooze.ruleId(), snooze.kind(), snooze.entity()), key -> new ArrayList<>(1))
                    .add(snooze);
        }
    }

    private static List<Compiled> ordered(List<Compiled> rules, RuleState state) {
        return rules.stream()
                .filter(rule -> rule.state() == state)
                .sorted(ORDER)
                .toList();
    }

    public Lists lists() {
        return lists;
    }

    public List<Compiled> live() {
        return live;
    }

    /** All versions of this tenant's rules on one authorization. Never throws for what a rule does. */
    public RuleEvaluation evaluate(RuleInput input) {
        if (live.isEmpty() && shadow.isEmpty()) return RuleEvaluation.NONE;
        List<RuleHit> hits = new ArrayList<>(2);
        List<RuleHit> shadowHits = new ArrayList<>(2);
        List<RuleHit> snoozed = new ArrayList<>(0);
        List<RuleFailure> failures = new ArrayList<>(0);
        for (Compiled rule : live) {
            if (holds(rule, input, failures)) (isSnoozed(rule, input) ? snoozed : hits).add(rule.hit());
        }
        for (Compiled rule : shadow) {
            if (holds(rule, input, failures) && !isSnoozed(rule, input)) shadowHits.add(rule.hit());
        }
        return new RuleEvaluation(hits, shadowHits, snoozed, failures);
    }

    /** One version alone, with the lists and snoozes of this set. */
    public Answer evaluate(Compiled rule, RuleInput input) {
        List<RuleFailure> failures = new ArrayList<>(0);
        boolean holds = holds(rule, input, failures);
        if (!failures.isEmpty()) return Answer.FAILED;
        return holds && !isSnoozed(rule, input) ? Answer.HIT : Answer.NO_HIT;
    }

    public enum Answer {
        HIT,
        NO_HIT,
        FAILED
    }

    private boolean holds(Compiled rule, RuleInput input, List<RuleFailure> failures) {
        try {
            return rule.expression().holds(input, lists, zone);
        } catch (CelEvaluationException | RuntimeException e) {
            failures.add(new RuleFailure(
                    rule.hit().ruleId(), rule.hit().version(), rule.state() == RuleState.LIVE, message(e)));
            return false;
        }
    }

    private static String message(Exception failure) {
        String text = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return text.length() > 200 ? text.substring(0, 200) : text;
    }

    private boolean isSnoozed(Compiled rule, RuleInput input) {
        if (snoozes.isEmpty()) return false;
        Authorization authorization = input.authorization();
        long at = input.decidedAt().toEpochMilli();
        for (EntityKind kind : EntityKind.values()) {
            String entity = kind.of(authorization);
            if (entity != null && isSnoozed(new SnoozeKey(rule.hit().ruleId(), kind, entity), at)) return true;
        }
        return false;
    }

    private boolean isSnoozed(SnoozeKey key, long at) {
        @Nullable List<Snooze> found = snoozes.get(key);
        return found != null && found.stream().anyMatch(snooze -> snooze.from() <= at && at < snooze.until());
    }
}
