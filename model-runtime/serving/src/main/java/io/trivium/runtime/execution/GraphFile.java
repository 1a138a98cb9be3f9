package io.trivium.runtime.execution;

import io.trivium.runtime.pack.ModelPack;
import java.util.Set;

/**
 * A graph of a pack, verified.
 *
 * @param constants inputs that requests do not have; they are fed zeros
 */
record GraphFile(String name, ModelPack.ModelBytes bytes, Set<String> constants) {

    static GraphFile of(ModelPack pack) {
        return new GraphFile(ModelPack.MODEL, pack.model(), Set.of());
    }

    /** Its input {@code masked} marks the experts that may not be chosen; zeros let all be chosen. */
    static GraphFile fused(ModelPack pack) {
        return new GraphFile(
                ModelPack.FUSED, new ModelPack.ModelBytes(pack.read(ModelPack.FUSED)), Set.of(ModelPack.MASKED));
    }
}
