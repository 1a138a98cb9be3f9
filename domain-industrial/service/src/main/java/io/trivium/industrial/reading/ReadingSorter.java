package io.trivium.industrial.reading;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.asset.TagCatalogue;
import io.trivium.industrial.asset.TagRef;
import io.trivium.industrial.quality.QualityNotes;
import io.trivium.industrial.quality.QualityReason;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells readings that can be stored from those that cannot, and counts the latter. One bad reading keeps no other from being
 * stored. Not thread-safe.
 */
final class ReadingSorter {
    private final TagCatalogue catalogue;
    private final QualityNotes log;
    private final ReadingLimits limits;

    /** A sorter for a moment. */
    ReadingSorter(TagCatalogue catalogue, QualityNotes log, ReadingLimits limits) {
        this.catalogue = catalogue;
        this.log = log;
        this.limits = limits;
    }

    /** The issues of the readings of one source: their number, and the last of them. */
    private static final class Tally {
        private final Map<QualityReason, Long> counts = new EnumMap<>(QualityReason.class);
        private final Map<QualityReason, Integer> last = new EnumMap<>(QualityReason.class);

        void add(QualityReason reason, int reading) {
            counts.merge(reason, 1L, Long::sum);
            last.put(reason, reading);
        }
    }

    /**
     * Adds the readings that can be stored to {@code points}.
     *
     * @return the readings whose source or tag is unknown, or null when there are none
     */
    @Nullable
    ReadingBatch sort(ReadingBatch batch, Points points) {
        TenantId tenant = batch.tenant();
        @Nullable TagRef[] tags = new TagRef[batch.series().size()];
        for (int s = 0; s < tags.length; s++) {
            Series series = batch.series().get(s);
            tags[s] = catalogue.tag(tenant, series.source(), series.tag());
        }
        ReadingBatch.Builder unknown = ReadingBatch.of(tenant, batch.key());
        Map<String, Tally> tallies = new LinkedHashMap<>();
        for (int r = 0; r < batch.size(); r++) {
            Series series = batch.series().get(batch.seriesOf(r));
            TagRef tag = tags[batch.seriesOf(r)];
            if (tag == null) {
                tally(tallies, series, catalogue.missing(tenant, series.source()), r);
                unknown.add(series, batch.at(r), batch.value(r), ReadingQuality.ofCode(batch.quality(r)));
                continue;
            }
            QualityReason issue = limits.issue(tag, batch.at(r), batch.value(r));
            if (issue != null) tally(tallies, series, issue, r);
            if (issue == null || issue == QualityReason.OUT_OF_RANGE) {
                short quality = batch.quality(r);
                points.add(
                        tag.assetId(),
                        tag.tagId(),
                        batch.at(r),
                        batch.value(r),
                        issue == null ? quality : (short) Math.min(quality, ReadingQuality.UNCERTAIN.code()));
            }
        }
        report(batch, tallies);
        return unknown.size() == 0 ? null : unknown.build();
    }

    private static void tally(Map<String, Tally> tallies, Series series, QualityReason reason, int reading) {
        tallies.computeIfAbsent(series.source(), source -> new Tally()).add(reason, reading);
    }

    private void report(ReadingBatch batch, Map<String, Tally> tallies) {
        tallies.forEach((source, tally) -> tally.counts.forEach((reason, count) -> {
            int last = tally.last.getOrDefault(reason, 0);
            Series series = batch.series().get(batch.seriesOf(last));
            Instant at = EpochMicros.toInstant(batch.at(last));
            log.note(
                    batch.tenant(),
                    source,
                    reason,
                    count,
                    ReadingLimits.detail(reason, series, at),
                    series.tag() + " = " + batch.value(last) + " at " + at);
        }));
    }
}
