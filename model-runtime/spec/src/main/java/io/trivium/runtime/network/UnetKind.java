package io.trivium.runtime.network;

import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.NetworkKind;
import io.trivium.runtime.voxel.UnetSpec;
import io.trivium.runtime.voxel.UnetTraining;
import java.util.ArrayList;
import java.util.List;

/** Networks for every voxel of a volume, served as one graph. */
public final class UnetKind implements NetworkKind {
    @Override
    public String name() {
        return UnetSpec.KIND;
    }

    @Override
    public void check(byte[] yaml, ModelSpec spec) {
        List<String> faults = new ArrayList<>();
        try {
            UnetSpec.parse(yaml, spec);
        } catch (InvalidPackException e) {
            faults.addAll(e.faults());
        }
        try {
            if (ModelSpec.tree(yaml).has("training")) UnetTraining.parse(yaml);
        } catch (InvalidPackException e) {
            faults.addAll(e.faults());
        }
        if (!faults.isEmpty()) throw new InvalidPackException("invalid network", faults);
    }

    @Override
    public List<String> pieces(byte[] yaml, ModelSpec spec) {
        return List.of();
    }
}
