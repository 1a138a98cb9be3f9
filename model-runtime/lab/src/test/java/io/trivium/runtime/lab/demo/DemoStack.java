package io.trivium.runtime.lab.demo;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.runtime.testing.TestKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A runtime with the settings of the task as the demo has them. */
public final class DemoStack implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("trivium-demo-learning");
            Map<String, String> settings = new HashMap<>(TestKey.settings(folder));
            settings.put(
                    "platform.runtime.registry.store", folder.resolve("store").toString());
            settings.put(
                    "platform.runtime.learning.update.work",
                    folder.resolve("work").toString());
            settings.put("platform.runtime.serving.workers", "1");
            of(settings, "learning.tasks", Map.of("labels", "fraud,genuine"));
            of(
                    settings,
                    "learning.update.tasks",
                    Map.of(
                            "recipe", "all-layers",
                            "epochs", "12",
                            "rival", "false",
                            "learning-rate", "0.003",
                            "train-days", "15",
                            "validation-days", "3",
                            "test-days", "6",
                            "heap", "256M"));
            of(
                    settings,
                    "learning.release.tasks",
                    Map.of(
                            "shadow-for", "10s",
                            "shadow-requests", "200",
                            "canary-for", "10s",
                            "canary-requests", "15",
                            "watch-for", "75s",
                            "score-shift", "10"));
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void of(Map<String, String> settings, String part, Map<String, String> values) {
        values.forEach((key, value) ->
                settings.put("platform.runtime." + part + ".\"" + LearningDemo.TASK + "\"." + key, value));
    }

    @Override
    public void stop() {
        // The system cleans its temporary directory.
    }
}
