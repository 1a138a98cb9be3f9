package io.trivium.runtime.learning.curate;

import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.curate.CurationRows.Entry;
import io.trivium.runtime.learning.curate.CurationRows.Unlabelled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Offers the unlabelled examples of a task whose labels are most useful. A list is made on request and offered again
 * for a while; examples labelled meanwhile are removed. One list is made at a time. Thread-safe.
 */
@ApplicationScoped
class ShortlistService {
    /** Longest list. */
    static final int MOST = 200;

    private static final int MOST_LABELLED = 10_000;
    private static final int MOST_LISTS = 64;
    private static final Duration LOOKED_BACK = Duration.ofDays(60);

    private final CurationConfig config;
    private final CurationRows rows;
    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final ReentrantLock making = new ReentrantLock();
    private final Map<Key, ShortlistView> made = new LinkedHashMap<>();

    private record Key(TenantId tenant, TaskName task) {}

    ShortlistService(CurationConfig config, CurationRows rows, TenantTransactions transactions, InstantSource clock) {
        this.config = config;
        this.rows = rows;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * The first ones of the task's list.
     *
     * @throws io.trivium.core.error.PlatformException {@code learning-task-not-found}
     */
    ShortlistView list(TenantId tenant, TaskName task, int limit) {
        ShortlistView list = list(tenant, task);
        List<String> labelled = transactions.withConnection(
                tenant,
                connection -> rows.labelled(
                        connection,
                        tenant,
                        task,
                        list.items().stream()
                                .map(ShortlistView.ShortlistItem::example)
                                .toList()));
        return new ShortlistView(
                list.madeAt(),
                list.weighed(),
                list.labelled(),
                list.items().stream()
                        .filter(each -> !labelled.contains(each.example()))
                        .limit(limit)
                        .toList());
    }

    private ShortlistView list(TenantId tenant, TaskName task) {
        Key key = new Key(tenant, task);
        making.lock();
        try {
            Instant now = clock.instant();
            ShortlistView known = made.get(key);
            if (known != null && known.madeAt().plus(config.shortlistAge()).isAfter(now)) return known;
            ShortlistView list = make(tenant, task, now);
            made.remove(key);
            if (made.size() >= MOST_LISTS) made.remove(made.keySet().iterator().next());
            made.put(key, list);
            return list;
        } finally {
            making.unlock();
        }
    }

    private ShortlistView make(TenantId tenant, TaskName task, Instant now) {
        List<Entry> labelled = transactions.withConnection(tenant, connection -> {
            rows.requireTask(connection, tenant, task);
            var manifest = rows.latest(connection, tenant, task);
            return manifest.isEmpty()
                    ? List.<Entry>of()
                    : rows.entries(connection, tenant, task, manifest.orElseThrow(), MOST_LABELLED);
        });
        int width = labelled.isEmpty() ? 0 : labelled.getFirst().numbers().length;
        List<Unlabelled> pool = transactions.withConnection(
                tenant,
                connection ->
                        rows.unlabelled(connection, tenant, task, now.minus(LOOKED_BACK), width, config.mostWeighed()));
        return new Shortlist(task, BatchChoice.USUAL).of(labelled, pool, now, MOST);
    }
}
