package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateMaterial;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import java.util.List;
import java.util.Set;

/** Compares the bytes of the graphs that serving opens with the champion's. Needs no model in memory. */
final class MemoryGate {
    static final String NAME = "memory";
    private static final Set<String> NOT_SERVED =
            Set.of(ModelPack.SPEC, ModelPack.WEIGHTS, ModelPack.ROUTER, ModelPack.TRAINING_ROWS);

    private MemoryGate() {}

    static List<GateResult> ask(GateMaterial material) {
        long own = bytes(material.challenger());
        long champions = bytes(material.champion());
        double most = material.challenger().spec().objective().challengerGates().memory();
        if (material.replacesRival()) {
            return List.of(Found.notApplicable(
                    NAME,
                    "at most " + Found.number(most),
                    "the champion is a simple model; " + own + " bytes of graphs"));
        }
        return List.of(Found.atMost(
                NAME,
                (double) own / champions,
                most,
                "times the champion: " + own + " bytes of graphs, the champion's are " + champions));
    }

    private static long bytes(ModelPack pack) {
        return pack.manifest().files().stream()
                .filter(file -> !NOT_SERVED.contains(file.path()))
                .mapToLong(PackManifest.PackFile::bytes)
                .sum();
    }
}
