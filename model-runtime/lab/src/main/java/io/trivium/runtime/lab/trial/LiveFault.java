package io.trivium.runtime.lab.trial;

import java.util.Arrays;
import java.util.Locale;

/** A fault of a version on rows whose first number is 2 or more, and on no others, so that no gate can detect it. */
public enum LiveFault {
    GOOD,
    /** Cannot run. */
    ERRORS,
    /** Answers with a number that is none. */
    NOT_FINITE,
    /** Takes some ten milliseconds longer. */
    SLOW,
    /** Answers far larger probabilities. */
    SHIFTED,
    /** Answers 1 − p for p, which only labels reveal. */
    CONTRADICTED,
    /** As {@link #CONTRADICTED}, where the last number is positive. */
    SLICE;

    /** In lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one of this word.
     * @throws IllegalArgumentException for a word of none */
    public static LiveFault of(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fault is called " + word));
    }
}
