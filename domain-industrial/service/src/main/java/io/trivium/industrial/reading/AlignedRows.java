package io.trivium.industrial.reading;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Readings of several tags as rows at equal intervals: the mean of each tag within the interval, or its last value if
 * it has none. An interval without a reading of any tag gives no row: the asset is stopped, or its readings do not
 * arrive.
 */
public final class AlignedRows {

    private AlignedRows() {}

    /**
     * One row.
     *
     * @param at begin of its step
     * @param values by tag, all known
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Row(Instant at, double[] values) {}

    /**
     * The rows of a time, oldest first; from where on all tags are known.
     *
     * @param tagIds numbers of the tags, in the order of a row's columns
     * @param from begin of the first step
     * @param most rows at the most; the rest comes next time
     */
    public static List<Row> read(
            Connection connection,
            TenantId tenant,
            List<Integer> tagIds,
            Duration step,
            Instant from,
            Instant to,
            int most)
            throws SQLException {
        Map<Integer, Integer> columnOf = new HashMap<>();
        for (int c = 0; c < tagIds.size(); c++) {
            columnOf.put(tagIds.get(c), c);
        }
        double[] last = lastBefore(connection, tagIds, columnOf, from);
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select date_bin(? * interval '1 millisecond', r.at, ?::timestamptz) as bin, r.tag_id, avg(r.value)
                from reading r join tag t on t.tenant_id = ? and t.tag_id = r.tag_id
                where r.tag_id = any (?::int[]) and r.at >= ? and r.at < ? and r.quality > 0
                group by 1, 2 order by 1, 2""")) {
            Binder.of(select)
                    .whole(step.toMillis())
                    .time(from)
                    .text(tenant.value())
                    .array("int", tagIds.toArray())
                    .time(from)
                    .time(to);
            select.setFetchSize(5_000);
            try (ResultSet row = select.executeQuery()) {
                Instant present = null;
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    Instant bin = columns.time();
                    if (present != null && !bin.equals(present)) {
                        add(rows, present, last);
                        if (rows.size() == most) {
                            return rows;
                        }
                    }
                    present = bin;
                    last[columnOf.getOrDefault(columns.whole(), 0)] = columns.number();
                }
                if (present != null) {
                    add(rows, present, last);
                }
            }
        }
        return rows;
    }

    private static void add(List<Row> rows, Instant at, double[] values) {
        if (Arrays.stream(values).noneMatch(Double::isNaN)) {
            rows.add(new Row(at, values.clone()));
        }
    }

    /** The last value of each tag before that moment; NaN where there is none. */
    private static double[] lastBefore(
            Connection connection, List<Integer> tagIds, Map<Integer, Integer> columnOf, Instant from)
            throws SQLException {
        double[] last = new double[tagIds.size()];
        Arrays.fill(last, Double.NaN);
        try (PreparedStatement select = connection.prepareStatement("""
                select w.tag_id, r.value from unnest(?::int[]) w (tag_id)
                cross join lateral (select value from reading
                    where tag_id = w.tag_id and at < ? and quality > 0 order by at desc limit 1) r""")) {
            Binder.of(select).array("int", tagIds.toArray()).time(from);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    last[columnOf.getOrDefault(columns.whole(), 0)] = columns.number();
                }
            }
        }
        return last;
    }
}
