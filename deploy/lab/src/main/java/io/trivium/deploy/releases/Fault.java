package io.trivium.deploy.releases;

import java.util.Locale;

/** What is wrong with a version, on triggering rows alone. */
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

    /** Whether only labels tell. */
    boolean needsLabels() {
        return this == CONTRADICTED || this == SLICE;
    }

    /** Whether its answer to the row is a bad one. */
    boolean spoils(float... row) {
        if (this == GOOD || !SimulatedTask.triggers(row)) return false;
        return this != SLICE || SimulatedTask.isInSlice(row);
    }
}
