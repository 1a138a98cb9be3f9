package io.trivium.runtime.learning.release;

import java.util.Locale;

/** The two versions of a release. */
enum Side {
    CHAMPION,
    CHALLENGER;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Side of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
