package io.trivium.fin.rule.engine;

/**
 * The recent hits of a rule, over all its versions.
 *
 * @param shadow24h hits that versions in shadow would have had
 * @param snoozed7d hits that a snooze silenced
 * @param failed7d authorizations it could not be evaluated on
 */
public record RuleHits(long live24h, long live7d, long shadow24h, long shadow7d, long snoozed7d, long failed7d) {
    public static final RuleHits NONE = new RuleHits(0, 0, 0, 0, 0, 0);
}
