package io.trivium.med.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Processor time of a process and all below it, from {@code /proc} (proc_pid_stat(5)). */
final class ProcessTime {

    /** USER_HZ, which Linux fixes at 100 for everything it shows in {@code /proc}. */
    private static final double MS_PER_TICK = 10;
    /** After the name in brackets: utime, stime, cutime, cstime. */
    private static final int FIRST_TIME = 11;

    private ProcessTime() {}

    /** Milliseconds so far, of the tree below the process too. */
    static double millis(long pid) {
        try (Stream<ProcessHandle> below = ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants)) {
            return MS_PER_TICK
                    * (ticks(pid) + below.mapToLong(child -> ticks(child.pid())).sum());
        }
    }

    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // The name may hold spaces and brackets, so fields count from its last bracket.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int i = FIRST_TIME; i < FIRST_TIME + 4; i++) ticks += Long.parseLong(fields[i]);
            return ticks;
        } catch (IOException e) {
            return 0; // it ended meanwhile
        }
    }
}
