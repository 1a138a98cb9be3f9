package io.trivium.runtime.learning.update.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The figures that Linux reports of a running process; the last ones are kept. Not thread-safe. */
final class ProcessFigures {
    /** Linux counts a process's time in hundredths of a second, regardless of its clock. */
    private static final double TICKS_PER_SECOND = 100;

    private static final String PEAK = "VmHWM:";
    private static final long KIB = 1024;
    // Fields of /proc/PID/stat after the name of the command, from 0.
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    private final Path folder;
    private double cpuSeconds;
    private long peakBytes;

    ProcessFigures(long pid) {
        this.folder = Path.of("/proc", Long.toString(pid));
    }

    /** Reads the figures; those of a process that has ended are as they were. */
    void look() {
        try {
            String stat = Files.readString(folder.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            double now = (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS_PER_SECOND;
            cpuSeconds = Math.max(cpuSeconds, now);
            for (String line : Files.readAllLines(folder.resolve("status"))) {
                if (line.startsWith(PEAK)) peakBytes = Math.max(peakBytes, kibibytes(line) * KIB);
            }
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            // it has just ended
        }
    }

    private static long kibibytes(String line) {
        List<String> words = List.of(line.substring(PEAK.length()).strip().split(" ", -1));
        return Long.parseLong(words.getFirst());
    }

    double cpuSeconds() {
        return cpuSeconds;
    }

    long peakBytes() {
        return peakBytes;
    }
}
