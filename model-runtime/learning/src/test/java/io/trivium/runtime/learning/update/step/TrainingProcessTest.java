package io.trivium.runtime.learning.update.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.learning.update.WorkDirectory;
import io.trivium.runtime.learning.update.step.TrainingProcess.End;
import io.trivium.runtime.learning.update.step.TrainingProcess.Limits;
import io.trivium.runtime.learning.update.step.TrainingProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch over a process, on processes of the shell. */
class TrainingProcessTest {
    private static final Limits WIDE = new Limits(Duration.ofSeconds(60), 1L << 40);

    @TempDir
    private Path folder;

    private WorkDirectory work = new WorkDirectory(Path.of("."));

    @BeforeEach
    void makeFolder() {
        work = new WorkDirectory(folder);
    }

    private Result run(String script, Limits limits, BooleanSupplier stop) throws IOException, InterruptedException {
        return TrainingProcess.run(
                List.of("sh", "-c", script), Map.of("GIVEN", "there"), work, limits, stop, usage -> {});
    }

    @Test
    void tellsHowItEnded() throws Exception {
        Result result = run("echo $GIVEN; echo said >&2; exit 4", WIDE, () -> false);
        assertEquals(End.ENDED, result.end());
        assertEquals(4, result.exitCode());
        assertEquals("there\n", Files.readString(work.report()));
        assertEquals("said\n", Files.readString(work.progress()));
        assertFalse(Files.exists(work.process()));
    }

    @Test
    void keepsTheServicesSecretsFromIt() throws Exception {
        run("env | cut -d= -f1 | sort | tr '\\n' ' '", WIDE, () -> false);
        List<String> names = List.of(Files.readString(work.report()).strip().split(" ", -1));
        assertTrue(names.contains("GIVEN") && names.contains("PATH"), names::toString);
        assertFalse(names.contains("USER"), names::toString);
    }

    @Test
    void tellsOfAKillFromOutside() throws Exception {
        assertEquals(137, run("kill -9 $$", WIDE, () -> false).exitCode());
    }

    @Test
    void endsWhatTakesTooLong() throws Exception {
        Result result = run("exec sleep 60", new Limits(Duration.ofMillis(300), 1L << 40), () -> false);
        assertEquals(End.TIME_OVER, result.end());
        assertTrue(result.usage().wall().compareTo(Duration.ofSeconds(15)) < 0);
    }

    @Test
    void endsWhatTakesTooMuchMemory() throws Exception {
        assertEquals(
                End.MEMORY_OVER,
                run("exec sleep 60", new Limits(Duration.ofMinutes(1), 1), () -> false)
                        .end());
    }

    @Test
    void endsWhenItIsTold() throws Exception {
        assertEquals(End.STOPPED, run("exec sleep 60", WIDE, () -> true).end());
    }

    @Test
    void countsTheTimeOfTheProcessor() throws Exception {
        Result result = run("i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done; sleep 0.6", WIDE, () -> false);
        assertTrue(result.usage().cpuSeconds() > 0.05, result::toString);
        assertTrue(result.usage().peakBytes() > 100_000, result::toString);
    }

    @Test
    void endsWhatADeadOwnerLeft() throws Exception {
        Process orphan = new ProcessBuilder("sleep", "60").start();
        long started = orphan.info().startInstant().orElseThrow().toEpochMilli();
        Files.writeString(work.process(), orphan.pid() + " " + (started - 1));
        run("true", WIDE, () -> false);
        assertTrue(orphan.isAlive(), "another process with that number");
        Files.writeString(work.process(), orphan.pid() + " " + started);
        run("true", WIDE, () -> false);
        assertTrue(orphan.waitFor(5, TimeUnit.SECONDS));
    }
}
