package io.trivium.med.reading;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.privacy.AuditMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Records who accessed a patient's study (PS3.15 A.5.3.5, DICOM Instances Accessed), before any of it is shown. Reading
 * takes hundreds of calls; one entry covers all calls of a caller on a study in 15 minutes. Thread-safe.
 */
@ApplicationScoped
public class StudyAccess {

    static final String ACTION = "study.read";

    private static final Duration STANDS_FOR = Duration.ofMinutes(15);
    private static final int REMEMBERED = 10_000;

    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;
    private final Map<Access, Instant> recorded = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Access, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Access(TenantId tenant, String user, String object) {}

    StudyAccess(TenantTransactions transactions, AuditLog audit, Caller caller, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    /** Records that the present request's caller reads a study of the tenant, which exists. */
    public void record(TenantId tenant, StudyInstanceUid study) {
        recordObject(tenant, "study/" + study);
    }

    /** As {@link #record}, of an instance that belongs to no study that can be read from it. */
    public void recordInstance(TenantId tenant, String instance) {
        recordObject(tenant, "instance/" + instance);
    }

    private void recordObject(TenantId tenant, String object) {
        Access access = new Access(tenant, caller.name(), object);
        Instant now = clock.instant();
        synchronized (recorded) {
            Instant last = recorded.get(access);
            if (last != null && now.isBefore(last.plus(STANDS_FOR))) return;
        }
        transactions.run(
                tenant,
                () -> audit.append(
                        ACTION,
                        object,
                        AuditOutcome.SUCCESS,
                        Map.of("event", AuditMessage.Event.INSTANCES_ACCESSED.name())));
        synchronized (recorded) {
            recorded.put(access, now);
        }
    }
}
