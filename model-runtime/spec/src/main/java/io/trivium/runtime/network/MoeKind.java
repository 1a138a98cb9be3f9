package io.trivium.runtime.network;

import io.trivium.runtime.export.MoePieces;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.NetworkKind;
import java.util.ArrayList;
import java.util.List;

/** Mixtures of experts, served in pieces. */
public final class MoeKind implements NetworkKind {
    @Override
    public String name() {
        return "moe";
    }

    @Override
    public void check(byte[] yaml, ModelSpec spec) {
        List<String> faults = new ArrayList<>();
        try {
            NetworkSpec.parse(yaml, spec);
        } catch (InvalidPackException e) {
            faults.addAll(e.faults());
        }
        try {
            if (ModelSpec.tree(yaml).has("training")) MoeTraining.parse(yaml, spec);
        } catch (InvalidPackException e) {
            faults.addAll(e.faults());
        }
        if (!faults.isEmpty()) throw new InvalidPackException("invalid network", faults);
    }

    @Override
    public List<String> pieces(byte[] yaml, ModelSpec spec) {
        MoeTopology topology = NetworkSpec.parse(yaml, spec).topology();
        List<String> files =
                new ArrayList<>(List.of("router.safetensors", "pieces/tokenizer.onnx", "pieces/head.onnx"));
        for (int l = 0; l < topology.layers(); l++) {
            files.add(MoePieces.layerPath(l));
            for (int e = 0; e < topology.experts(); e++) files.add(MoePieces.expertPath(topology.id(l, e)));
        }
        return files;
    }
}
