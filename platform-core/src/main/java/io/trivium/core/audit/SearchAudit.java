package io.trivium.core.audit;

import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Records who searched for data of persons, for what, and how many were listed (as DICOM PS3.15 A.5.3.10, Query), in an entry of the
 * audit log. Thread-safe.
 */
@ApplicationScoped
public class SearchAudit {
    private static final Duration RECORDED_AGAIN_AFTER = Duration.ofMinutes(15);
    private static final int REMEMBERED = 10_000;
    private static final int LONGEST_VALUE = 200;

    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;
    private final Map<Search, Instant> recorded = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Search, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Search(TenantId tenant, String user, String action, String what, Map<String, String> parameters) {}

    SearchAudit(TenantTransactions transactions, AuditLog audit, Caller caller, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * Records a search of the present request's caller.
     *
     * @param action such as {@code patient.search}
     * @param what the list that was searched, such as {@code studies}
     * @param parameters by name; long values are cut to 200 characters
     * @param results length of the answer
     */
    public void record(TenantId tenant, String action, String what, Map<String, String> parameters, int results) {
        Map<String, String> kept = new TreeMap<>();
        parameters.forEach((name, value) -> kept.put(cut(name), cut(value)));
        transactions.run(
                tenant,
                () -> audit.append(
                        action,
                        "search/" + what,
                        AuditOutcome.SUCCESS,
                        Map.of("event", "QUERY", "parameters", kept, "results", results)));
    }

    /**
     * As {@link #record}, of a list that a console loads again whenever something changes: the same search of the same caller is recorded
     * once in 15 minutes. Returns whether it was recorded now.
     */
    public boolean recordOnce(
            TenantId tenant, String action, String what, Map<String, String> parameters, int results) {
        Search search = new Search(tenant, caller.name(), action, what, Map.copyOf(parameters));
        Instant now = clock.instant();
        synchronized (recorded) {
            Instant last = recorded.get(search);
            if (last != null && now.isBefore(last.plus(RECORDED_AGAIN_AFTER))) return false;
        }
        record(tenant, action, what, parameters, results);
        synchronized (recorded) {
            recorded.put(search, now);
        }
        return true;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }
}
