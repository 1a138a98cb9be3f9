package io.trivium.runtime.learning.release;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.learning.release.figure.Side;
import io.trivium.runtime.learning.release.figure.Tally;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.tensor.Tensor;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * A release as this process serves it in its present phase. Thread-safe.
 *
 * @param share of the requests that are routed to the challenger
 * @param isProbability whether scores are probabilities
 */
record Lane(
        UUID release,
        ModelName model,
        VersionNumber champion,
        VersionNumber challenger,
        ReleaseState phase,
        double share,
        boolean isProbability,
        Tally ofChampion,
        Tally ofChallenger,
        AtomicLong requests,
        AtomicLong diverted) {
    private static final int MOST_HASHED = 4096;
    private static final double RANGE = 4_294_967_296.0;
    /** A little more than the share is chosen by hash, so that the bound and not chance keeps it. */
    private static final double CHOSEN = 1.3;

    Lane(Release release, double share, boolean isProbability) {
        this(
                release.id(),
                release.model(),
                release.champion(),
                release.version(),
                release.state(),
                share,
                isProbability,
                new Tally(),
                new Tally(),
                new AtomicLong(),
                new AtomicLong());
    }

    /** The same lane with another share. */
    Lane withShare(double other) {
        if (other == share) return this;
        return new Lane(
                release,
                model,
                champion,
                challenger,
                phase,
                other,
                isProbability,
                ofChampion,
                ofChallenger,
                new AtomicLong(),
                new AtomicLong());
    }

    Tally tally(Side side) {
        return side == Side.CHAMPION ? ofChampion : ofChallenger;
    }

    /**
     * Whether a request is routed to the challenger: by a hash of its inputs, so that a repeated one is routed in the
     * same way, and never more than the share, whatever the traffic.
     */
    boolean diverts(InferenceCall call) {
        if (share <= 0) return false;
        long all = requests.incrementAndGet();
        if (hash(call) >= share * CHOSEN * RANGE) return false;
        long mine = diverted.incrementAndGet();
        if (mine <= share * all) return true;
        diverted.decrementAndGet();
        return false;
    }

    /** In [0, 2³²). */
    private long hash(InferenceCall call) {
        CRC32C hash = new CRC32C();
        hash.update((int) release.getLeastSignificantBits());
        hash.update((int) (release.getMostSignificantBits() >> 32));
        List<Tensor> inputs = call.inputs();
        for (Tensor input : inputs) {
            var data = input.data();
            hash.update(data.limit(data.position() + Math.min(data.remaining(), MOST_HASHED)));
            int left = MOST_HASHED;
            for (byte[] text : input.texts()) {
                if (left <= 0) break;
                hash.update(text, 0, Math.min(text.length, left));
                left -= text.length;
            }
        }
        return hash.getValue();
    }
}
