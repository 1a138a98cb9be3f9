package io.trivium.runtime.learning.update.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.learning.update.UpdateFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingCommandTest {
    private static final String PACKED = "/opt/trivium/app/quarkus-run.jar";

    @TempDir
    Path trainer = Path.of(".");

    @Test
    void addsTheTrainerToTheLibrariesOfAPackedService() throws Exception {
        Files.writeString(trainer.resolve("trainer.jar"), "");
        assertEquals(
                "/opt/trivium/app/app/*:/opt/trivium/app/lib/main/*:/opt/trivium/app/lib/boot/*:" + trainer + "/*",
                TrainingCommand.classPath(PACKED, Optional.of(trainer)));
    }

    @Test
    void refusesAPackedServiceWithoutATrainer() {
        assertMissing(Optional.empty(), "No trainer is configured");
        assertMissing(Optional.of(trainer), "no library of the trainer in " + trainer);
        assertMissing(Optional.of(trainer.resolve("nowhere")), "nowhere cannot be read");
    }

    @Test
    void takesTheTrainerFromAnUnpackedClassPath() {
        assertEquals("/a/classes:/b/c.jar", TrainingCommand.classPath("/a/classes:/b/c.jar", Optional.empty()));
    }

    private static void assertMissing(Optional<Path> configured, String reason) {
        UpdateFailure failure = assertThrows(UpdateFailure.class, () -> TrainingCommand.classPath(PACKED, configured));
        assertEquals("trainer-missing", failure.code());
        assertTrue(String.valueOf(failure.getMessage()).contains(reason), failure.getMessage());
    }
}
