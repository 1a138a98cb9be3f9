package io.trivium.industrial.reading;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Readings of several tags as rows at equal intervals: the mean of each tag within the interval, or its last value if
 * it has none. An interval without a reading of any tag gives no row: the asset is stopped, or its readings do not
 * arrive.
 */
public final class AlignedRows {
    private static final SqlQuery<Mean> MEANS = SqlQuery.of(Mean.class, """
        select date_bin(:step * interval '1 millisecond', r.at, :origin::timestamptz) as bin, r.tag_id,
            avg(r.value) as value
        from reading r join tag t on t.tenant_id = :tenant and t.tag_id = r.tag_id
        where r.tag_id = any (:tags::int[]) and r.at >= :from and r.at < :to and r.quality > 0
        group by 1, 2 order by 1, 2
        """);

    private static final SqlQuery<Last> LAST_BEFORE = SqlQuery.of(Last.class, """
        select w.tag_id, r.value from unnest(:tags::int[]) w (tag_id)
        cross join lateral (select value from reading
            where tag_id = w.tag_id and at < :from and quality > 0 order by at desc limit 1) r
        """);

    private final Map<Integer, Integer> columnOf = new HashMap<>();
    private final double[] last;
    private final int most;
    private final List<Row> rows = new ArrayList<>();
    private @Nullable Instant present;

    private AlignedRows(List<Integer> tagIds, int most) {
        for (int c = 0; c < tagIds.size(); c++) columnOf.put(tagIds.get(c), c);
        this.last = new double[tagIds.size()];
        Arrays.fill(last, Double.NaN);
        this.most = most;
    }

    /**
     * One row.
     *
     * @param at begin of its step
     * @param values by tag, all known
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Row(Instant at, double[] values) {}

    private record Mean(Instant bin, int tagId, double value) {}

    private record Last(int tagId, double value) {}

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
            int most) {
        AlignedRows aligned = new AlignedRows(tagIds, most);
        LAST_BEFORE
                .on(connection)
                .set("tags", tagIds)
                .set("from", from)
                .each(before -> aligned.set(before.tagId, before.value));
        // As many steps as rows are wanted; where steps have no row, the next ones, each time twice as many.
        Instant begin = from;
        Duration length = step.multipliedBy(most);
        while (begin.isBefore(to) && aligned.rows.size() < most) {
            Instant end = length.compareTo(Duration.between(begin, to)) < 0 ? begin.plus(length) : to;
            MEANS.on(connection)
                    .set("step", step.toMillis())
                    .set("origin", from)
                    .set("tenant", tenant)
                    .set("tags", tagIds)
                    .set("from", begin)
                    .set("to", end)
                    .fetchSize(5_000)
                    .each(aligned::add);
            aligned.end();
            begin = end;
            length = length.multipliedBy(2);
        }
        return aligned.rows;
    }

    private void add(Mean mean) {
        if (!mean.bin.equals(present)) end();
        present = mean.bin;
        set(mean.tagId, mean.value);
    }

    private void set(int tagId, double value) {
        last[columnOf.getOrDefault(tagId, 0)] = value;
    }

    /** Ends the present step with a row, once all tags are known. */
    private void end() {
        if (present != null && rows.size() < most && Arrays.stream(last).noneMatch(Double::isNaN)) {
            rows.add(new Row(present, last.clone()));
        }
        present = null;
    }
}
