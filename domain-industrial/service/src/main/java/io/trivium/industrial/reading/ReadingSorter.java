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
    private final long earliest;
    private final long latest;

    /**
     * A sorter for a moment.
     *
     * @param earliest the oldest readings that are kept
     * @param latest what no sensor's clock may be beyond
     */
    ReadingSorter(TagCatalogue catalogue, QualityNotes log, Instant earliest, Instant latest) {
        this.catalogue = catalogue;
        this.log = log;
        this.earliest = EpochMicros.of(earliest);
        this.latest = EpochMicros.of(latest);
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
                tally(tallies, series, unknownReason(tenant, series), r);
                unknown.add(series, batch.at(r), batch.value(r), ReadingQuality.ofCode(batch.quality(r)));
            } else if (batch.at(r) > latest) {
                tally(tallies, series, QualityReason.CLOCK_AHEAD, r);
            } else if (batch.at(r) < earliest) {
                tally(tallies, series, QualityReason.CLOCK_BEHIND, r);
            } else {
                short quality = batch.quality(r);
                if (!tag.isPossible(batch.value(r))) {
                    tally(tallies, series, QualityReason.OUT_OF_RANGE, r);
                    quality = (short) Math.min(quality, ReadingQuality.UNCERTAIN.code());
                }
                points.add(tag.assetId(), tag.tagId(), batch.at(r), batch.value(r), quality);
            }
        }
        report(batch, tallies);
        return unknown.size() == 0 ? null : unknown.build();
    }

    private QualityReason unknownReason(TenantId tenant, Series series) {
        return catalogue.find(tenant, series.source()).isEmpty()
                ? QualityReason.UNKNOWN_SOURCE
                : QualityReason.UNKNOWN_TAG;
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
                    detail(reason, series, at),
                    series.tag() + " = " + batch.value(last) + " at " + at);
        }));
    }

    private static String detail(QualityReason reason, Series series, Instant at) {
        return switch (reason) {
            case UNKNOWN_SOURCE ->
                "No asset has the source " + series.source()
                        + ". Give it to an asset, then replay the dead letters of industrial.reading.v1.";
            case UNKNOWN_TAG ->
                "The asset has no tag " + series.tag()
                        + ". Add it, then replay the dead letters of industrial.reading.v1.";
            case CLOCK_AHEAD ->
                "The time of " + series.tag() + " is in the future: " + at + ". Check the sensor's clock.";
            case CLOCK_BEHIND -> "The time of " + series.tag() + " is older than what is kept: " + at + ".";
            case OUT_OF_RANGE -> series.tag() + " is outside of its range; stored as uncertain.";
            case NOT_A_NUMBER, WRONG_TYPE, DUPLICATE, OVERSIZE, UNREADABLE, MISSING_BIRTH, DUPLICATE_BIRTH ->
                series.tag();
            case SEQUENCE_GAP, UNKNOWN_ALIAS, STALE_DEATH -> series.tag();
            case NO_VALUE,
                    UNKNOWN_NODE,
                    QUEUE_OVERFLOW,
                    SUBSCRIPTION_LOST,
                    SERVER_REFUSES,
                    CERTIFICATE_REFUSED,
                    CERTIFICATE_EXPIRES -> series.tag();
        };
    }
}
