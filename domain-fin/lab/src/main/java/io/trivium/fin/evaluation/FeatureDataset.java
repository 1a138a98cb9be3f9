package io.trivium.fin.evaluation;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.evaluation.DelayedLabelSplit.Part;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureEngine;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.InMemoryDayStore;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.DelayedLabels;
import io.trivium.fin.replay.RecordedAuthorization;
import io.trivium.fin.replay.RecordedDays;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Features and truth of some authorizations, in order of time.
 *
 * @param features float32 [rows × {@link FeatureSet#COUNT}]
 * @param events float32 [rows × 8 × 14], each row's {@link EventSequence}, padding first
 * @param excluded rows that were requested and deliberately omitted
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record FeatureDataset(
        DayRange days, float[] features, float[] events, List<RecordedAuthorization> rows, int excluded) {

    private static final int EVENTS = EventSequence.LENGTH * EventSequence.COLUMNS;

    /** The handbook's windows end 7 days before the authorization and reach 30 days back from there. */
    public static final int HISTORY_DAYS = 37;

    /** The longest windows reach as far; days an archive does not have so early are done without. */
    private static final int MOST_HISTORY_DAYS = 40;

    private static final TenantId ARCHIVE = new TenantId("archive");

    public FeatureDataset {
        rows = List.copyOf(rows);
        if (features.length != rows.size() * FeatureSet.COUNT) {
            throw new IllegalArgumentException(features.length + " feature values for " + rows.size() + " rows");
        }
        if (events.length != rows.size() * EVENTS) {
            throw new IllegalArgumentException(events.length + " values of events for " + rows.size() + " rows");
        }
    }

    public int size() {
        return rows.size();
    }

    public int positives() {
        return (int) rows.stream().filter(RecordedAuthorization::fraud).count();
    }

    public long[] rowHashes() {
        return rows.stream().mapToLong(RowHash::of).toArray();
    }

    public float[] labels() {
        float[] labels = new float[rows.size()];
        for (int i = 0; i < labels.length; i++) labels[i] = rows.get(i).fraud() ? 1 : 0;
        return labels;
    }

    /** The same rows without those whose hash is in the sorted array. */
    public FeatureDataset without(long[] sortedHashes) {
        Collector kept = new Collector();
        int dropped = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (Arrays.binarySearch(sortedHashes, RowHash.of(rows.get(i))) >= 0) dropped++;
            else kept.add(this, i);
        }
        return kept.toDataset(days, excluded + dropped);
    }

    /** The rows of these numbers, ascending. */
    public FeatureDataset select(DayRange named, IntStream numbers) {
        Collector kept = new Collector();
        numbers.forEach(index -> kept.add(this, index));
        return kept.toDataset(named, 0);
    }

    /** The rows of one after those of another, under the days of both. */
    public static FeatureDataset joined(FeatureDataset first, FeatureDataset second) {
        Collector both = new Collector();
        for (int i = 0; i < first.size(); i++) both.add(first, i);
        for (int i = 0; i < second.size(); i++) both.add(second, i);
        return both.toDataset(new DayRange(first.days.first(), second.days.last()), 0);
    }

    /** Training and test rows of one pass over an archive. */
    public record Split(FeatureDataset train, FeatureDataset test) {}

    /**
     * Computes the features of the split's rows with the engine that also serves live traffic.
     *
     * @param dayDone called with the count of rows read so far after each day
     * @throws io.trivium.fin.replay.ArchiveException when a day of the history is missing
     */
    public static Split split(RecordedDays archive, DelayedLabelSplit split, LongConsumer dayDone) {
        Collector train = new Collector();
        Collector test = new Collector();
        int[] known = {0};
        DayRange all = new DayRange(split.train().first(), split.test().last());
        pass(archive, all, dayDone, row -> {
            Part part = split.assign(row);
            return switch (part) {
                case TRAIN -> train;
                case TEST -> test;
                case KNOWN_CARD -> {
                    known[0]++;
                    yield null;
                }
                case NEITHER -> null;
            };
        });
        return new Split(train.toDataset(split.train(), 0), test.toDataset(split.test(), known[0]));
    }

    /**
     * All data that a training and its evaluation need, from one pass over an archive.
     *
     * @param unlabelled rows of earlier days whose labels must not be read; null when no such days were requested
     */
    public record Trial(
            FeatureDataset train,
            FeatureDataset validation,
            FeatureDataset test,
            @Nullable FeatureDataset unlabelled) {}

    /**
     * The days before some others that have a history in the archive, at most so many; null when there are none.
     */
    public static @Nullable DayRange daysBefore(RecordedDays archive, LocalDate day, int most) {
        LocalDate earliest = archive.firstDay().plusDays(HISTORY_DAYS);
        LocalDate first = day.minusDays(most);
        if (first.isBefore(earliest)) first = earliest;
        return first.isBefore(day) ? new DayRange(first, day.minusDays(1)) : null;
    }

    /**
     * Computes the features of a split's rows and of all rows of the validation days.
     *
     * @param unlabelled days before both that are wanted without labels; null for none
     * @throws io.trivium.fin.replay.ArchiveException when a day of the history is missing
     */
    public static Trial trial(
            RecordedDays archive,
            DelayedLabelSplit split,
            DayRange validation,
            @Nullable DayRange unlabelled,
            LongConsumer dayDone) {
        Collector train = new Collector();
        Collector chosen = new Collector();
        Collector others = new Collector();
        Collector test = new Collector();
        int[] known = {0};
        LocalDate first = validation.first().isBefore(split.train().first())
                ? validation.first()
                : split.train().first();
        if (unlabelled != null && !unlabelled.last().isBefore(first)) {
            throw new IllegalArgumentException("days without labels " + unlabelled + " do not end before " + first);
        }
        DayRange all = new DayRange(
                unlabelled == null ? first : unlabelled.first(), split.test().last());
        pass(archive, all, dayDone, row -> {
            if (unlabelled != null && unlabelled.contains(row.day())) return others;
            Part part = split.assign(row);
            known[0] += part == Part.KNOWN_CARD ? 1 : 0;
            return switch (part) {
                case TRAIN -> train;
                case TEST -> test;
                case KNOWN_CARD -> null;
                case NEITHER -> validation.contains(row.day()) ? chosen : null;
            };
        });
        return new Trial(
                train.toDataset(split.train(), 0),
                chosen.toDataset(validation, 0),
                test.toDataset(split.test(), known[0]),
                unlabelled == null ? null : others.toDataset(unlabelled, 0));
    }

    /** All rows of the days. */
    public static FeatureDataset of(RecordedDays archive, DayRange days, LongConsumer dayDone) {
        Collector all = new Collector();
        pass(archive, days, dayDone, row -> all);
        return all.toDataset(days, 0);
    }

    private static void pass(
            RecordedDays archive,
            DayRange wanted,
            LongConsumer dayDone,
            Function<RecordedAuthorization, @Nullable Collector> destination) {
        archive.require(new DayRange(wanted.first().minusDays(HISTORY_DAYS), wanted.last()));
        LocalDate longest = wanted.first().minusDays(MOST_HISTORY_DAYS);
        LocalDate first = longest.isBefore(archive.firstDay()) ? archive.firstDay() : longest;
        DayRange read = new DayRange(first, wanted.last());
        archive.require(read);
        FeatureEngine engine = new FeatureEngine(InMemoryDayStore::new);
        DelayedLabels labels = new DelayedLabels();
        long[] count = {0};
        Consumer<RecordedAuthorization> apply = row -> {
            labels.release(
                    row.occurredAt(),
                    due -> engine.label(
                            ARCHIVE, due.row().toAuthorization(""), due.row().fraud(), due.observedAt()));
            Authorization authorization = row.toAuthorization("");
            FeatureEngine.Computed computed = engine.apply(ARCHIVE, authorization);
            if (row.fraud()) labels.add(row);
            count[0]++;
            if (wanted.contains(row.day())) {
                Collector collector = destination.apply(row);
                if (collector != null) collector.add(row, computed);
            }
        };
        for (LocalDate day : read.days()) {
            archive.read(day, apply);
            if (!day.isBefore(wanted.first().minusDays(HISTORY_DAYS))) dayDone.accept(count[0]);
        }
    }

    private static final class Collector {
        private final List<RecordedAuthorization> rows = new ArrayList<>();
        private float[] features = new float[1024 * FeatureSet.COUNT];
        private float[] events = new float[1024 * EVENTS];

        void add(RecordedAuthorization row, FeatureEngine.Computed computed) {
            int at = room() * FeatureSet.COUNT;
            for (int i = 0; i < FeatureSet.COUNT; i++) features[at + i] = (float) computed.features()[i];
            computed.events().copyTo(events, rows.size() * EVENTS);
            rows.add(row);
        }

        void add(FeatureDataset from, int index) {
            int at = room();
            System.arraycopy(
                    from.features, index * FeatureSet.COUNT, features, at * FeatureSet.COUNT, FeatureSet.COUNT);
            System.arraycopy(from.events, index * EVENTS, events, at * EVENTS, EVENTS);
            rows.add(from.rows.get(index));
        }

        /** Makes room for one more row and returns its index. */
        private int room() {
            int at = rows.size();
            if ((at + 1) * FeatureSet.COUNT > features.length) {
                features = Arrays.copyOf(features, 2 * features.length);
                events = Arrays.copyOf(events, 2 * events.length);
            }
            return at;
        }

        FeatureDataset toDataset(DayRange days, int excluded) {
            return new FeatureDataset(
                    days,
                    Arrays.copyOf(features, rows.size() * FeatureSet.COUNT),
                    Arrays.copyOf(events, rows.size() * EVENTS),
                    rows,
                    excluded);
        }
    }
}
