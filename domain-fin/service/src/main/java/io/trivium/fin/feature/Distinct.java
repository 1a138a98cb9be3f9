package io.trivium.fin.feature;

/** Distinct values other than 0 among a few. Reused; not thread-safe. */
final class Distinct {

    private final long[] values = new long[EventSequence.KNOWN_EVENTS + 1];
    private int count;

    void start(long first) {
        count = 0;
        add(first);
    }

    void add(long value) {
        if (value == 0) return;
        for (int i = 0; i < count; i++) {
            if (values[i] == value) return;
        }
        values[count++] = value;
    }

    int count() {
        return count;
    }
}
