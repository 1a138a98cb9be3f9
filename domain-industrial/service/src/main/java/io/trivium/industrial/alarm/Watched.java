package io.trivium.industrial.alarm;

import io.trivium.industrial.alarm.rule.AlarmRule;
import io.trivium.industrial.asset.AssetPlace;
import java.util.UUID;

/**
 * A tag that a rule watches on one asset.
 *
 * @param tagId number of the tag
 * @param unit of the tag
 */
record Watched(AlarmRule rule, AssetPlace place, WatchStore.Role role, int tagId, String unit) {

    UUID assetId() {
        return place.assetId();
    }

    WatchStore.Key key() {
        return new WatchStore.Key(rule.ruleId(), place.assetId(), role);
    }

    LimitWatch watch(LimitWatch.State from) {
        AlarmRule.Suppression suppression = rule.suppressWhen();
        return new LimitWatch(
                role == WatchStore.Role.SUPPRESSION && suppression != null ? suppression.asLimit() : rule.asLimit(),
                from);
    }
}
