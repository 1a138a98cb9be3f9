package io.trivium.runtime.execution;

import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;

/** Opens verified packs. Thread-safe. */
public interface ModelLoader {

    /**
     * Opens a pack and runs it a few times on zeros.
     *
     * @return with one reference, the caller's
     * @throws InvalidPackException when it cannot be opened, differs from its specification, or fails to run
     */
    ServedModel load(ModelPack pack);
}
