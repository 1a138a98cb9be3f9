package io.trivium.runtime.training.federation;

import java.time.Instant;

/**
 * The change by one site's training: the weights of the round's beginning less those after it, all tensors in order.
 *
 * @param trained when the training ended
 * @param terms SHA-256 of the terms that all sites agree on
 * @param base SHA-256 of the weights of the beginning
 * @param rows that the site trained on
 */
@SuppressWarnings("ArrayRecordComponent") // weights; compared by digest
public record WeightDelta(
        String site, int round, Instant trained, String terms, String base, long rows, float[] values) {

    /** SHA-256 of the numbers, hexadecimal. */
    public String digest() {
        return FlatWeights.digest(values);
    }
}
