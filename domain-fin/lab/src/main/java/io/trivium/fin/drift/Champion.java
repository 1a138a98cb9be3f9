package io.trivium.fin.drift;

import java.util.Locale;

/** The way in which a champion is renewed. */
public enum Champion {
    /** Never. */
    FROZEN,
    /** Every seventh day, from new weights. */
    WEEKLY,
    /** Every day, from the champion's weights. */
    DAILY;

    /** As reports name it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
