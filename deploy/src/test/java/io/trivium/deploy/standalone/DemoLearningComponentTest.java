package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoLearningComponentTest {
    @TempDir
    Path folder;

    @Test
    void isWantedUntilTheLastStepOfTheCourseIsDone() throws IOException {
        DataDirectory data = DataDirectory.open(folder.resolve("data"));
        assertFalse(DemoLearningComponent.isDone(data));
        Path course = data.of(DemoLearningComponent.NAME).resolve("course");
        Files.createDirectories(course);
        Files.writeString(course.resolve("promoted.done"), "");
        assertFalse(DemoLearningComponent.isDone(data));
        Files.writeString(course.resolve("rolled-back.done"), "");
        assertTrue(DemoLearningComponent.isDone(data));
    }

    @Test
    void changesTheLearningOfItsOwnTaskAlone() {
        List<String> settings = DemoLearningComponent.SETTINGS;
        Set<String> tasks = settings.stream()
                .map(setting ->
                        setting.replaceAll("^-Dplatform\\.runtime\\.learning\\.[a-z.]*tasks\\.\"([^\"]+)\"\\..*", "$1"))
                .collect(Collectors.toSet());
        assertEquals(Set.of("simulated-card-fraud"), tasks);
        assertTrue(
                settings.contains("-Dplatform.runtime.learning.release.tasks.\"simulated-card-fraud\".watch-for=60s"));
    }
}
