package io.trivium.fin.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time of the platform's processes, from {@code /proc}: of each the whole tree below it, children that ended
 * included, so that PostgreSQL's backends count.
 */
public final class ProcessCpu {
    /** USER_HZ, which Linux fixes at 100 for everything it shows in {@code /proc}. */
    private static final double MS_PER_TICK = 10;

    /**
     * The index in {@code /proc/PID/stat} after the name in brackets: utime, stime, cutime, cstime (proc_pid_stat(5)).
     */
    private static final int FIRST_TIME = 11;

    private final Map<String, Long> pids;
    private final Path proc;

    /** @param pids of the processes to watch, by the name that reports give them */
    public ProcessCpu(Map<String, Long> pids) {
        this(pids, Path.of("/proc"));
    }

    ProcessCpu(Map<String, Long> pids, Path proc) {
        this.pids = new LinkedHashMap<>(pids);
        this.proc = proc;
    }

    /** Whether there is nothing to watch. */
    public boolean isEmpty() {
        return pids.isEmpty();
    }

    /**
     * Processor time so far, in milliseconds by name.
     *
     * @throws IllegalStateException when one of the processes is gone: its time would be missing
     */
    Map<String, Double> millis() {
        Map<String, Double> millis = new LinkedHashMap<>();
        pids.forEach((name, pid) -> millis.put(name, MS_PER_TICK * treeTicks(name, pid)));
        return millis;
    }

    /** Returns the CPU time of each process since then, per authorization, in milliseconds. */
    Map<String, Double> perAuthorization(Map<String, Double> before, int authorizations) {
        Map<String, Double> cost = new LinkedHashMap<>();
        millis().forEach((name, now) -> cost.put(name, (now - before.getOrDefault(name, 0.0)) / authorizations));
        return cost;
    }

    private long treeTicks(String name, long pid) {
        long ticks = ticks(pid);
        if (ticks < 0) {
            throw new IllegalStateException("process " + pid + " of " + name
                    + " is gone: it was started again meanwhile, or /proc cannot be read here");
        }
        try (Stream<ProcessHandle> below = ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants)) {
            return ticks
                    + below.mapToLong(child -> Math.max(0, ticks(child.pid()))).sum();
        }
    }

    /** −1 when there is no such process. */
    private long ticks(long pid) {
        String stat;
        try {
            stat = Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return -1;
        }
        // The name may hold spaces and brackets, so fields count from its last bracket.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int i = FIRST_TIME; i < FIRST_TIME + 4; i++) ticks += Long.parseLong(fields[i]);
        return ticks;
    }
}
