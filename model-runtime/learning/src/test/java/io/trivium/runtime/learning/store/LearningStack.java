package io.trivium.runtime.learning.store;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.runtime.testing.TestPacks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model for each task that the tests of the learning store use, and how their labels are judged. */
public final class LearningStack implements QuarkusTestResourceLifecycleManager {
    /** Each test has a task of its own; they run in any order on one database. */
    static final List<String> TASKS = List.of(
            "learn-arrivals",
            "learn-orders",
            "learn-gates",
            "learn-letters",
            "learn-erasure",
            "learn-manifest",
            "learn-tamper",
            "learn-drift",
            "learn-purge",
            "learn-feed",
            "learn-lineage",
            "learn-access",
            "learn-review");

    /** Of six numbers an example. */
    static final String WIDE = "learn-near";

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("trivium-learning-test");
            for (String task : TASKS) TestPacks.limitedSum(folder.resolve("packs/" + task + "/1"), task, "1");
            TestPacks.wideSum(folder.resolve("packs/" + WIDE + "/1"), WIDE, "1");
            Map<String, String> settings = new HashMap<>();
            settings.put(
                    "platform.runtime.registry.packs", folder.resolve("packs").toString());
            settings.put(
                    "platform.runtime.registry.store", folder.resolve("store").toString());
            settings.put("platform.runtime.serving.workers", "1");
            settings.put("platform.runtime.learning.drift-floor", "50");
            settings.put("platform.runtime.learning.retention.\"evaluation\".use", "evaluation");
            settings.put("platform.runtime.learning.retention.\"brief\".keep", "10d");
            for (String task : TASKS) {
                String key = "platform.runtime.learning.tasks.\"" + task + "\".";
                settings.put(key + "rule", "precedence");
                settings.put(key + "precedence", "chargeback:fraud,analyst,*,chargeback:genuine");
                settings.put(key + "labels", "fraud,genuine");
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
