package io.trivium.runtime.network;

import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.NetworkKind;
import io.trivium.runtime.retention.RetentionSpec;
import java.util.List;

/** Encoders of long histories, served as one graph that takes one event at a time. */
public final class RetentionKind implements NetworkKind {
    @Override
    public String name() {
        return RetentionSpec.KIND;
    }

    /** Its training has no part in a specification: the same encoder serves several tasks. */
    @Override
    public void check(byte[] yaml, ModelSpec spec) {
        RetentionSpec.parse(yaml, spec);
        if (ModelSpec.tree(yaml).has("training")) {
            throw new InvalidPackException("invalid network", List.of("training is not read for an encoder"));
        }
    }

    @Override
    public List<String> pieces(byte[] yaml, ModelSpec spec) {
        return List.of();
    }
}
