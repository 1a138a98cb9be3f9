package io.trivium.industrial.cycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.learning.LabelGap;
import io.trivium.core.learning.LabelWorth;
import io.trivium.industrial.cycle.CycleViews.ProcessCycle;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Unlabelled cycles whose label would be most valuable for training.
 *
 * @param items the most valuable first
 * @param gap why there is no list; null when there is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LabelQueueView(
        List<LabelQueueItem> items, @Nullable LabelGap gap) {
    public LabelQueueView {
        items = List.copyOf(items);
    }

    /**
     * One cycle.
     *
     * @param path names of the parts above its asset, outermost first
     * @param link path in the console where it is said what the cycle was
     */
    public record LabelQueueItem(
            UUID assetId, String assetName, List<String> path, ProcessCycle cycle, LabelWorth worth, String link) {}
}
