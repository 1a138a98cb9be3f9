package io.trivium.fin.casework;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.casework.queue.QueuePolicy;
import io.trivium.fin.casework.queue.QueueView;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cases and queues as the caller may see them: an analyst the analysts' queues, a supervisor all. Thread-safe. */
@ApplicationScoped
class CaseReader {

    private final TenantTransactions transactions;
    private final CaseRepository cases;
    private final CaseHistory history;
    private final QueuePolicy queues;
    private final Caller caller;
    private final InstantSource clock;

    CaseReader(
            TenantTransactions transactions,
            CaseRepository cases,
            CaseHistory history,
            QueuePolicy queues,
            Caller caller,
            InstantSource clock) {
        this.transactions = transactions;
        this.cases = cases;
        this.history = history;
        this.queues = queues;
        this.caller = caller;
        this.clock = clock;
    }

    /** The caller's queues, in the order cases are offered to them. */
    List<QueueView> queues(TenantId tenant) {
        List<String> names = queues.queuesFor(caller.roles());
        Map<String, QueueView> counts = transactions.withConnection(
                tenant, connection -> cases.counts(connection, tenant, names, caller.name(), clock.instant()));
        return names.stream()
                .map(name -> counts.getOrDefault(name, new QueueView(name, 0, 0, 0, 0, null)))
                .toList();
    }

    /**
     * The filter over the caller's queues, or the one named.
     *
     * @throws PlatformException {@code invalid-value} for a queue that the caller does not work
     */
    CaseRepository.Filter own(@Nullable String queue, CaseRepository.Filter filter) {
        return filter.in(queuesOf(queue));
    }

    List<CaseSummaryView> list(TenantId tenant, CaseRepository.Filter filter, int limit) {
        return transactions.withConnection(
                tenant, connection -> cases.list(connection, tenant, filter, limit, clock.instant()));
    }

    /** The caller's queues, or the one named. */
    List<String> queuesOf(@Nullable String queue) {
        List<String> own = queues.queuesFor(caller.roles());
        if (queue == null || queue.isEmpty()) return own;
        if (!own.contains(queue)) {
            throw new PlatformException(
                    CoreErrorCode.INVALID_VALUE, "queue is none that you work", Map.of("field", "queue"));
        }
        return List.of(queue);
    }

    /** @throws PlatformException {@code case-not-found} */
    CaseView view(TenantId tenant, long number) {
        return transactions.withConnection(tenant, connection -> view(connection, tenant, number, clock.instant()));
    }

    /** As {@link #view(TenantId, long)}, in the connection's transaction of this tenant. */
    CaseView view(Connection connection, TenantId tenant, long number, Instant now) {
        CaseSummaryView summary = require(connection, tenant, number, false, now);
        List<CaseAlertView> alerts = history.alerts(connection, tenant, number);
        List<CaseView.TimelineEntry> timeline = history.timeline(connection, tenant, number, alerts);
        boolean complete = timeline.size() <= CaseHistory.MAX_TIMELINE;
        List<CaseAct> allowed = new ArrayList<>();
        for (CaseAct act : CaseAct.values()) {
            if (CasePolicy.refusal(act, summary.standing(), caller.name(), isSupervisor(), now) == null) {
                allowed.add(act);
            }
        }
        return new CaseView(
                summary,
                alerts,
                complete ? timeline : timeline.subList(0, CaseHistory.MAX_TIMELINE),
                complete,
                allowed);
    }

    /** The case, its row locked for the rest of the transaction if {@code forChange}. */
    CaseSummaryView require(Connection connection, TenantId tenant, long number, boolean forChange, Instant now) {
        return cases.find(connection, tenant, number, forChange, now)
                .orElseThrow(() ->
                        new PlatformException(FinErrorCode.CASE_NOT_FOUND, FinErrorCode.CASE_NOT_FOUND.meaning()));
    }

    boolean isSupervisor() {
        return caller.hasRole(Roles.FIN_SUPERVISOR);
    }
}
