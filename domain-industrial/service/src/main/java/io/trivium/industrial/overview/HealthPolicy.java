package io.trivium.industrial.overview;

import io.trivium.industrial.alarm.rule.AlarmPriority;
import org.jspecify.annotations.Nullable;

/**
 * Rates an asset by its known state, the most urgent condition first. Pure.
 *
 * @param planBelow cycles of remaining life below which work has to be planned
 * @param actBelow cycles of remaining life below which immediate action is required
 * @param watchFrom score from which on an asset is watched
 */
record HealthPolicy(double planBelow, double actBelow, double watchFrom) {

    /**
     * The known state of an asset.
     *
     * @param highest priority of its active alarms; null without any
     * @param score of its monitor; null without one, or while it learns
     * @param lifeLower lower end of the estimate of remaining life, in cycles; null without one
     */
    record Signs(
            boolean silent,
            boolean learning,
            @Nullable AlarmPriority highest,
            @Nullable Double score,
            @Nullable Double lifeLower) {}

    AssetHealth of(Signs signs) {
        if (signs.highest() == AlarmPriority.CRITICAL || isBelow(signs.lifeLower(), actBelow)) return AssetHealth.ACT;
        if (signs.highest() == AlarmPriority.HIGH || isBelow(signs.lifeLower(), planBelow)) return AssetHealth.PLAN;
        if (signs.silent()) return AssetHealth.SILENT;
        if (signs.highest() != null || (signs.score() != null && signs.score() >= watchFrom)) return AssetHealth.WATCH;
        return signs.learning() ? AssetHealth.LEARNING : AssetHealth.GOOD;
    }

    private static boolean isBelow(@Nullable Double value, double limit) {
        return value != null && value < limit;
    }
}
