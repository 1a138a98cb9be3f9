package io.trivium.fin.rule.engine;

/** Names of the metrics of rules; base units, bounded tags. */
public final class RuleMetrics {

    /** Versions of rules that hit, by {@code kind}: live, shadow, snoozed, failed (could not be evaluated). */
    public static final String HITS = "fin.rule.hits";
    /** Seconds since every tenant's rules were last known to be those of the database. */
    public static final String AGE = "fin.rule.age";
    /** Decisions that back-tests have read. */
    public static final String BACKTEST_ROWS = "fin.rule.backtest.rows";

    private RuleMetrics() {}
}
