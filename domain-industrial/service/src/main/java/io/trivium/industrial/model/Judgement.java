package io.trivium.industrial.model;

/**
 * A monitor's judgement of the latest row of an asset.
 *
 * @param score distance from normal operation over the asset's own limit: 1 and more is anomalous
 * @param shares by how much each tag adds to it; sums to 1 unless all are 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Judgement(double score, double[] shares) {
    public boolean isAnomalous() {
        return score >= 1;
    }
}
