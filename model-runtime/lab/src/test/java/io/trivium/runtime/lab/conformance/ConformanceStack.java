package io.trivium.runtime.lab.conformance;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Gives a service the reference models, and no broker. */
public final class ConformanceStack implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("trivium-conformance");
            ReferenceModels.writePacks(folder.resolve("packs"));
            return Map.of(
                    "platform.runtime.registry.packs",
                    folder.resolve("packs").toString(),
                    "platform.runtime.registry.store",
                    folder.resolve("store").toString(),
                    "platform.runtime.learning.consume",
                    "false",
                    "platform.dead-letter.topics",
                    "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // The folder is in the system's temporary directory, which the system cleans.
    }
}
