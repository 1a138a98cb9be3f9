package io.trivium.med.privacy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.audit.SearchAudit;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.MedMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Records who searched for patients' studies, for what, and how many were listed (DICOM PS3.15 A.5.3.10, Query; IHE ATNA), before the
 * list is shown: one entry a search, with the parameters as sent. Measures how many studies one user has had listed within an hour, so
 * that a copy of the whole index is noticed. Thread-safe.
 */
@ApplicationScoped
public class PatientSearches {

    /** The action of the entries. */
    public static final String ACTION = "patient.search";

    private static final int REMEMBERED = 10_000;
    private static final long SLOT_SECONDS = 600;

    private final SearchAudit searches;
    private final Caller caller;
    private final InstantSource clock;
    private final Map<User, Hour> listed = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<User, Hour> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record User(TenantId tenant, String name) {}

    PatientSearches(SearchAudit searches, Caller caller, InstantSource clock, MeterRegistry meters) {
        this.searches = searches;
        this.caller = caller;
        this.clock = clock;
        Gauge.builder(MedMetrics.STUDIES_LISTED, this, PatientSearches::mostListed)
                .register(meters);
    }

    /**
     * Records a search of the present request's caller.
     *
     * @param what the list that was searched, such as {@code studies}
     * @param parameters by name; long values are cut to 200 characters
     * @param results length of the answer
     * @param studies how many studies the answer tells of
     */
    public void record(TenantId tenant, String what, Map<String, String> parameters, int results, long studies) {
        searches.record(tenant, ACTION, what, parameters, results);
        count(tenant, studies);
    }

    /**
     * As {@link #record}, of a list that a console loads again whenever something changes: the same search of the same caller is recorded
     * once in 15 minutes.
     */
    public void recordOnce(TenantId tenant, String what, Map<String, String> parameters, int results, long studies) {
        if (searches.recordOnce(tenant, ACTION, what, parameters, results)) count(tenant, studies);
    }

    private void count(TenantId tenant, long studies) {
        long slot = clock.instant().getEpochSecond() / SLOT_SECONDS;
        synchronized (listed) {
            listed.computeIfAbsent(new User(tenant, caller.name()), ignored -> new Hour())
                    .add(slot, studies);
        }
    }

    /** Studies that were listed to the user with the most within the last hour. */
    private double mostListed() {
        long slot = clock.instant().getEpochSecond() / SLOT_SECONDS;
        synchronized (listed) {
            return listed.values().stream()
                    .mapToLong(hour -> hour.sum(slot))
                    .max()
                    .orElse(0);
        }
    }

    /** Counts of the last six slots of ten minutes. */
    private static final class Hour {
        private static final int SLOTS = 6;
        private final long[] counts = new long[SLOTS];
        private long last;

        void add(long slot, long count) {
            forget(slot);
            counts[(int) (slot % SLOTS)] += count;
        }

        long sum(long slot) {
            forget(slot);
            long sum = 0;
            for (long count : counts) sum += count;
            return sum;
        }

        private void forget(long slot) {
            for (long passed = Math.max(last + 1, slot - SLOTS + 1); passed <= slot; passed++) {
                counts[(int) (passed % SLOTS)] = 0;
            }
            last = Math.max(last, slot);
        }
    }
}
