package io.trivium.med.dicom;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.MedMetrics;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.AssociateRequest;
import io.trivium.med.dicom.association.Rejection;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Puts associations on record: every refusal counts as a metric; log and audit log have each kind of refusal of a host
 * once in a while, so that a flood fills neither. Thread-safe.
 */
@ApplicationScoped
class NodeObserver implements AssociationObserver {

    private static final Logger LOG = Logger.getLogger(NodeObserver.class);
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final int REMEMBERED = 1000;

    private final MeterRegistry meters;
    private final AuditLog audit;
    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final AssociationLog associations;
    private final Map<String, Instant> lately = new ConcurrentHashMap<>();

    NodeObserver(
            MeterRegistry meters,
            AuditLog audit,
            TenantTransactions transactions,
            InstantSource clock,
            AssociationLog associations) {
        this.meters = meters;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
        this.associations = associations;
    }

    @Override
    public void refused(AssociateRequest request, InetAddress host, Rejection rejection, String why) {
        count(MedMetrics.ASSOCIATIONS_REFUSED, "reason", rejection.text().replace(' ', '-'));
        String calling = printable(request.callingAe());
        String called = printable(request.calledAe());
        associations.refused(calling, called, host, why);
        if (!isLogged(host + why)) return;
        LOG.warnf("association refused: %s (%s calls %s from %s)", why, calling, called, host.getHostAddress());
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("host", host.getHostAddress());
        details.put("calledAe", called);
        details.put("reason", why);
        record(new AuditEvent(
                TenantId.PLATFORM,
                "ae:" + calling,
                "dicom.associate",
                "node/" + called,
                AuditOutcome.REFUSED,
                details));
    }

    @Override
    public void ended(Session session, Outcome outcome) {
        count(MedMetrics.ASSOCIATIONS, "outcome", word(outcome));
        associations.ended(session, outcome);
        if (session.stored() > 0) {
            record(new AuditEvent(
                    session.peer().tenant(),
                    "peer:" + session.peer().name(),
                    "dicom.receive",
                    "association/" + session.id(),
                    AuditOutcome.SUCCESS,
                    Map.of(
                            "instances",
                            session.stored(),
                            "host",
                            session.association().remote().getAddress().getHostAddress(),
                            "ended",
                            word(outcome))));
        }
        if (outcome != Outcome.RELEASED) {
            LOG.infof(
                    "association %s of peer %s ended: %s",
                    session.id(), session.peer().name(), word(outcome));
        }
    }

    @Override
    public void abandoned(InetAddress host, String why) {
        count(MedMetrics.ASSOCIATIONS, "outcome", "never-asked");
        if (isLogged(host + why)) LOG.infof("connection from %s ended: %s", host.getHostAddress(), why);
    }

    @Override
    public void failed(Session session, RuntimeException fault) {
        LOG.errorf(
                fault,
                "association %s of peer %s failed",
                session.id(),
                session.peer().name());
    }

    private void record(AuditEvent event) {
        try {
            transactions.run(event.tenant(), () -> audit.append(event));
        } catch (RuntimeException e) {
            LOG.error("an association could not be put on record", e);
        }
    }

    private boolean isLogged(String kind) {
        Instant now = clock.instant();
        if (lately.size() > REMEMBERED) {
            lately.values().removeIf(time -> time.plus(SILENCE).isBefore(now));
            if (lately.size() > REMEMBERED) return false;
        }
        Instant before = lately.get(kind);
        if (before != null && before.plus(SILENCE).isAfter(now)) return false;
        lately.put(kind, now);
        return true;
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** AE titles are untrusted input: only characters that an AE title may contain are logged. */
    private static String printable(String ae) {
        return AeTitle.isValid(ae) ? ae : "(no AE title)";
    }

    private void count(String name, String tag, String value) {
        Counter.builder(name).tag(tag, value).register(meters).increment();
    }
}
