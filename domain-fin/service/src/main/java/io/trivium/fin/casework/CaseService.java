package io.trivium.fin.casework;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.CardNumbers;
import io.trivium.fin.casework.CasePolicy.Refusal;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.CaseworkConfig;
import io.trivium.fin.casework.queue.Disposition;
import io.trivium.fin.casework.queue.QueuePolicy;
import io.trivium.fin.casework.queue.QueueView;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Performs the acts of users on cases. Each act is one transaction with its audit entry; it is refused when the case
 * changed since the caller read it, so that no decision is based on outdated data. Thread-safe.
 */
@ApplicationScoped
public class CaseService {

    private final TenantTransactions transactions;
    private final CaseRepository cases;
    private final CaseReader reader;
    private final CaseHistory history;
    private final DispositionService dispositions;
    private final QueuePolicy queues;
    private final CaseworkConfig config;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;

    CaseService(
            TenantTransactions transactions,
            CaseRepository cases,
            CaseReader reader,
            CaseHistory history,
            DispositionService dispositions,
            QueuePolicy queues,
            CaseworkConfig config,
            AuditLog audit,
            Caller caller,
            InstantSource clock) {
        this.transactions = transactions;
        this.cases = cases;
        this.reader = reader;
        this.history = history;
        this.dispositions = dispositions;
        this.queues = queues;
        this.config = config;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    /** Makes of a case whose row is locked what it shall be. */
    @FunctionalInterface
    private interface Change {
        CaseSummaryView apply(Connection connection, CaseSummaryView current, Instant now);
    }

    /** An act, as it is recorded. */
    private record Deed(CaseAct act, String kind, @Nullable String reason, Map<String, String> details) {}

    private static final Deed TAKE = new Deed(CaseAct.TAKE, "taken", null, Map.of());

    /** Takes the most urgent free case of the queue, or of all queues of the caller; empty when there is none. */
    Optional<CaseView> takeNext(TenantId tenant, @Nullable String queue) {
        List<String> own = reader.queuesOf(queue);
        return transactions.withConnection(tenant, connection -> {
            Instant now = now();
            Set<String> full = queues.full(cases.counts(connection, tenant, own, caller.name(), now));
            Optional<Long> taken =
                    cases.takeNext(connection, tenant, own, full, caller.name(), now, now.plus(config.lock()));
            if (taken.isEmpty()) return Optional.empty();
            record(connection, tenant, taken.orElseThrow(), now, "taken", null, Map.of());
            return Optional.of(reader.view(connection, tenant, taken.orElseThrow(), now));
        });
    }

    CaseView take(TenantId tenant, long number, long version) {
        return act(
                tenant, number, version, TAKE, (connection, current, now) -> taken(connection, tenant, current, now));
    }

    private CaseSummaryView taken(Connection connection, TenantId tenant, CaseSummaryView current, Instant now) {
        if (!reader.queuesOf(null).contains(current.queue())) {
            throw new PlatformException(CoreErrorCode.FORBIDDEN, "You do not work the queue of this case.");
        }
        if (!caller.name().equals(current.assignee())) requireRoom(connection, tenant, current.queue(), now);
        CaseState next = CasePolicy.after(CaseAct.TAKE, current.state(), 1);
        return current.moved(next, current.queue(), caller.name(), caller.name(), now.plus(config.lock()));
    }

    /** Refuses one more case of a queue to a caller who holds as many as its limit. */
    private void requireRoom(Connection connection, TenantId tenant, String queue, Instant now) {
        QueueView counted = cases.counts(connection, tenant, List.of(queue), caller.name(), now)
                .get(queue);
        if (counted != null && !queues.mayHoldMore(queue, counted.mine())) {
            throw new PlatformException(
                    FinErrorCode.CASE_LIMIT,
                    FinErrorCode.CASE_LIMIT.meaning(),
                    Map.of("queue", queue, "held", counted.mine()));
        }
    }

    /** Keeps the case with the caller for another while. @return when the lock ends */
    Instant renewLock(TenantId tenant, long number) {
        return transactions.withConnection(tenant, connection -> {
            Instant now = now();
            CaseSummaryView current = reader.require(connection, tenant, number, true, now);
            CasePolicy.Standing standing = current.standing();
            if (standing.isLocked(now) && !standing.isHeldBy(caller.name(), now)) {
                throw refused(Refusal.LOCKED, current);
            }
            if (!caller.name().equals(current.assignee()) || current.state() == CaseState.CLOSED) {
                throw refused(Refusal.NOT_HELD, current);
            }
            Instant until = now.plus(config.lock());
            cases.lock(connection, tenant, number, caller.name(), until);
            return until;
        });
    }

    /** Puts it back into its queue. */
    CaseView release(TenantId tenant, long number, long version) {
        Deed deed = new Deed(CaseAct.RELEASE, "released", null, Map.of());
        return act(
                tenant,
                number,
                version,
                deed,
                (connection, current, now) -> current.moved(
                        CasePolicy.after(CaseAct.RELEASE, current.state(), 1), current.queue(), null, null, null));
    }

    CaseView handOver(TenantId tenant, long number, long version, String assignee, String reason) {
        Deed deed = new Deed(CaseAct.HAND_OVER, "handed-over", reason, Map.of("assignee", assignee));
        return act(
                tenant,
                number,
                version,
                deed,
                (connection, current, now) -> current.moved(
                        CasePolicy.after(CaseAct.HAND_OVER, current.state(), 1),
                        current.queue(),
                        assignee,
                        null,
                        null));
    }

    CaseView escalate(TenantId tenant, long number, long version, String reason) {
        Deed deed = new Deed(CaseAct.ESCALATE, "escalated", reason, Map.of());
        return act(
                tenant,
                number,
                version,
                deed,
                (connection, current, now) -> current.moved(
                        CasePolicy.after(CaseAct.ESCALATE, current.state(), 1),
                        queues.escalationQueue(),
                        null,
                        null,
                        null));
    }

    CaseView note(TenantId tenant, long number, String text) {
        requireNoCardNumber(text);
        return transactions.withConnection(tenant, connection -> {
            Instant now = now();
            reader.require(connection, tenant, number, true, now);
            record(connection, tenant, number, now, "note", text, Map.of());
            return reader.view(connection, tenant, number, now);
        });
    }

    /** @param authorizationIds the alerts meant; empty for all that have no finding yet */
    CaseView dispose(
            TenantId tenant,
            long number,
            long version,
            Disposition disposition,
            String reason,
            List<String> authorizationIds) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("disposition", disposition.wireName());
        if (!authorizationIds.isEmpty()) details.put("authorizationIds", String.join(" ", authorizationIds));
        Deed deed = new Deed(CaseAct.DISPOSE, "disposed", reason, details);
        return act(tenant, number, version, deed, found(tenant, disposition, reason, authorizationIds));
    }

