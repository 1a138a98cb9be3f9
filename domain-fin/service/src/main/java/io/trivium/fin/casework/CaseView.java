package io.trivium.fin.casework;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A case as it is worked on.
 *
 * @param alerts newest first, at most 200 of {@code summary.alertCount}
 * @param timeline newest first, at most 300 entries
 * @param timelineComplete whether the timeline goes back to the opening
 * @param allowed what the caller may do with it now
 */
public record CaseView(
        CaseSummaryView summary,
        List<CaseAlertView> alerts,
        List<TimelineEntry> timeline,
        boolean timelineComplete,

        List<CaseAct> allowed) {

    /**
     * Something that happened.
     *
     * @param kind opened, alert-added, taken, handed-over, escalated, released, note, disposed, closed, reopened,
     *     exported, label, reversed
     * @param body a note or a reason, as a person wrote it
     * @param details by kind: authorizationId, disposition, label, source, assignee, priority
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TimelineEntry(
            Instant at, String actor, String kind, @Nullable String body, Map<String, String> details) {}
}
