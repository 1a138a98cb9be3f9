package io.trivium.runtime.learning.gate;

import io.trivium.runtime.pack.Hashes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The frozen data set that a challenger claims to have learned from.
 *
 * @param faults faults found when it was computed again; empty when it is sound
 * @param trained 64-bit hashes of the rows of its part for training, as {@link Hashes#rowHash} gives them
 * @param trainedAt when each of these happened, in seconds since 1970
 * @param held hashes of the rows of its part for tests
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record GateManifest(
        UUID id, String hash, Instant cutoff, List<String> faults, long[] trained, long[] trainedAt, long[] held) {
    public GateManifest {
        faults = List.copyOf(faults);
        if (trained.length != trainedAt.length) {
            throw new IllegalArgumentException(trainedAt.length + " times of " + trained.length + " rows");
        }
    }

    /** The time before which half of the rows for training happened. */
    Instant middle() {
        long[] times = trainedAt.clone();
        java.util.Arrays.sort(times);
        return times.length == 0 ? Instant.EPOCH : Instant.ofEpochSecond(times[times.length / 2]);
    }
}
