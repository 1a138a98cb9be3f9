package io.trivium.industrial.alarm;

import io.trivium.industrial.model.FailureOutlook;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an alarm was raised on: what to plot, and what it was that did it.
 *
 * @param from begin of the window
 * @param to end of the window
 * @param tags to look at, the weightiest first
 * @param shares what each tag adds; sums to 1 unless empty
 * @param score of a monitor, 1 being its limit
 * @param modelVersion of the model that said so; null where none did
 * @param outlook what the asset may fail of; null where nothing tells
 */
public record Evidence(
        Instant from,
        Instant to,
        List<String> tags,
        List<TagShare> shares,
        @Nullable Double score,
        @Nullable String modelVersion,
        @Nullable FailureOutlook outlook) {

    /**
     * By how much a tag adds.
     *
     * @param share in [0, 1]
     */
    public record TagShare(String tag, double share) {}
}
