package io.trivium.industrial.monitor;

import io.trivium.industrial.alarm.Evidence.TagShare;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The monitor of an asset.
 *
 * @param version incremented when it learns from scratch
 * @param learned rows of normal operation so far
 * @param needed rows after which it watches
 * @param learningUntil when it has learned enough, if readings do not pause; null once it has
 * @param judgedTo readings before that moment were judged
 * @param score of the last row, 1 being the asset's own limit; null while it learns
 * @param shares the contribution of each tag to it, the largest first
 */
public record MonitorView(
        UUID assetId,
        int version,
        MonitorState state,
        int learned,
        int needed,
        @Nullable Instant learningUntil,
        Instant judgedTo,
        @Nullable Double score,
        List<TagShare> shares) {}
