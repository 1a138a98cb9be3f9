package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoLearningComponentTest {
    @TempDir
    Path folder;

    private DataDirectory data;
    private Path steps;

    @BeforeEach
    void open() throws IOException {
        data = DataDirectory.open(folder.resolve("data"));
        steps = Files.createDirectories(data.of(DemoLearningComponent.NAME).resolve("steps"));
    }

    @Test
    void isDoneWithItsLastStep() throws IOException {
        Files.writeString(steps.resolve("promoted.done"), "");
        assertFalse(DemoLearningComponent.isDone(data));
        Files.writeString(steps.resolve("rolled-back.done"), "");
        assertTrue(DemoLearningComponent.isDone(data));
    }

    @Test
    void waitsForPaymentsAndSaysWhyItIsNotTriedAgain() throws IOException {
        DemoLearningComponent component =
                new DemoLearningComponent(data, new Ports(30_000), Secrets.of(data), Jvm.current());
        assertEquals(Optional.of("waits until live payments have been decided for a while"), component.obstacle());
        Files.writeString(steps.resolve("given-up"), "The step promoted failed 3 times.");
        assertEquals(Optional.of("The step promoted failed 3 times."), component.obstacle());
    }
}
