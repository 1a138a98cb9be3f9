package io.trivium.runtime.learning.release;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.runtime.testing.TestKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A runtime whose releases take seconds. */
public final class ReleaseStack implements QuarkusTestResourceLifecycleManager {
    static final String HIGH_RISK = "release-risky";
    static final String LABELLED = "release-labelled";
    static final long SHADOW_REQUESTS = 60;
    static final long CANARY_REQUESTS = 15;

    @Override
    public Map<String, String> start() {
        try {
            Map<String, String> settings = new HashMap<>(TestKey.settings(folder()));
            settings.put(
                    "platform.runtime.registry.store",
                    Files.createTempDirectory("trivium-release-test").toString());
            settings.put("platform.runtime.serving.workers", "1");
            settings.put("platform.runtime.learning.consume", "false");
            settings.put("platform.dead-letter.topics", "");
            String release = "platform.runtime.learning.release.";
            settings.put(release + "interval", "2s");
            settings.put(release + "shadow-for", "0s");
            settings.put(release + "shadow-requests", Long.toString(SHADOW_REQUESTS));
            settings.put(release + "canary-for", "0s");
            settings.put(release + "canary-requests", Long.toString(CANARY_REQUESTS));
            settings.put(release + "rehearsal-share", "0.5");
            settings.put(release + "hang-after", "3s");
            settings.put("platform.runtime.registry.tasks.\"" + HIGH_RISK + "\".high-risk", "true");
            settings.put("platform.runtime.learning.tasks.\"" + LABELLED + "\".labels", "fraud,genuine");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // The system cleans its temporary directory.
    }

    static Path folder() {
        try {
            return Files.createTempDirectory("trivium-release-packs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
