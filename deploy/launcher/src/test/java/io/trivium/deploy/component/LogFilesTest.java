package io.trivium.deploy.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
    @TempDir
    Path directory = Path.of(".");

    @Test
    void givesTheLastLinesOldestFirst() throws Exception {
        Path log = directory.resolve("a.log");
        Files.writeString(log, "one\ntwo\nthree\n");
        assertEquals(List.of("two", "three"), LogFiles.tail(log, 2));
    }

    @Test
    void hasNoLinesOfALogThatIsNotThere() throws Exception {
        assertEquals(List.of(), LogFiles.tail(directory.resolve("none.log"), 5));
    }

    @Test
    void keepsFiveOldLogs() throws Exception {
        Path log = directory.resolve("a.log");
        for (int i = 1; i <= 7; i++) {
            Files.writeString(log, "run " + i);
            LogFiles.rotate(log, 1);
        }
        assertFalse(Files.exists(log));
        assertEquals("run 7", Files.readString(directory.resolve("a.log.1")));
        assertEquals("run 3", Files.readString(directory.resolve("a.log.5")));
        assertFalse(Files.exists(directory.resolve("a.log.6")));
    }

    @Test
    void emptiesALogInUseInPlace() throws Exception {
        Path log = directory.resolve("a.log");
        Files.writeString(log, "so far");
        Object before = Files.getAttribute(log, "unix:ino");
        LogFiles.rotateInUse(log, 3);
        assertEquals(0, Files.size(log));
        assertEquals(before, Files.getAttribute(log, "unix:ino"));
        assertEquals("so far", Files.readString(directory.resolve("a.log.1")));
    }

    @Test
    void leavesASmallLogAlone() throws Exception {
        Path log = directory.resolve("a.log");
        Files.writeString(log, "little");
        LogFiles.rotate(log, 100);
        LogFiles.rotateInUse(log, 100);
        assertEquals("little", Files.readString(log));
    }
}
