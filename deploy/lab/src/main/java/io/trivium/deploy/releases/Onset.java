package io.trivium.deploy.releases;

import java.util.Locale;

/** In which state of a release its fault begins. */
enum Onset {
    SHADOW,
    CANARY,
    PROMOTED;

    /** As the platform calls the state. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
