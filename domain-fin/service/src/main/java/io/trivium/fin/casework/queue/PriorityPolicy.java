package io.trivium.fin.casework.queue;

import org.jspecify.annotations.Nullable;

/**
 * Computes the priority of a case: from 0 to 50 points for the highest score, to 30 for its amount of money, to 20 for
 * the number of alerts. A higher value of any never lowers the priority.
 */
public final class PriorityPolicy {

    private static final double SCORE = 50;
    private static final double MONEY = 30;
    private static final double COUNT = 20;
    /** Alerts at which the count has its full weight. */
    private static final int MANY = 5;
    /** The value of an alert without a score: the model did not answer, so the risk is unknown. */
    private static final double NO_SCORE = 0.5;

    private static final double CRITICAL = 75;
    private static final double HIGH = 55;
    private static final double MEDIUM = 35;

    private PriorityPolicy() {}

    /**
     * The priority of a case.
     *
     * @param maxScore in [0, 1]; null when no alert has a score
     * @param largeAmounts sum of amounts, each as a multiple of what is large in its currency
     * @param alerts at least 1
     */
    public static CasePriority of(@Nullable Double maxScore, double largeAmounts, int alerts) {
        double points = SCORE * (maxScore == null ? NO_SCORE : maxScore)
                + MONEY * Math.min(1, largeAmounts)
                + COUNT * Math.min(1, (alerts - 1) / (double) (MANY - 1));
        if (points >= CRITICAL) return CasePriority.CRITICAL;
        if (points >= HIGH) return CasePriority.HIGH;
        return points >= MEDIUM ? CasePriority.MEDIUM : CasePriority.LOW;
    }
}
