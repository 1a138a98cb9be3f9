package io.trivium.fin.casework;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.casework.CaseHistory.Standing;
import io.trivium.fin.casework.queue.Disposition;
import io.trivium.fin.label.LabelService;
import io.trivium.fin.stream.FinMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Findings on alerts, and the labels that follow from them: one label per finding that says something new, in the same
 * transaction. Thread-safe.
 */
@ApplicationScoped
class DispositionService {

    private static final String FRAUD = "fraud";
    private static final String GENUINE = "genuine";

    private final CaseHistory history;
    private final LabelService labels;
    private final MeterRegistry meters;

    DispositionService(CaseHistory history, LabelService labels, MeterRegistry meters) {
        this.history = history;
        this.labels = labels;
        this.meters = meters;
    }

    /**
     * Writes the finding to the named alerts, or to all alerts without one.
     *
     * @return every alert of the case with its new state
     * @throws PlatformException {@code alert-not-found} when a named authorization is no alert of this case
     */
    List<Standing> dispose(
            Connection connection,
            TenantId tenant,
            long number,
            Disposition disposition,
            String reason,
            List<String> authorizationIds,
            String user,
            Instant now) {
        Set<String> wanted = new HashSet<>(authorizationIds);
        List<Standing> all = new ArrayList<>();
        List<Standing> found = new ArrayList<>();
        for (Standing alert : history.standing(connection, tenant, number)) {
            boolean meant =
                    authorizationIds.isEmpty() ? alert.disposition() == null : wanted.remove(alert.authorizationId());
            Standing after = meant ? labelled(tenant, alert, disposition, now) : alert;
            if (meant) found.add(after);
            all.add(after);
        }
        if (!wanted.isEmpty()) {
            throw new PlatformException(FinErrorCode.ALERT_NOT_FOUND, FinErrorCode.ALERT_NOT_FOUND.meaning());
        }
        history.dispose(connection, tenant, found, reason, user, now);
        meters.counter(FinMetrics.DISPOSITIONS, "disposition", disposition.wireName())
                .increment(found.size());
        return all;
    }

    private Standing labelled(TenantId tenant, Standing alert, Disposition disposition, Instant now) {
        String label = labelAfter(alert.label(), disposition);
        Instant before = alert.labelledAt();
        if (label == null || label.equals(alert.label())) {
            return new Standing(alert.authorizationId(), disposition, alert.label(), before);
        }
        // A later label replaces an earlier one by its time, even when both fall into one millisecond.
        Instant observedAt = before != null && !before.isBefore(now) ? before.plusMillis(1) : now;
        labels.record(tenant, alert.authorizationId(), label, observedAt);
        return new Standing(alert.authorizationId(), disposition, label, observedAt);
    }

    /**
     * Returns the label after a finding: an alert that is no longer considered fraud counts as genuine again, because
     * the absence of a label also means genuine.
     */
    static @Nullable String labelAfter(@Nullable String before, Disposition disposition) {
        String label = disposition.label();
        return label == null && FRAUD.equals(before) ? GENUINE : label;
    }
}
