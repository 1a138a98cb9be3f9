package io.trivium.runtime.learning.federation;

/**
 * What one site's training changed: the weights of the round's beginning less those after it, all tensors in order.
 *
 * @param base SHA-256 of the weights of the beginning
 * @param rows that the site trained on
 */
@SuppressWarnings("ArrayRecordComponent") // weights; compared by digest
public record WeightDelta(String site, int round, String base, long rows, float[] values) {}
