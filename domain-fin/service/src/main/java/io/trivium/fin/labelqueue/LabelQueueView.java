package io.trivium.fin.labelqueue;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.learning.LabelGap;
import io.trivium.core.learning.LabelWorth;
import io.trivium.fin.decision.DecisionView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Payments without a label whose label would be most valuable for training.
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
     * One payment.
     *
     * @param decision without its features
     * @param caseNumber the open case that it is an alert of; null when it is of none
     * @param link path in the console where its label is given: the case, or else the decision
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LabelQueueItem(
            DecisionView decision,
            LabelWorth worth,
            @Nullable Long caseNumber,
            String link) {}
}
