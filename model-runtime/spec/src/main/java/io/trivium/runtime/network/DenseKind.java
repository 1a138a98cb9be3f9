package io.trivium.runtime.network;

import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.NetworkKind;
import java.util.List;

/**
 * The dense networks that earlier releases trained. A pack of one is one graph, which is all that serving needs: it can
 * be rolled back to, but not trained again, so the parts network and training of its specification are not read.
 */
public final class DenseKind implements NetworkKind {
    @Override
    public String name() {
        return "dense";
    }

    @Override
    public void check(byte[] yaml, ModelSpec spec) {
        // Nothing of it is used.
    }

    @Override
    public List<String> pieces(byte[] yaml, ModelSpec spec) {
        return List.of();
    }
}
