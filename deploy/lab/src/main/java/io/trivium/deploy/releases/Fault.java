package io.trivium.deploy.releases;

import java.util.Locale;

/** The fault of a version, on triggering rows alone. */
enum Fault {
    GOOD,
    ERRORS,
    NOT_FINITE,
    SLOW,
    SHIFTED,
    CONTRADICTED,
    SLICE;

    /** As the tool that writes the packs calls it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether only labels reveal it. */
    boolean needsLabels() {
        return this == CONTRADICTED || this == SLICE;
    }

    /** Whether its answer to the row is a bad one. */
    boolean spoils(float... row) {
        if (this == GOOD || !SimulatedTask.triggers(row)) return false;
        return this != SLICE || SimulatedTask.isInSlice(row);
    }
}
