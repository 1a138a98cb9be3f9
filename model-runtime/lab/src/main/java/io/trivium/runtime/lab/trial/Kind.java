package io.trivium.runtime.lab.trial;

import java.util.Locale;

/** The kind of a challenger of a trial. */
enum Kind {
    /** The champion, trained further on newer days. */
    NEXT_DAYS(true),
    /** A new one on all days. */
    OTHER_SEED(true),
    /** As the first, on more rows of more days. */
    MORE_DAYS(true),
    /** Labels of many rows were turned over. */
    LABEL_FLIPPED(false),
    /** Trained on the first days alone, or frozen long ago. */
    STALE(false),
    /** Frauds of a slice were called genuine. */
    POISONED_SLICE(false),
    /** Answers the same, later. */
    SLOW(false),
    /** A weight is no number. */
    NAN(false),
    /** Unsigned, or signed with an unknown key. */
    UNSIGNED(false),
    /** Few rows, learned by heart. */
    OVER_FITTED(false);

    private final boolean good;

    Kind(boolean good) {
        this.good = good;
    }

    boolean isGood() {
        return good;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