    private Change found(TenantId tenant, Disposition disposition, String reason, List<String> authorizationIds) {
        return (connection, current, now) -> {
            List<CaseHistory.Standing> alerts = dispositions.dispose(
                    connection,
                    tenant,
                    current.caseNumber(),
                    disposition,
                    reason,
                    authorizationIds,
                    caller.name(),
                    now);
            List<Disposition> found = new ArrayList<>();
            for (CaseHistory.Standing alert : alerts) {
                if (alert.disposition() != null) found.add(alert.disposition());
            }
            CaseState next = CasePolicy.after(CaseAct.DISPOSE, current.state(), alerts.size() - found.size());
            return next == CaseState.CLOSED
                    ? current.closed(Disposition.gravest(found), caller.name(), now)
                    : current.moved(
                            next, current.queue(), current.assignee(), current.lockHolder(), current.lockUntil());
        };
    }

    /**
     * A finding on a case that the caller may not hold yet: takes it, then disposes of it, both or neither.
     *
     * @return the state of the case then
     */
    CaseState takeAndDispose(TenantId tenant, long number, long version, Disposition disposition, String reason) {
        return transactions.withConnection(tenant, connection -> {
            Instant now = now();
            CaseSummaryView current = reader.require(connection, tenant, number, true, now);
            if (!current.standing().isHeldBy(caller.name(), now)) {
                current = act(
                        connection,
                        tenant,
                        number,
                        version,
                        TAKE,
                        (sql, taken, at) -> taken(sql, tenant, taken, at),
                        now);
            } else {
                requireVersion(current, version);
            }
            Deed deed = new Deed(
                    CaseAct.DISPOSE, "disposed", reason, Map.of("disposition", disposition.wireName(), "bulk", "true"));
            return act(
                            connection,
                            tenant,
                            number,
                            current.version(),
                            deed,
                            found(tenant, disposition, reason, List.of()),
                            now)
                    .state();
        });
    }

