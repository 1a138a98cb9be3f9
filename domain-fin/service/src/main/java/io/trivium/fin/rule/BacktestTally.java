package io.trivium.fin.rule;

import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.review.ReviewedAlerts;
import io.trivium.fin.rule.engine.RuleHit;
import io.trivium.fin.rule.engine.RuleInput;
import io.trivium.fin.rule.engine.RuleSet;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what a version does to decisions, one at a time, in memory that does not grow with them but with days,
 * currencies and live rules. Not thread-safe.
 */
final class BacktestTally {

    private static final int SAMPLE = 25;

    /**
     * A stored decision.
     *
     * @param outcome as it was decided: approve, refer or decline
     * @param label fraud or genuine; null when unknown
     */
    record Row(
            RuleInput input,
            @Nullable Double score,
            String outcome,
            @Nullable String label) {}

    private static final class Day {
        private long decisions;
        private long hits;
        private long newAlerts;
        private long hitFraud;
    }

    private static final class Money {
        private BigDecimal hit = BigDecimal.ZERO;
        private BigDecimal hitFraud = BigDecimal.ZERO;
        private BigDecimal newFraud = BigDecimal.ZERO;
        private BigDecimal hitGenuine = BigDecimal.ZERO;
    }

    private static final class Overlap {
        private long both;
        private long onlyThis;
        private long onlyOther;
    }

    private final RuleSet rules;
    private final RuleSet.Compiled tested;
    private final Instant matureUntil;
    private final Map<LocalDate, Day> days = new TreeMap<>();
    private final Map<String, Money> money = new TreeMap<>();
    private final Overlap[] overlaps;
    private final Deque<BacktestResult.Sample> sample = new ArrayDeque<>();
    private long decisions;
    private long failed;
    private long hits;
    private long newAlerts;
    private long fraud;
    private long genuine;
    private long hitFraud;
    private long hitGenuine;
    private long hitMatured;
    private long newFraud;

    /**
     * @param rules the live rules, lists and snoozes of the tenant
     * @param matureUntil a payment before it that no label calls fraud counts as genuine
     */
    BacktestTally(RuleSet rules, RuleSet.Compiled tested, Instant matureUntil) {
        this.rules = rules;
        this.tested = tested;
        this.matureUntil = matureUntil;
        this.overlaps = new Overlap[rules.live().size()];
        for (int i = 0; i < overlaps.length; i++) overlaps[i] = new Overlap();
    }

    long decisions() {
        return decisions;
    }

    void add(Row row) {
        decisions++;
        boolean isFraud = "fraud".equals(row.label());
        boolean isGenuine = "genuine".equals(row.label());
        fraud += isFraud ? 1 : 0;
        genuine += isGenuine ? 1 : 0;
        Instant occurredAt = row.input().authorization().occurredAt();
        Day day = days.computeIfAbsent(occurredAt.atOffset(ZoneOffset.UTC).toLocalDate(), any -> new Day());
        day.decisions++;
        RuleSet.Answer answer = rules.evaluate(tested, row.input());
        boolean hit = answer == RuleSet.Answer.HIT;
        failed += answer == RuleSet.Answer.FAILED ? 1 : 0;
        for (int i = 0; i < overlaps.length; i++) {
            boolean other = rules.evaluate(rules.live().get(i), row.input()) == RuleSet.Answer.HIT;
            overlaps[i].both += hit && other ? 1 : 0;
            overlaps[i].onlyThis += hit && !other ? 1 : 0;
            overlaps[i].onlyOther += !hit && other ? 1 : 0;
        }
        if (hit) addHit(row, day, isFraud, isGenuine);
    }

    private void addHit(Row row, Day day, boolean isFraud, boolean isGenuine) {
        boolean isNew = row.outcome().equals("approve");
        hits++;
        day.hits++;
        newAlerts += isNew ? 1 : 0;
        day.newAlerts += isNew ? 1 : 0;
        hitFraud += isFraud ? 1 : 0;
        day.hitFraud += isFraud ? 1 : 0;
        hitGenuine += isGenuine ? 1 : 0;
        Authorization authorization = row.input().authorization();
        hitMatured += !isFraud && !isGenuine && authorization.occurredAt().isBefore(matureUntil) ? 1 : 0;
        newFraud += isFraud && isNew ? 1 : 0;
        BigDecimal amount = authorization.amount();
        Money sums = money.computeIfAbsent(authorization.currency(), any -> new Money());
        sums.hit = sums.hit.add(amount);
        if (isFraud) {
            sums.hitFraud = sums.hitFraud.add(amount);
            sums.newFraud = isNew ? sums.newFraud.add(amount) : sums.newFraud;
        } else if (isGenuine) {
            sums.hitGenuine = sums.hitGenuine.add(amount);
        }
        if (sample.size() == SAMPLE) sample.removeLast();
        sample.addFirst(new BacktestResult.Sample(
                authorization.authorizationId(),
                authorization.occurredAt(),
                amount,
                authorization.currency(),
                row.score(),
                row.outcome(),
                row.label()));
    }

    BacktestResult result() {
        List<BacktestResult.Day> byDay = new ArrayList<>();
        days.forEach((day, sums) ->
                byDay.add(new BacktestResult.Day(day, sums.decisions, sums.hits, sums.newAlerts, sums.hitFraud)));
        List<BacktestResult.Money> byCurrency = new ArrayList<>();
        money.forEach((currency, sums) -> byCurrency.add(
                new BacktestResult.Money(currency, sums.hit, sums.hitFraud, sums.newFraud, sums.hitGenuine)));
        List<BacktestResult.Overlap> byRule = new ArrayList<>();
        for (int i = 0; i < overlaps.length; i++) {
            RuleHit other = rules.live().get(i).hit();
            byRule.add(new BacktestResult.Overlap(
                    other.ruleId(), other.version(), overlaps[i].both, overlaps[i].onlyThis, overlaps[i].onlyOther));
        }
        return new BacktestResult(
                decisions,
                failed,
                hits,
                newAlerts,
                fraud,
                genuine,
                hitFraud,
                hitGenuine,
                newFraud,
                ReviewedAlerts.of(hits, hitFraud, hitGenuine, hitMatured),
                ratio(hitFraud, fraud),
                byDay,
                byCurrency,
                byRule,
                List.copyOf(sample));
    }

    private static @Nullable Double ratio(long part, long whole) {
        return whole == 0 ? null : (double) part / whole;
    }
}
