package io.trivium.deploy.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    @TempDir
    Path directory = Path.of(".");

    @Test
    void followsChangesAndDeletions() throws Exception {
        Path from = Files.createDirectories(directory.resolve("from/lib"));
        Path to = directory.resolve("to");
        Files.writeString(from.resolve("a.jar"), "a1");
        Files.writeString(from.resolve("b.jar"), "b");
        Snapshot.copy(directory.resolve("from"), to);
        Files.writeString(from.resolve("a.jar"), "a2 longer");
        Files.delete(from.resolve("b.jar"));
        Snapshot.copy(directory.resolve("from"), to);
        assertEquals("a2 longer", Files.readString(to.resolve("lib/a.jar")));
        assertFalse(Files.exists(to.resolve("lib/b.jar")));
    }

    @Test
    void leavesUnchangedFilesUntouched() throws Exception {
        Path from = Files.createDirectories(directory.resolve("from"));
        Path to = directory.resolve("to");
        Files.writeString(from.resolve("a.jar"), "a");
        Snapshot.copy(from, to);
        Object before = Files.getAttribute(to.resolve("a.jar"), "unix:ino");
        Snapshot.copy(from, to);
        assertEquals(before, Files.getAttribute(to.resolve("a.jar"), "unix:ino"));
    }
}
