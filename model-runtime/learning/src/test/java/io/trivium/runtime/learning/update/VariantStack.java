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

/** Champions of two tasks from which tenants want variants of their own: a mixture, and one that is a single graph. */
public final class VariantStack implements QuarkusTestResourceLifecycleManager {
    public static final String TASK = "variant-toy";
    public static final String DENSE = "variant-dense";

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("trivium-variant-test");
            UpdateStack.champions(folder, List.of(TASK, DENSE), VariantStack::spec);
            Map<String, String> settings = new HashMap<>(TestKey.settings(folder));
            settings.put(
                    "platform.runtime.registry.packs", folder.resolve("packs").toString());
            settings.put(
                    "platform.runtime.registry.store", folder.resolve("store").toString());
            settings.put(
                    "platform.runtime.expert.store", folder.resolve("experts").toString());
            settings.put(
                    "platform.runtime.learning.update.work",
                    folder.resolve("work").toString());
            settings.put("platform.runtime.serving.workers", "1");
            settings.put("platform.runtime.learning.consume", "false");
            settings.put("platform.dead-letter.topics", "");
            settings.put("platform.outbox.enabled", "false");
            settings.put("platform.runtime.learning.update.poll", "1s");
            settings.put("platform.runtime.learning.update.gives-way", "false");
            // The test looks itself.
            settings.put("platform.runtime.learning.variant.interval", "1h");
            for (String task : List.of(TASK, DENSE)) {
                settings.put("platform.runtime.learning.tasks.\"" + task + "\".labels", "fraud,genuine");
                String key = "platform.runtime.learning.update.tasks.\"" + task + "\".";
                settings.put(key + "scope", "tenant");
                settings.put(key + "epochs", "4");
                settings.put(key + "learning-rate", "0.03");
                settings.put(key + "train-days", "60");
                settings.put(key + "validation-days", "5");
                settings.put(key + "test-days", "5");
                settings.put(key + "heap", "512M");
            }
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String spec(String mixture) {
        String brief = mixture.replace("epochs: 4", "epochs: 1");
        if (!brief.contains(DENSE)) return brief;
        return brief.replace("groups: {general: 4, fin: 4}", "groups: {fin: 1}\n  topK: 1");
    }

    @Override
    public void stop() {
        // The system cleans its temporary directory.
    }
}
