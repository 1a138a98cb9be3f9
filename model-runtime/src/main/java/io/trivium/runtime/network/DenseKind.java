package io.trivium.runtime.network;

import io.trivium.runtime.learning.DenseSpec;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.NetworkKind;
import java.util.List;

/** Dense networks over one table; exported as one graph. */
public final class DenseKind implements NetworkKind {
    @Override
    public String name() {
        return "dense";
    }

    @Override
    public void check(byte[] yaml, ModelSpec spec) {
        DenseSpec.parse(yaml, spec);
    }

    @Override
    public List<String> pieces(byte[] yaml, ModelSpec spec) {
        return List.of();
    }
}
