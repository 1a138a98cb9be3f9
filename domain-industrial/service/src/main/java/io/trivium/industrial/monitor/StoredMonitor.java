package io.trivium.industrial.monitor;

import io.trivium.industrial.alarm.Evidence.TagShare;
import io.trivium.industrial.model.AssetMonitor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A monitor as it is stored. Its window is not: it is read from the readings before {@code judgedTo}.
 *
 * @param tags names, in the order of a row's columns
 * @param stepMs time between two rows, in milliseconds
 * @param learningFrom what is normal is learned from the readings since then
 * @param calibration null while it learns
 * @param judgedTo readings before that moment were judged
 */
record StoredMonitor(
        UUID assetId,
        int version,
        MonitorState state,
        List<String> tags,
        int stepMs,
        int needed,
        int learned,
        Instant learningFrom,
        AssetMonitor.@Nullable Calibration calibration,
        Instant judgedTo,
        @Nullable Double score,
        List<Double> shares) {

    Duration step() {
        return Duration.ofMillis(stepMs);
    }

    StoredMonitor learned(int rows, Instant to) {
        return new StoredMonitor(
                assetId, version, state, tags, stepMs, needed, rows, learningFrom, null, to, null, List.of());
    }

    StoredMonitor calibrated(AssetMonitor.Calibration found) {
        return new StoredMonitor(
                assetId,
                version,
                MonitorState.WATCHING,
                tags,
                stepMs,
                needed,
                needed,
                learningFrom,
                found,
                judgedTo,
                null,
                List.of());
    }

    StoredMonitor judged(Instant to, @Nullable Double last, List<Double> lastShares) {
        return new StoredMonitor(
                assetId,
                version,
                state,
                tags,
                stepMs,
                needed,
                learned,
                learningFrom,
                calibration,
                to,
                last == null ? score : last,
                last == null ? shares : lastShares);
    }

    MonitorView view() {
        Instant until = state == MonitorState.LEARNING ? learningFrom.plus(step().multipliedBy(needed)) : null;
        return new MonitorView(assetId, version, state, learned, needed, until, judgedTo, score, shares(tags, shares));
    }

    /** Returns the shares by name, the largest first; shares below a hundredth are omitted. */
    static List<TagShare> shares(List<String> tags, List<Double> shares) {
        List<TagShare> found = new ArrayList<>();
        for (int t = 0; t < Math.min(tags.size(), shares.size()); t++) {
            if (shares.get(t) >= 0.01) {
                found.add(new TagShare(tags.get(t), shares.get(t)));
            }
        }
        found.sort(Comparator.comparingDouble(TagShare::share).reversed());
        return List.copyOf(found);
    }
}
