package io.trivium.runtime.learning.curate;

import io.trivium.core.model.TaskName;
import java.time.Instant;
import java.util.List;

/**
 * The unlabelled examples whose labels are most useful.
 *
 * @param madeAt when they were chosen
 * @param weighed unlabelled examples that were compared
 * @param labelled labelled ones from which the uncertainty was learned; 0 where there are too few
 */
public record ShortlistView(Instant madeAt, int weighed, int labelled, List<ShortlistItem> items) {
    public ShortlistView {
        items = List.copyOf(items);
    }

    /**
     * One example.
     *
     * @param score criterion of the choice besides the distance to the ones before it, from 0 to 1
     * @param uncertainty 1 where two labels are as likely, 0 where one is certain
     * @param rank from 1
     * @param reason why it was chosen: {@code unsure}, or {@code different} from the ones before it
     */
    public record ShortlistItem(
            String example,
            TaskName task,
            Instant occurredAt,
            double score,
            double uncertainty,
            int rank,
            String reason) {}
}
