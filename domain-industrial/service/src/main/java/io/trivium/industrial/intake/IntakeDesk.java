package io.trivium.industrial.intake;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.asset.TagCatalogue;
import io.trivium.industrial.asset.TagRef;
import io.trivium.industrial.intake.IntakeAnswer.Note;
import io.trivium.industrial.intake.IntakeAnswer.Outcome;
import io.trivium.industrial.quality.QualityLog;
import io.trivium.industrial.quality.QualityReason;
import io.trivium.industrial.reading.EpochMicros;
import io.trivium.industrial.reading.ReadingBatch;
import io.trivium.industrial.reading.ReadingConfig;
import io.trivium.industrial.reading.ReadingDocument;
import io.trivium.industrial.reading.ReadingDocument.Reading;
import io.trivium.industrial.reading.ReadingLimits;
import io.trivium.industrial.reading.Series;
import io.trivium.industrial.reading.StoredTimes;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Judges readings before they go to the topic, by the rule by which the consumer of the topic stores them, so that the sender
 * is answered what will become of them. Readings that cannot be stored do not go to the topic; those of an unknown source or tag
 * do, and become dead letters there. Thread-safe.
 */
@ApplicationScoped
class IntakeDesk {
    private static final Logger LOG = Logger.getLogger(IntakeDesk.class);

    /** So long after a failure nothing is compared: each try would hold its batch up until the pool gives up. */
    private static final Duration BLIND = Duration.ofSeconds(10);

    private final TagCatalogue catalogue;
    private final StoredTimes stored;
    private final QualityLog log;
    private final ReadingConfig config;
    private final InstantSource clock;
    private volatile Instant blindUntil = Instant.MIN;

    IntakeDesk(TagCatalogue catalogue, StoredTimes stored, QualityLog log, ReadingConfig config, InstantSource clock) {
        this.catalogue = catalogue;
        this.stored = stored;
        this.log = log;
        this.config = config;
        this.clock = clock;
    }

    /**
     * A judged batch.
     *
     * @param toSend the readings that go to the topic
     */
    record Judged(ReadingBatch toSend, IntakeAnswer answer) {}

    /**
     * Judges a batch. What is refused is counted in the quality log; everything else is counted where it is stored. While
     * the database does not answer, the plant's catalogue and what is stored are unknown: then only values and times are judged.
     */
    Judged judge(TenantId tenant, ReadingDocument document) {
        if (clock.instant().isAfter(blindUntil)) {
            try {
                Judgement judgement = new Judgement(tenant, document);
                judgement.compare();
                return judgement.finish();
            } catch (RuntimeException e) {
                blindUntil = clock.instant().plus(BLIND);
                LOG.warn("readings are taken without a comparison with the plant's model for a while", e);
            }
        }
        return new Judgement(tenant, document).finish();
    }

    private record Reason(Outcome outcome, @Nullable QualityReason reason, String tag) {}

    /** One batch at work; of one thread. */
    private final class Judgement {
        private final TenantId tenant;
        private final ReadingDocument document;
        private final List<Reading> readings;
        private final @Nullable TagRef[] tags;
        private final boolean[] refused;
        private final Map<Reason, List<Integer>> notes = new LinkedHashMap<>();
        private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        private final ReadingLimits limits =
                ReadingLimits.at(clock.instant(), config.keepReadings(), config.clockTolerance());
        private boolean compared;

        Judgement(TenantId tenant, ReadingDocument document) {
            this.tenant = tenant;
            this.document = document;
            this.readings = document.readings();
            this.tags = new TagRef[readings.size()];
            this.refused = new boolean[readings.size()];
        }

        /** Finds tags and what is stored; the first part, because it may fail. */
        void compare() {
            Map<String, TagRef> known = new HashMap<>();
            Set<String> missing = new HashSet<>();
            Set<Integer> tagIds = new HashSet<>();
            List<StoredTimes.Key> keys = new ArrayList<>();
            List<Integer> owners = new ArrayList<>();
            Set<StoredTimes.Key> seen = new HashSet<>();
            for (int r = 0; r < readings.size(); r++) {
                Reading reading = readings.get(r);
                if (refuseUnstorable(r, reading) || missing.contains(reading.tag())) continue;
                TagRef tag = known.get(reading.tag());
                if (tag == null) {
                    tag = catalogue.tag(tenant, document.source(), reading.tag());
                    if (tag == null) {
                        missing.add(reading.tag());
                        continue;
                    }
                    known.put(reading.tag(), tag);
                }
                tags[r] = tag;
                StoredTimes.Key key = new StoredTimes.Key(tag.tagId(), EpochMicros.of(reading.at()));
                if (seen.add(key)) {
                    tagIds.add(tag.tagId());
                    keys.add(key);
                    owners.add(r);
                } else {
                    note(r, Outcome.DUPLICATE, QualityReason.DUPLICATE);
                }
            }
            QualityReason unknown = missing.isEmpty() ? null : catalogue.missing(tenant, document.source());
            for (int r = 0; r < readings.size(); r++) {
                if (missing.contains(readings.get(r).tag()) && !refused[r]) note(r, Outcome.DEAD_LETTERED, unknown);
            }
            if (!keys.isEmpty()) place(owners, keys, stored.find(tenant, tagIds, keys));
            compared = true;
        }

