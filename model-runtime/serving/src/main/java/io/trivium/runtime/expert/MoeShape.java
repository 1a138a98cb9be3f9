package io.trivium.runtime.expert;

import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;

/**
 * Sizes that the serving path needs.
 *
 * @param tokens of one row, T
 * @param readoutLast whether the last layer computes the last token only
 */
record MoeShape(MoeTopology topology, int tokens, boolean readoutLast) {

    static MoeShape of(NetworkSpec network) {
        return new MoeShape(network.topology(), network.tokens(), network.readout() == NetworkSpec.Readout.LAST);
    }

    int width() {
        return topology.width();
    }

    int experts() {
        return topology.experts();
    }

    int layers() {
        return topology.layers();
    }

    int topK() {
        return topology.topK();
    }

    boolean isReadout(int layer) {
        return readoutLast && layer == topology.layers() - 1;
    }
}
