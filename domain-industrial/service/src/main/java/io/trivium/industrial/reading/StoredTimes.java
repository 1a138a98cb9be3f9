package io.trivium.industrial.reading;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is stored of some tags at this moment: the time of the newest reading of each, and which readings are there
 * already. Readings that are on their way through the topic are not seen. Thread-safe.
 */
@ApplicationScoped
public class StoredTimes {
    private static final SqlQuery<Newest> NEWEST = SqlQuery.of(Newest.class, """
        select t.tag_id, l.at from unnest(:tags::int[]) as t (tag_id)
        cross join lateral (select at from reading where tag_id = t.tag_id order by at desc limit 1) l
        """);

    private static final SqlQuery<Integer> PRESENT = SqlQuery.of(Integer.class, """
        select k.number from unnest(:numbers::int[], :tags::int[], :times::timestamptz[]) as k (number, tag_id, at)
        where exists (select from reading r where r.tag_id = k.tag_id and r.at = k.at)
        """);

    private record Newest(int tagId, Instant at) {}

    private final TenantTransactions transactions;

    StoredTimes(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * A reading's identity.
     *
     * @param atMicros time at the sensor, microseconds since 1970
     */
    public record Key(int tagId, long atMicros) {}

    /**
     * What is stored.
     *
     * @param newest by tag, the time of its newest reading in microseconds since 1970; absent where there is none
     * @param present the numbers of the keys for which a reading is stored
     */
    public record Found(Map<Integer, Long> newest, BitSet present) {}

    /**
     * Looks keys up: the newest of each tag always, single readings only where they are not newer than that, which is rare.
     */
    public Found find(TenantId tenant, Collection<Integer> tags, List<Key> keys) {
        return transactions.withConnection(tenant, connection -> {
            Map<Integer, Long> newest = newest(connection, tags);
            BitSet present = new BitSet();
            BitSet candidates = new BitSet();
            for (int k = 0; k < keys.size(); k++) {
                Long last = newest.get(keys.get(k).tagId());
                if (last != null && keys.get(k).atMicros() <= last) candidates.set(k);
            }
            if (!candidates.isEmpty()) mark(connection, keys, candidates, present);
            return new Found(newest, present);
        });
    }

    private static Map<Integer, Long> newest(Connection connection, Collection<Integer> tags) {
        Map<Integer, Long> newest = new HashMap<>();
        NEWEST.on(connection).set("tags", tags).each(last -> newest.put(last.tagId, EpochMicros.of(last.at)));
        return newest;
    }

    private static void mark(Connection connection, List<Key> keys, BitSet candidates, BitSet present) {
        PRESENT.on(connection)
                .array("numbers", "int4", candidates.stream().boxed().toArray())
                .array(
                        "tags",
                        "int4",
                        candidates.stream().mapToObj(k -> keys.get(k).tagId()).toArray())
                .array(
                        "times",
                        "timestamptz",
                        candidates.stream()
                                .mapToObj(k -> EpochMicros.toInstant(keys.get(k).atMicros())
                                        .toString())
                                .toArray())
                .each(present::set);
    }
}
