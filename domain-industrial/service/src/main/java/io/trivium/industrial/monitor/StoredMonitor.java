package io.trivium.industrial.monitor;

import io.trivium.industrial.alarm.Evidence.TagShare;
import io.trivium.industrial.model.AssetMonitor;
import io.trivium.industrial.model.Judgement.Sign;
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
 * @param calibration null while it learns, and where it is not needed
 * @param baseline how far the normal means are from the calibration by now; empty until a row was judged
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
        List<Double> baseline,
        Instant judgedTo,
        @Nullable Double score,
        List<Double> shares) {

    Duration step() {
        return Duration.ofMillis(stepMs);
    }

    StoredMonitor learned(int rows, Instant to) {
        return new StoredMonitor(
                assetId,
                version,
                state,
                tags,
                stepMs,
                needed,
                rows,
                learningFrom,
                null,
                List.of(),
                to,
                null,
                List.of());
    }

    /** Whether it was calibrated by an earlier version in a form that this one cannot read; it learns from the same rows. */
    boolean hasLearnedBefore() {
        return state == MonitorState.LEARNING && learned >= needed;
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
                List.of(),
                judgedTo,
                null,
                List.of());
    }

    StoredMonitor judged(Instant to, List<Double> followed, @Nullable Double last, List<Double> lastShares) {
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
                followed,
                to,
                last == null ? score : last,
                last == null ? shares : lastShares);
    }

    MonitorView view() {
        Instant until = state == MonitorState.LEARNING ? learningFrom.plus(step().multipliedBy(needed)) : null;
        return new MonitorView(assetId, version, state, learned, needed, until, judgedTo, score, shares(tags, shares));
    }

    /**
     * Returns the shares by name, the largest first; shares below a hundredth are omitted.
     *
     * @param signs by tag; none if they are not known
     */
    static List<TagShare> shares(List<String> tags, List<Double> shares, Sign... signs) {
        List<TagShare> found = new ArrayList<>();
        for (int t = 0; t < Math.min(tags.size(), shares.size()); t++) {
            if (shares.get(t) >= 0.01) {
                found.add(new TagShare(tags.get(t), shares.get(t), t < signs.length ? signs[t] : null));
            }
        }
        found.sort(Comparator.comparingDouble(TagShare::share).reversed());
        return List.copyOf(found);
    }
}
