package io.trivium.industrial.overview;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.alarm.AlarmReader;
import io.trivium.industrial.alarm.AlarmView;
import io.trivium.industrial.reading.LatestView;
import io.trivium.industrial.reading.ReadingQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Provides changes to any number of live clients: the database is queried at most once a period for each organisation
 * and asset, however many listen. Thread-safe.
 */
@ApplicationScoped
class LiveFeed {
    private static final Duration CHANGES = Duration.ofMillis(400);
    private static final Duration OVERVIEW = Duration.ofSeconds(1);
    /** A change shows at its commit, which is later than its time; clients know by versions what they had. */
    private static final Duration LOOK_BACK = Duration.ofSeconds(30);

    private static final int MOST_CHANGES = 500;
    private static final int MOST_KEPT = 1_000;

    private static final SqlQuery<ChangedOrder> CHANGED_ORDERS = SqlQuery.of(ChangedOrder.class, """
        select work_order_id, version, state from work_order
        where tenant_id = :tenant and last_change >= :since order by last_change desc limit :limit
        """);

    private final AlarmReader alarms;
    private final OverviewReader overview;
    private final ReadingQuery readings;
    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final Map<Object, Look<?>> looks = new ConcurrentHashMap<>();

    LiveFeed(
            AlarmReader alarms,
            OverviewReader overview,
            ReadingQuery readings,
            TenantTransactions transactions,
            InstantSource clock) {
        this.alarms = alarms;
        this.overview = overview;
        this.readings = readings;
        this.transactions = transactions;
        this.clock = clock;
    }

    private record OverviewOf(TenantId tenant) {}

    private record ChangesOf(TenantId tenant) {}

    private record ReadingsOf(TenantId tenant, UUID assetId) {}

    /**
     * Recent changes.
     *
     * @param orders with the version that each has
     */
    record Changes(List<AlarmView> alarms, List<ChangedOrder> orders) {}

    record ChangedOrder(UUID workOrderId, int version, String state) {}

    Changes changes(TenantId tenant) {
        return this.<Changes>look(new ChangesOf(tenant)).get(CHANGES, () -> {
            Instant since = clock.instant().minus(LOOK_BACK);
            return new Changes(alarms.changedSince(tenant, since, MOST_CHANGES), orders(tenant, since));
        });
    }

    OverviewView overview(TenantId tenant) {
        return this.<OverviewView>look(new OverviewOf(tenant)).get(OVERVIEW, () -> overview.overview(tenant));
    }

    /** The latest reading of each tag of an asset. */
    List<LatestView> readings(TenantId tenant, UUID assetId) {
        return this.<List<LatestView>>look(new ReadingsOf(tenant, assetId))
                .get(CHANGES, () -> readings.latest(tenant, assetId));
    }

    private List<ChangedOrder> orders(TenantId tenant, Instant since) {
        return transactions.withConnection(
                tenant,
                connection -> CHANGED_ORDERS
                        .on(connection)
                        .set("tenant", tenant)
                        .set("since", since)
                        .set("limit", MOST_CHANGES)
                        .list());
    }

    @SuppressWarnings("unchecked") // the key determines the type of the value
    private <T> Look<T> look(Object key) {
        if (looks.size() > MOST_KEPT) looks.clear();
        return (Look<T>) looks.computeIfAbsent(key, made -> new Look<T>(clock));
    }

    /** The last answer to one question. */
    private static final class Look<T> {
        private final InstantSource clock;
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable T answer;
        private Instant at = Instant.EPOCH;

        Look(InstantSource clock) {
            this.clock = clock;
        }

        T get(Duration period, Supplier<T> question) {
            lock.lock();
            try {
                T known = answer;
                if (known != null && clock.instant().isBefore(at.plus(period))) return known;
                T fresh = question.get();
                answer = fresh;
                at = clock.instant();
                return fresh;
            } finally {
                lock.unlock();
            }
        }
    }
}
