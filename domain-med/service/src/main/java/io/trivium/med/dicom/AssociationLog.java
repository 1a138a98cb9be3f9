package io.trivium.med.dicom;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dicom.AssociationObserver.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest associations and refusals of this instance, for people who connect a system. Bounded, in memory: after a restart it is
 * empty, and what has to stay is in the audit log. Thread-safe.
 */
@ApplicationScoped
public class AssociationLog {
    private static final int KEPT = 50;

    private final InstantSource clock;
    private final Instant since;
    private final Map<TenantId, Deque<Ended>> ended = new HashMap<>();
    private final Deque<Refused> refused = new ArrayDeque<>();

    AssociationLog(InstantSource clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    /**
     * An association that was accepted.
     *
     * @param peer name of the peer in the configuration
     * @param stored instances that were stored in it
     */
    public record Ended(
            String peer,
            String callingAe,
            String calledAe,
            String host,
            Instant openedAt,
            Instant endedAt,
            int stored,
            Outcome outcome) {}

    /**
     * A rejected request, with all later ones for the same reason.
     *
     * @param callingAe as sent; "(no AE title)" if it is none
     * @param why the mismatch, for the person who configures the node or the peer
     * @param count number of rejections until {@code at}
     */
    public record Refused(String callingAe, String calledAe, String host, String why, int count, Instant at) {
        private boolean isAs(Refused other) {
            return callingAe.equals(other.callingAe)
                    && calledAe.equals(other.calledAe)
                    && host.equals(other.host)
                    && why.equals(other.why);
        }
    }

    /** Returns the time at which the log begins. */
    public Instant since() {
        return since;
    }

    synchronized void ended(Session session, Outcome outcome) {
        Deque<Ended> kept = ended.computeIfAbsent(session.peer().tenant(), ignored -> new ArrayDeque<>());
        kept.addFirst(new Ended(
                session.peer().name(),
                session.association().callingAe(),
                session.association().calledAe(),
                session.association().remote().getAddress().getHostAddress(),
                session.openedAt(),
                clock.instant(),
                session.stored(),
                outcome));
        if (kept.size() > KEPT) kept.removeLast();
    }

    synchronized void refused(String callingAe, String calledAe, InetAddress host, String why) {
        Refused now = new Refused(callingAe, calledAe, host.getHostAddress(), why, 1, clock.instant());
        Refused before = refused.stream().filter(now::isAs).findFirst().orElse(null);
        if (before != null) {
            refused.remove(before);
            now = new Refused(callingAe, calledAe, now.host(), why, before.count() + 1, now.at());
        }
        refused.addFirst(now);
        if (refused.size() > KEPT) refused.removeLast();
    }

    /** Associations of an organisation's peers, the newest first. */
    public synchronized List<Ended> ended(TenantId tenant) {
        return List.copyOf(ended.getOrDefault(tenant, new ArrayDeque<>()));
    }

    /** Refusals of all callers, the newest first. */
    public synchronized List<Refused> refused() {
        return new ArrayList<>(refused);
    }
}
