package io.trivium.fin.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessCpuTest {
    /** Above the highest number that Linux gives, so that nothing runs under it. */
    private static final long PID = 4_194_305;

    @TempDir
    private Path proc;

    private void stat(long utime, long stime, long cutime, long cstime) throws IOException {
        Path process = Files.createDirectories(proc.resolve(Long.toString(PID)));
        Files.writeString(
                process.resolve("stat"),
                PID + " (a (b) c) S 1 2 3 4 5 6 7 8 9 10 " + utime + ' ' + stime + ' ' + cutime + ' ' + cstime
                        + " 20 0 1\n");
    }

    @Test
    void countsTheProcessAndItsChildrenThatEnded() throws IOException {
        ProcessCpu cpu = new ProcessCpu(Map.of("postgres", PID), proc);
        stat(10, 5, 3, 2);
        Map<String, Double> before = cpu.millis();
        assertEquals(Map.of("postgres", 200.0), before);
        stat(20, 10, 13, 2);
        assertEquals(Map.of("postgres", 2.5), cpu.perAuthorization(before, 100));
    }

    @Test
    void aProcessThatIsGoneIsNotCountedAsIdle() {
        ProcessCpu cpu = new ProcessCpu(Map.of("kafka", PID), proc);
        assertThrows(IllegalStateException.class, cpu::millis);
    }
}
