package io.trivium.industrial.reading;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
                if (last != null && keys.get(k).atMicros() <= last) {
                    candidates.set(k);
                }
            }
            if (!candidates.isEmpty()) {
                mark(connection, keys, candidates, present);
            }
            return new Found(newest, present);
        });
    }

    private static Map<Integer, Long> newest(Connection connection, Collection<Integer> tags) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select t.tag_id, l.at from unnest(?::int[]) as t (tag_id)
                cross join lateral (select at from reading where tag_id = t.tag_id order by at desc limit 1) l""")) {
            Binder.of(select).array("int4", tags.toArray());
            Map<Integer, Long> newest = new HashMap<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Columns row = Columns.of(rows);
                    newest.put(row.whole(), EpochMicros.of(row.time()));
                }
            }
            return newest;
        }
    }

    private static void mark(Connection connection, List<Key> keys, BitSet candidates, BitSet present)
            throws SQLException {
        Integer[] numbers = candidates.stream().boxed().toArray(Integer[]::new);
        Integer[] tags = candidates.stream().mapToObj(k -> keys.get(k).tagId()).toArray(Integer[]::new);
        String[] times = candidates.stream()
                .mapToObj(k -> EpochMicros.toInstant(keys.get(k).atMicros()).toString())
                .toArray(String[]::new);
        try (PreparedStatement select = connection.prepareStatement("""
                select k.number from unnest(?::int[], ?::int[], ?::timestamptz[]) as k (number, tag_id, at)
                where exists (select from reading r where r.tag_id = k.tag_id and r.at = k.at)""")) {
            Binder.of(select)
                    .array("int4", (Object[]) numbers)
                    .array("int4", (Object[]) tags)
                    .array("timestamptz", (Object[]) times);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    present.set(rows.getInt(1));
                }
            }
        }
    }
}
