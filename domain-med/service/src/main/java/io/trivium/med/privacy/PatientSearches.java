package io.trivium.med.privacy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.MedMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Records who searched for patients' studies, for what, and how many were listed (DICOM PS3.15 A.5.3.10, Query; IHE ATNA), before the
 * list is shown: one entry a search, with the parameters as sent. Measures how many studies one user has had listed within an hour, so
 * that a copy of the whole index is noticed. Thread-safe.
 */
@ApplicationScoped
public class PatientSearches {

    /** The action of the entries. */
    public static final String ACTION = "patient.search";

    private static final Duration STANDS_FOR = Duration.ofMinutes(15);
    private static final int REMEMBERED = 10_000;
    private static final int LONGEST_VALUE = 200;
    private static final long SLOT_SECONDS = 600;

    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;
    private final Map<Search, Instant> recorded = bounded();
    private final Map<User, Hour> listed = bounded();

    private record User(TenantId tenant, String name) {}

    private record Search(User user, String what, Map<String, String> parameters) {}

    PatientSearches(
            TenantTransactions transactions, AuditLog audit, Caller caller, InstantSource clock, MeterRegistry meters) {
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
        Gauge.builder(MedMetrics.STUDIES_LISTED, this, PatientSearches::mostListed)
                .register(meters);
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
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
        User user = new User(tenant, caller.name());
        Map<String, String> kept = new TreeMap<>();
        parameters.forEach((name, value) -> kept.put(cut(name), cut(value)));
        transactions.run(
                tenant,
                () -> audit.append(
                        ACTION,
                        "search/" + what,
                        AuditOutcome.SUCCESS,
                        Map.of("event", AuditMessage.Event.QUERY.name(), "parameters", kept, "results", results)));
        long slot = clock.instant().getEpochSecond() / SLOT_SECONDS;
        synchronized (listed) {
            listed.computeIfAbsent(user, ignored -> new Hour()).add(slot, studies);
        }
    }

    /**
     * As {@link #record}, of a list that a console loads again whenever something changes: the same search of the same caller is recorded
     * once in 15 minutes.
     */
    public void recordOnce(TenantId tenant, String what, Map<String, String> parameters, int results, long studies) {
        Search search = new Search(new User(tenant, caller.name()), what, Map.copyOf(parameters));
        Instant now = clock.instant();
        synchronized (recorded) {
            Instant last = recorded.get(search);
            if (last != null && now.isBefore(last.plus(STANDS_FOR))) {
                return;
            }
        }
        record(tenant, what, parameters, results, studies);
        synchronized (recorded) {
            recorded.put(search, now);
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
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
            for (long count : counts) {
                sum += count;
            }
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
