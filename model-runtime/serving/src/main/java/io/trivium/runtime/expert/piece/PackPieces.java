package io.trivium.runtime.expert.piece;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tensor.Safetensors;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Router;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.PackManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A verified pack whose model is in pieces.
 *
 * @param files by path
 */
public record PackPieces(
        ModelName name, VersionNumber version, ModelSpec spec, NetworkSpec network, Map<String, PieceFile> files) {
    public PackPieces {
        files = Map.copyOf(files);
    }

    public static PackPieces of(ModelPack pack) {
        Map<String, PieceFile> files = new LinkedHashMap<>();
        for (PackManifest.PackFile file : pack.manifest().files()) {
            files.put(file.path(), new PieceFile(pack.directory(), file.path(), file.sha256(), file.bytes()));
        }
        PieceFile spec = files.get(ModelPack.SPEC);
        if (spec == null) throw new InvalidPackException("invalid model pack", List.of("it lists no spec.yaml"));
        try {
            return new PackPieces(
                    pack.manifest().name(),
                    pack.manifest().version(),
                    pack.spec(),
                    NetworkSpec.parse(spec.read(), pack.spec()),
                    files);
        } catch (PieceFault e) {
            throw new InvalidPackException("invalid model pack", String.valueOf(e.getMessage()), e);
        }
    }

    /** The routers of all layers.
     * @throws InvalidPackException when the biases are missing, of another number or not finite */
    public Router[] routers() {
        MoeTopology topology = network.topology();
        PieceFile file = require(PiecePath.ROUTER);
        Router[] routers = new Router[topology.layers()];
        List<String> faults = new ArrayList<>();
        try {
            file.read(); // for its SHA-256
            try (Safetensors tensors = Safetensors.open(file.directory().resolve(file.path()))) {
                for (int l = 0; l < routers.length; l++) {
                    float[] bias = tensors.tensor(PiecePath.bias(l)).toFloats();
                    if (bias.length != topology.experts() || !Finite.all(bias, bias.length)) {
                        faults.add(file.path() + " has in " + PiecePath.bias(l) + " not " + topology.experts()
                                + " finite numbers: " + Arrays.toString(bias));
                    } else {
                        routers[l] = new Router(topology, bias);
                    }
                }
            }
        } catch (IOException | PieceFault e) {
            throw new InvalidPackException(what(), String.valueOf(e.getMessage()), e);
        }
        if (!faults.isEmpty()) throw new InvalidPackException(what(), faults);
        return routers;
    }

    public PieceFile require(String path) {
        PieceFile file = files.get(path);
        if (file == null) throw new InvalidPackException(what(), List.of("it lists no " + path));
        return file;
    }

    public String what() {
        return "model " + name + ":" + version + " cannot be loaded";
    }
}
