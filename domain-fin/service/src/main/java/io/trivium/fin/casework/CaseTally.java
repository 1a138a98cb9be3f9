package io.trivium.fin.casework;

import io.trivium.fin.casework.queue.CasePriority;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.CaseworkConfig;
import io.trivium.fin.casework.queue.PriorityPolicy;
import io.trivium.fin.casework.queue.QueuePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An open case while alerts are added to it: what the alerts add up to. Not thread-safe. */
final class CaseTally {

    private static final int MAX_REASONS = 32;

    final long number;
    final boolean isNew;
    final Instant openedAt;
    final CaseState state;
    private final Set<String> reasons;
    private final List<Alert> added = new ArrayList<>();
    private @Nullable Double maxScore;
    private double largeAmounts;
    private int alertCount;
    private CasePriority priority;
    private Instant lastAlertAt;
    private Instant dueAt;
    private String queue;

    /** An open case as it is stored. */
    record OpenCase(
            String customer,
            long caseNumber,
            Instant openedAt,
            Instant lastAlertAt,
            CaseState state,
            List<String> reasons,
            @Nullable Double maxScore,
            double largeAmounts,
            int alertCount,
            CasePriority priority,
            Instant dueAt,
            String queue) {}

    /** A new case. */
    static CaseTally opened(String customer, long number, Instant at) {
        OpenCase empty = new OpenCase(
                customer, number, at, at, CaseState.NEW, List.of(), null, 0, 0, CasePriority.LOW, Instant.MAX, "");
        return new CaseTally(empty, true);
    }

    CaseTally(OpenCase open, boolean isNew) {
        this.number = open.caseNumber;
        this.isNew = isNew;
        this.openedAt = open.openedAt;
        this.lastAlertAt = open.lastAlertAt;
        this.state = open.state;
        this.reasons = new LinkedHashSet<>(open.reasons);
        this.maxScore = open.maxScore;
        this.largeAmounts = open.largeAmounts;
        this.alertCount = open.alertCount;
        this.priority = open.priority;
        this.dueAt = open.dueAt;
        this.queue = open.queue;
    }

    /** Counts the alert in; a case never becomes less urgent or due later by it. */
    void add(Alert alert, CaseworkConfig config, QueuePolicy queues, Instant now) {
        added.add(alert);
        alertCount++;
        largeAmounts += alert.largeAmounts(config);
        Double score = alert.decision().score();
        if (score != null && (maxScore == null || score > maxScore)) maxScore = score;
        for (String reason : alert.reasons()) {
            if (reasons.size() < MAX_REASONS) reasons.add(reason);
        }
        CasePriority before = priority;
        priority = priority.or(PriorityPolicy.of(maxScore, largeAmounts, alertCount))
                .or(alert.leastPriority());
        if (state != CaseState.ESCALATED) {
            boolean again = queue.isEmpty() || priority != before;
            queue = queues.asked(alert.askedQueues()).orElse(again ? queues.queueOf(priority, reasons) : queue);
        }
        Instant at = alert.at(now);
        if (at.isAfter(lastAlertAt)) lastAlertAt = at;
        Instant due = at.plus(queues.allowed(priority, queue));
        if (due.isBefore(dueAt)) dueAt = due;
    }

    Instant lastAlertAt() {
        return lastAlertAt;
    }

    List<Alert> added() {
        return added;
    }

    Set<String> reasons() {
        return reasons;
    }

    @Nullable
    Double maxScore() {
        return maxScore;
    }

    double largeAmounts() {
        return largeAmounts;
    }

    int alertCount() {
        return alertCount;
    }

    CasePriority priority() {
        return priority;
    }

    Instant dueAt() {
        return dueAt;
    }

    String queue() {
        return queue;
    }
}
