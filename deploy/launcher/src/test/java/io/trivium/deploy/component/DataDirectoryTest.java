package io.trivium.deploy.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.PlatformStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path parent = Path.of(".");

    @Test
    void opensTheSameDirectoryAgain() {
        DataDirectory first = DataDirectory.open(parent.resolve("data"));
        assertEquals(first.root(), DataDirectory.open(parent.resolve("data")).root());
    }

    @Test
    void refusesADirectoryOfSomethingElse() throws Exception {
        Files.writeString(parent.resolve("thesis.txt"), "mine");
        LauncherException refused = assertThrows(LauncherException.class, () -> DataDirectory.open(parent));
        assertEquals(ExitCode.REFUSED, refused.exitCode());
        assertTrue(String.valueOf(refused.getMessage()).contains("was not made by Trivium"));
    }

    @Test
    void refusesTheFormatOfAnotherVersion() throws Exception {
        Path data = parent.resolve("data");
        DataDirectory.open(data);
        Files.writeString(data.resolve("FORMAT"), "trivium-data/9\n");
        LauncherException refused = assertThrows(LauncherException.class, () -> DataDirectory.open(data));
        assertTrue(String.valueOf(refused.getMessage()).contains("trivium-data/9"));
    }

    @Test
    void acceptsADirectoryThatHoldsOnlyTheBuildLog() throws Exception {
        Path data = parent.resolve("data");
        Files.createDirectories(data.resolve("logs"));
        Files.writeString(data.resolve("logs/build.log"), "built");
        assertTrue(DataDirectory.open(data).exists());
    }

    @Test
    void looksWithoutCreating() {
        DataDirectory looked = DataDirectory.at(parent.resolve("nothing"));
        assertFalse(looked.exists());
        assertFalse(Files.exists(looked.root()));
    }

    @Test
    void saysWhenTheStateFileIsDamaged() throws Exception {
        DataDirectory data = DataDirectory.open(parent.resolve("data"));
        Files.writeString(data.statusFile(), "{\"supervisorPid\":");
        LauncherException damaged = assertThrows(LauncherException.class, () -> PlatformStatus.read(data));
        assertTrue(String.valueOf(damaged.getMessage()).contains("is damaged"));
    }
}
