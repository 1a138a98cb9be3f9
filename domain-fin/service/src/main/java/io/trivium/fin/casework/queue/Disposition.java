package io.trivium.fin.casework.queue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A person's finding on an alert. */
public enum Disposition {
    CONFIRMED_FRAUD("confirmed-fraud", "fraud"),
    /** Genuine, and nothing about it deserved a look. */
    FALSE_POSITIVE("false-positive", "genuine"),
    /** Genuine, but the alert was worth a look: it counts for the rules that raised it. */
    GENUINE_SUSPICIOUS("genuine-suspicious", "genuine"),
    INCONCLUSIVE("inconclusive", null);

    private final String wireName;
    private final @Nullable String label;

    Disposition(String wireName, @Nullable String label) {
        this.wireName = wireName;
        this.label = label;
    }

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /** The label for learning: fraud or genuine; null if nothing was found out. */
    public @Nullable String label() {
        return label;
    }

    /**
     * The finding on a case by those on its alerts: fraud if any is, then worth a look, then inconclusive.
     *
     * @param found not empty
     */
    public static Disposition gravest(Collection<Disposition> found) {
        for (Disposition grave : List.of(CONFIRMED_FRAUD, GENUINE_SUSPICIOUS, INCONCLUSIVE)) {
            if (found.contains(grave)) return grave;
        }
        return FALSE_POSITIVE;
    }

    /**
     * The finding of this name.
     *
     * @throws IllegalArgumentException for any other name
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Disposition of(String wireName) {
        for (Disposition disposition : values()) {
            if (disposition.wireName.equals(wireName)) return disposition;
        }
        throw new IllegalArgumentException(
                "disposition is none of confirmed-fraud, false-positive, genuine-suspicious, inconclusive");
    }
}
