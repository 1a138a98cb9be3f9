package io.trivium.runtime.training.network;

import java.util.Arrays;

/**
 * Events of several cards or assets, those of one history after another and in order of time.
 *
 * @param columns numbers of an event
 * @param events {@code [events, columns]}
 * @param elapsed of each event, seconds since the one before; 0 for the first of a history
 * @param labels of each event: 0 or 1, a class from 0, or a number; NaN where there is none
 * @param starts index of each history's first event, and behind the last history the number of events
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers; never compared
public record EventHistories(int columns, float[] events, float[] elapsed, float[] labels, int[] starts) {
    /** Checks the sizes.
     * @throws IllegalArgumentException when they do not go together, or time runs backwards */
    public EventHistories {
        int count = elapsed.length;
        if (events.length != count * columns || labels.length != count) {
            throw new IllegalArgumentException(
                    count + " events have " + events.length + " numbers and " + labels.length + " labels");
        }
        boolean ordered = starts.length >= 2 && starts[0] == 0 && starts[starts.length - 1] == count;
        for (int h = 1; ordered && h < starts.length; h++) ordered = starts[h - 1] < starts[h];
        if (!ordered) throw new IllegalArgumentException("histories do not follow one another, or one is empty");
        for (float seconds : elapsed) {
            if (!(seconds >= 0)) throw new IllegalArgumentException("an event is " + seconds + " s after another");
        }
    }

    public int histories() {
        return starts.length - 1;
    }

    public int length(int history) {
        return starts[history + 1] - starts[history];
    }

    /** Some of the histories, in the order that is given. */
    public EventHistories part(int[] chosen) {
        int count = Arrays.stream(chosen).map(this::length).sum();
        float[] some = new float[count * columns];
        float[] seconds = new float[count];
        float[] known = new float[count];
        int[] begin = new int[chosen.length + 1];
        for (int i = 0; i < chosen.length; i++) {
            int from = starts[chosen[i]];
            int length = length(chosen[i]);
            System.arraycopy(events, from * columns, some, begin[i] * columns, length * columns);
            System.arraycopy(elapsed, from, seconds, begin[i], length);
            System.arraycopy(labels, from, known, begin[i], length);
            begin[i + 1] = begin[i] + length;
        }
        return new EventHistories(columns, some, seconds, known, begin);
    }
}
