package io.trivium.fin.drift;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A change of the world that is put into recorded days. */
public enum Drift {
    /** Nothing changes. */
    NONE("none"),
    /**
     * Stolen cards are tried: several small payments within minutes, at night, at places drawn at random.
     */
    NEW_FRAUD("new-fraud"),
    /** Everything costs more, so that what was dear is usual now. */
    AMOUNT_INFLATION("amount-inflation"),
    /** Most terminals are replaced, with new names and without a history. */
    MERCHANT_SHIFT("merchant-shift"),
    /** Most terminals are replaced every week, so that none of theirs ever has a long history. */
    MERCHANT_CHURN("merchant-churn");

    private final String label;

    Drift(String label) {
        this.label = label;
    }

    /** As commands and reports name it. */
    public String label() {
        return label;
    }

    /** The drift of that label.
     * @throws IllegalArgumentException when there is none */
    public static Drift ofLabel(String label) {
        return Arrays.stream(values())
                .filter(drift -> drift.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no drift is called " + label + "; there are "
                        + Arrays.stream(values()).map(Drift::label).collect(Collectors.joining(", "))));
    }
}
