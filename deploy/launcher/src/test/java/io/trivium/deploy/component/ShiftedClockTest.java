package io.trivium.deploy.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.deploy.standalone.RestingMain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShiftedClockTest {
    @TempDir
    Path directory = Path.of("unset");

    @Test
    void leavesServicesWithoutOneAlone() {
        DataDirectory data = DataDirectory.open(directory.resolve("data"));
        assertEquals(Map.of(), ShiftedClock.environment(data, "domain-fin"));
    }

    @Test
    void isRightUntilItIsSetAndJumpsBackAndForth() throws Exception {
        assumeTrue(ShiftedClock.isAvailable(), "needs Debian's libfaketime");
        DataDirectory data = DataDirectory.open(directory.resolve("data"));
        ShiftedClock clock = ShiftedClock.of(data, "domain-fin");
        assertEquals(0, error(data), 5);
        clock.set(Duration.ofMinutes(5));
        assertEquals(300, error(data), 5);
        clock.set(Duration.ofMinutes(-5));
        assertEquals(-300, error(data), 5);
        clock.set(Duration.ZERO);
        assertEquals(0, error(data), 5);
    }

    @Test
    void letsAJvmRest() throws Exception {
        assumeTrue(ShiftedClock.isAvailable(), "needs Debian's libfaketime");
        DataDirectory data = DataDirectory.open(directory.resolve("data"));
        ShiftedClock.of(data, "domain-fin").set(Duration.ofMinutes(5));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RestingMain.class.getName());
        builder.environment().putAll(ShiftedClock.environment(data, "domain-fin"));
        Process process = builder.start();
        String millis = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertTrue(
                Long.parseLong(millis) < RestingMain.RESTS.toMillis(), () -> "ms of processor time at rest: " + millis);
    }

    /** Seconds by which a process with this clock is wrong. */
    private static double error(DataDirectory data) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("date", "+%s");
        builder.environment().putAll(ShiftedClock.environment(data, "domain-fin"));
        Process process = builder.start();
        String seconds = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        return Long.parseLong(seconds) - Instant.now().getEpochSecond();
    }
}
