package io.trivium.runtime.learning.update;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.runtime.testing.TestKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Champions whose challengers are trained well or hardly at all, and releases that need few requests. */
public final class RivalStack implements QuarkusTestResourceLifecycleManager {
    /** Its networks stay as they were drawn. */
    static final String CRIPPLED = "rival-crippled";
    /** Its networks learn the task. */
    static final String GOOD = "rival-good";

    static final List<String> TASKS = List.of(CRIPPLED, GOOD);

    /** The limits leave the simple model to decide. */
    private static String changed(String spec) {
        String trained = spec.contains("task: " + GOOD)
                ? spec.replace("epochs: 4", "epochs: 12")
                : spec.replace("epochs: 4", "epochs: 1").replace("learningRate: 0.01", "learningRate: 0.000001");
        return trained + """
                challengerGates:
                  {margin: 0.2, sliceLoss: 10, change: 100, calibration: 1, overfitting: 1, maskedLoss: 1, latency: 100,
                   memory: 100}
                """;
    }

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("trivium-rival-test");
            UpdateStack.champions(folder, TASKS, RivalStack::changed);
            Map<String, String> settings = new HashMap<>(TestKey.settings(folder));
            settings.put(
                    "platform.runtime.registry.packs", folder.resolve("packs").toString());
            settings.put(
                    "platform.runtime.registry.store", folder.resolve("store").toString());
            settings.put(
                    "platform.runtime.learning.update.work",
                    folder.resolve("work").toString());
            settings.put("platform.runtime.serving.workers", "1");
            settings.put("platform.runtime.learning.consume", "false");
            settings.put("platform.dead-letter.topics", "");
            settings.put("platform.outbox.enabled", "false");
            settings.put("platform.runtime.learning.update.poll", "1s");
            settings.put("platform.runtime.learning.update.gives-way", "false");
            settings.put("platform.runtime.learning.share", "1");
            String release = "platform.runtime.learning.release.";
            settings.put(release + "interval", "1s");
            settings.put(release + "shadow-for", "0s");
            settings.put(release + "shadow-requests", "10");
            settings.put(release + "canary-for", "0s");
            settings.put(release + "canary-requests", "5");
            settings.put(release + "rehearsal-share", "0.5");
            // Its scores are far from those of a champion that has learned nothing.
            settings.put(release + "score-floor", "1000000");
            for (String task : TASKS) {
                String key = "platform.runtime.learning.update.tasks.\"" + task + "\".";
                settings.put(key + "recipe", "whole");
                settings.put(key + "train-days", "60");
                settings.put(key + "validation-days", "5");
                settings.put(key + "test-days", "5");
                settings.put(key + "heap", "512M");
                settings.put("platform.runtime.learning.tasks.\"" + task + "\".labels", "fraud,genuine");
            }
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // The system cleans its temporary directory.
    }
}
