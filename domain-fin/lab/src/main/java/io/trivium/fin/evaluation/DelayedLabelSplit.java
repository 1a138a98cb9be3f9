package io.trivium.fin.evaluation;

import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.RecordedAuthorization;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Assigns each authorization of a stream, in order of time, to the training rows, the test rows or neither.
 *
 * <p>Labels take {@code delayDays} to arrive. So the test days start that long after the training days, and on test day D
 * the cards are left out that are known by then to be compromised: those with a fraud from the first training day up to
 * day D − {@code delayDays} − 1. (Fraud Detection Handbook, chapter 3, {@code get_train_test_set}.) Not thread-safe.
 */
public final class DelayedLabelSplit {
    /** The part to which an authorization belongs. */
    public enum Part {
        TRAIN,
        TEST,
        /** On a test day, but of a card already known to be compromised. */
        KNOWN_CARD,
        /** Only history for features. */
        NEITHER
    }

    public static final int HANDBOOK_DELAY_DAYS = 7;

    private final DayRange train;
    private final DayRange test;
    private final int delayDays;
    private final boolean leavesOutKnownCards;
    private final TreeMap<LocalDate, Set<String>> compromisedByDay = new TreeMap<>();
    private final Set<String> known = new HashSet<>();

    public DelayedLabelSplit(DayRange train, DayRange test, int delayDays) {
        this(train, test, delayDays, true);
    }

    private DelayedLabelSplit(DayRange train, DayRange test, int delayDays, boolean leavesOutKnownCards) {
        if (delayDays < 0) throw new IllegalArgumentException("negative label delay: " + delayDays);
        LocalDate earliest = train.last().plusDays(delayDays + 1L);
        if (test.first().isBefore(earliest)) {
            throw new IllegalArgumentException("labels of the training days " + train + " are complete " + delayDays
                    + " days later, so the test days can start on " + earliest + " at the earliest, not on "
                    + test.first());
        }
        this.train = train;
        this.test = test;
        this.delayDays = delayDays;
        this.leavesOutKnownCards = leavesOutKnownCards;
    }

    /** A split in time alone: every authorization of the test days is a test row, regardless of its card's history. */
    public static DelayedLabelSplit withKnownCards(DayRange train, DayRange test, int delayDays) {
        return new DelayedLabelSplit(train, test, delayDays, false);
    }

    /**
     * One fold of the prequential protocol: a week of training that starts 14 days before the test week, so that its labels
     * have had their 7 days.
     */
    public static DelayedLabelSplit fold(LocalDate testStart) {
        return new DelayedLabelSplit(
                new DayRange(testStart.minusDays(14), testStart.minusDays(8)),
                new DayRange(testStart, testStart.plusDays(6)),
                HANDBOOK_DELAY_DAYS);
    }

    /**
     * The split of a model that was trained elsewhere: the week that would have been the training week only tells which
     * cards are known.
     */
    public static DelayedLabelSplit withoutTraining(DayRange test, int delayDays) {
        LocalDate last = test.first().minusDays(delayDays + 1L);
        return new DelayedLabelSplit(new DayRange(last.minusDays(6), last), test, delayDays);
    }

    public DayRange train() {
        return train;
    }

    public DayRange test() {
        return test;
    }

    /** Every authorization from the first training day to the last test day must be passed, in order of time. */
    public Part assign(RecordedAuthorization row) {
        LocalDate day = row.day();
        if (row.fraud() && !day.isBefore(train.first())) {
            compromisedByDay.computeIfAbsent(day, ignored -> new HashSet<>()).add(row.customerId());
        }
        if (train.contains(day)) return Part.TRAIN;
        if (!test.contains(day)) return Part.NEITHER;
        if (!leavesOutKnownCards) return Part.TEST;
        learn(day.minusDays(delayDays + 1L));
        return known.contains(row.customerId()) ? Part.KNOWN_CARD : Part.TEST;
    }

    private void learn(LocalDate upTo) {
        for (Map.Entry<LocalDate, Set<String>> oldest = compromisedByDay.firstEntry();
                oldest != null && !oldest.getKey().isAfter(upTo);
                oldest = compromisedByDay.firstEntry()) {
            known.addAll(oldest.getValue());
            compromisedByDay.pollFirstEntry();
        }
    }
}