        private void place(List<Integer> owners, List<StoredTimes.Key> keys, StoredTimes.Found found) {
            for (int k = 0; k < keys.size(); k++) {
                int r = owners.get(k);
                Long newest = found.newest().get(keys.get(k).tagId());
                if (found.present().get(k)) {
                    note(r, Outcome.DUPLICATE, QualityReason.DUPLICATE);
                    continue;
                }
                boolean late = newest != null && keys.get(k).atMicros() < newest;
                TagRef tag = tags[r];
                boolean possible = tag == null || tag.isPossible(readings.get(r).number());
                if (late || !possible) {
                    note(r, late ? Outcome.LATE : Outcome.TAKEN, possible ? null : QualityReason.OUT_OF_RANGE);
                }
            }
        }

        /** Refuses what is stored under no circumstances: no number, or a time that is impossible whatever the tag. */
        private boolean refuseUnstorable(int r, Reading reading) {
            QualityReason reason = reading.wrongValue();
            if (reason == null) reason = limits.timeIssue(EpochMicros.of(reading.at()));
            if (reason == null) return false;
            refused[r] = true;
            note(r, Outcome.REFUSED, reason);
            return true;
        }

        private void note(int r, Outcome outcome, @Nullable QualityReason reason) {
            notes.computeIfAbsent(new Reason(outcome, reason, readings.get(r).tag()), first -> new ArrayList<>())
                    .add(r);
            counts.merge(outcome, 1, Integer::sum);
        }

        Judged finish() {
            if (!compared) {
                for (int r = 0; r < readings.size(); r++) {
                    boolean _ = refuseUnstorable(r, readings.get(r));
                }
            }
            ReadingBatch.Builder batch = ReadingBatch.of(tenant, document.source());
            for (int r = 0; r < readings.size(); r++) {
                if (!refused[r]) {
                    Reading reading = readings.get(r);
                    batch.add(
                            new Series(document.source(), reading.tag()),
                            EpochMicros.of(reading.at()),
                            reading.number(),
                            reading.qualityOrGood());
                }
            }
            count();
            int late = counts.getOrDefault(Outcome.LATE, 0);
            int duplicates = counts.getOrDefault(Outcome.DUPLICATE, 0);
            int deadLettered = counts.getOrDefault(Outcome.DEAD_LETTERED, 0);
            int refusedReadings = counts.getOrDefault(Outcome.REFUSED, 0);
            return new Judged(
                    batch.build(),
                    new IntakeAnswer(
                            readings.size() - duplicates - deadLettered - refusedReadings,
                            late,
                            duplicates,
                            deadLettered,
                            refusedReadings,
                            compared,
                            notes.entrySet().stream()
                                    .map(this::written)
                                    .sorted(Comparator.comparing(
                                            note -> note.readings().getFirst()))
                                    .toList()));
        }

        /** Counts the refused in the quality log, once for each reason; the example is the last of them. */
        private void count() {
            Map<QualityReason, List<Integer>> byReason = new EnumMap<>(QualityReason.class);
            notes.forEach((reason, which) -> {
                if (reason.outcome() == Outcome.REFUSED && reason.reason() != null) {
                    byReason.computeIfAbsent(reason.reason(), first -> new ArrayList<>())
                            .addAll(which);
                }
            });
            byReason.forEach((reason, which) -> {
                Reading last = readings.get(which.getLast());
                log.note(
                        tenant,
                        document.source(),
                        reason,
                        which.size(),
                        ReadingLimits.detail(reason, new Series(document.source(), last.tag()), last.at()),
                        last.tag() + " = " + last.value() + " at " + last.at());
            });
        }

        private Note written(Map.Entry<Reason, List<Integer>> each) {
            Reason key = each.getKey();
            Reading first = readings.get(each.getValue().getFirst());
            String detail = key.reason() == null
                    ? "A newer reading of " + key.tag() + " is stored; this one is stored, and raises no alarm."
                    : ReadingLimits.detail(key.reason(), new Series(document.source(), key.tag()), first.at());
            return new Note(
                    key.outcome(),
                    key.reason(),
                    key.tag(),
                    detail,
                    each.getValue().stream().sorted().toList());
        }
    }
}
