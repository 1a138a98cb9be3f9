package io.trivium.runtime.learning.release.figure;

import java.util.Locale;

/** The two versions of a release. */
public enum Side {
    CHAMPION,
    CHALLENGER;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Side of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