    CaseView reopen(TenantId tenant, long number, long version, String reason) {
        Deed deed = new Deed(CaseAct.REOPEN, "reopened", reason, Map.of());
        return act(tenant, number, version, deed, (connection, current, now) -> {
            AlertStore.lock(connection, tenant);
            Optional<Long> open = cases.openCaseOf(connection, tenant, current.customer());
            if (open.isPresent()) {
                throw new PlatformException(
                        FinErrorCode.CASE_OPEN_EXISTS,
                        FinErrorCode.CASE_OPEN_EXISTS.meaning(),
                        Map.of("caseNumber", open.orElseThrow()));
            }
            history.reopen(connection, tenant, number);
            return current.moved(
                    CasePolicy.after(CaseAct.REOPEN, current.state(), 1),
                    queues.queueOf(current.priority(), current.reasons()),
                    caller.name(),
                    caller.name(),
                    now.plus(config.lock()));
        });
    }

    /** Records that a user exported a copy of the case, and returns the case. */
    public CaseView export(TenantId tenant, long number, String format) {
        return transactions.withConnection(tenant, connection -> {
            Instant now = now();
            CaseView view = reader.view(connection, tenant, number, now);
            record(connection, tenant, number, now, "exported", null, Map.of("format", format));
            return view;
        });
    }

    private CaseView act(TenantId tenant, long number, long version, Deed deed, Change change) {
        if (deed.reason() != null) requireNoCardNumber(deed.reason());
        return transactions.withConnection(tenant, connection -> {
            Instant now = now();
            act(connection, tenant, number, version, deed, change, now);
            return reader.view(connection, tenant, number, now);
        });
    }

    /** As {@link #act(TenantId, long, long, Deed, Change)}, in the connection's transaction. @return the case then */
    private CaseSummaryView act(
            Connection connection, TenantId tenant, long number, long version, Deed deed, Change change, Instant now) {
        CaseSummaryView current = reader.require(connection, tenant, number, true, now);
        Refusal refusal = CasePolicy.refusal(deed.act(), current.standing(), caller.name(), reader.isSupervisor(), now);
        if (refusal != null) throw refused(refusal, current);
        requireVersion(current, version);
        CaseSummaryView changed = change.apply(connection, current, now);
        cases.save(connection, tenant, changed);
        record(connection, tenant, number, now, deed.kind(), deed.reason(), deed.details());
        if (changed.state() == CaseState.CLOSED) {
            history.add(connection, tenant, number, now, caller.name(), "closed", null, Map.of());
        }
        return reader.require(connection, tenant, number, true, now);
    }

    private static void requireVersion(CaseSummaryView current, long version) {
        if (current.version() != version) {
            throw new PlatformException(
                    FinErrorCode.CASE_CHANGED,
                    FinErrorCode.CASE_CHANGED.meaning(),
                    Map.of("version", current.version()));
        }
    }

    /** Puts on record that lists of cases were taken out of the system as a file. */
    void exportedList(TenantId tenant, Map<String, ?> details) {
        transactions.run(tenant, () -> audit.append("case.list-exported", "cases", AuditOutcome.SUCCESS, details));
    }

    private void record(
            Connection connection,
            TenantId tenant,
            long number,
            Instant now,
            String kind,
            @Nullable String text,
            Map<String, String> details) {
        history.add(connection, tenant, number, now, caller.name(), kind, text, details);
        Map<String, Object> audited = new HashMap<>(details);
        if (text != null) audited.put("text", text);
        audit.append("case." + kind, "case/" + number, AuditOutcome.SUCCESS, audited);
    }

    private static PlatformException refused(Refusal refusal, CaseSummaryView current) {
        return switch (refusal) {
            case STATE ->
                new PlatformException(
                        FinErrorCode.CASE_STATE,
                        FinErrorCode.CASE_STATE.meaning(),
                        Map.of("state", current.state().wireName()));
            case LOCKED ->
                new PlatformException(
                        FinErrorCode.CASE_LOCKED,
                        FinErrorCode.CASE_LOCKED.meaning(),
                        Map.of(
                                "lockHolder", String.valueOf(current.lockHolder()),
                                "lockUntil", String.valueOf(current.lockUntil())));
            case NOT_HELD -> new PlatformException(FinErrorCode.CASE_NOT_HELD, FinErrorCode.CASE_NOT_HELD.meaning());
            case ROLE ->
                new PlatformException(CoreErrorCode.FORBIDDEN, "An escalated case is a supervisor's to work on.");
        };
    }

    /** Free text stays for years and is exported, so a card number in it is refused; the refusal does not repeat it. */
    static void requireNoCardNumber(String text) {
        if (CardNumbers.isIn(text)) {
            throw new PlatformException(
                    FinErrorCode.TEXT_HOLDS_CARD_NUMBER, FinErrorCode.TEXT_HOLDS_CARD_NUMBER.meaning());
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
