package io.trivium.deploy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.deploy.cli.CleanupMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 50, unit = TimeUnit.SECONDS)
class CleanupTest {
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    private @Nullable Process program;

    @AfterEach
    void end() {
        if (program != null) program.destroyForcibly();
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CleanupMain.class.getName()));
        command.addAll(List.of(arguments));
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        program = started;
        return started;
    }

    @Test
    void aSignalWaitsUntilAllIsPutAway() throws IOException, InterruptedException {
        Process signalled = start();
        assertEquals(CleanupMain.READY, signalled.inputReader().readLine());
        signalled.toHandle().destroy(); // unlike the process's own, leaves its output open
        assertEquals(List.of(CleanupMain.PUT_AWAY), lines(signalled));
        assertEquals(ENDED_BY_SIGTERM, signalled.waitFor());
    }

    @Test
    void aProgramThatEndsByItselfWaitsForNothing() throws IOException, InterruptedException {
        Process ended = start("end");
        assertEquals(List.of(CleanupMain.READY, CleanupMain.PUT_AWAY), lines(ended));
        assertEquals(0, ended.waitFor());
    }

    private static List<String> lines(Process of) throws IOException {
        try (Stream<String> lines = of.inputReader().lines()) {
            return lines.toList();
        }
    }
}
