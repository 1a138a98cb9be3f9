package io.trivium.runtime.tool.course;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A runtime with the settings of the course's task as the demo has them, but for shorter times. */
public final class CourseStack implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("trivium-course-test");
            Map<String, String> settings = new HashMap<>();
            settings.put(
                    "platform.runtime.registry.store", folder.resolve("store").toString());
            settings.put(
                    "platform.runtime.learning.update.work",
                    folder.resolve("work").toString());
            settings.put("platform.runtime.serving.workers", "1");
            settings.put("platform.runtime.learning.update.poll", "1s");
            settings.put("platform.runtime.learning.release.interval", "2s");
            settings.put("platform.runtime.learning.release.rehearsal-share", "0.5");
            of(settings, "learning.tasks", Map.of("labels", "fraud,genuine"));
            of(
                    settings,
                    "learning.update.tasks",
                    Map.of(
                            "recipe", "all-layers",
                            "epochs", "12",
                            "learning-rate", "0.003",
                            "train-days", "40",
                            "validation-days", "4",
                            "test-days", "4",
                            "heap", "256M"));
            of(
                    settings,
                    "learning.release.tasks",
                    Map.of(
                            "shadow-for", "5s",
                            "shadow-requests", "60",
                            "canary-for", "5s",
                            "canary-requests", "10",
                            "watch-for", "45s"));
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void of(Map<String, String> settings, String part, Map<String, String> values) {
        values.forEach((key, value) ->
                settings.put("platform.runtime." + part + ".\"" + LearningCourse.TASK + "\"." + key, value));
    }

    @Override
    public void stop() {
        // The system cleans its temporary directory.
    }
}
