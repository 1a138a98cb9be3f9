package io.trivium.deploy.standalone;

import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.PortOwner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds and ends the processes of one data directory.
 *
 * <p>Every supervised process and its forked processes have the data directory in their environment. Unlike a pid file
 * this mark exists from the first instruction and cannot be confused with a later process of the same pid.
 */
public final class Processes {
    /** Environment variable that marks a process as belonging to the data directory it names. */
    public static final String MARK = "TRIVIUM_INSTANCE";

    private Processes() {}

    /** Living processes of that data directory, the caller's own excepted. */
    public static List<ProcessHandle> of(DataDirectory data) {
        byte[] mark = (MARK + "=" + data.root()).getBytes(StandardCharsets.UTF_8);
        Path databaseCluster = PostgresComponent.cluster(data);
        long own = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != own)
                .filter(process -> carries(process.pid(), mark) || worksOnCluster(process.pid(), databaseCluster))
                .toList();
    }

    /** PostgreSQL's backends write their titles over their environment, so they are known by where they work. */
    private static boolean worksOnCluster(long pid, Path cluster) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).equals(cluster)
                    && PortOwner.commandOf(pid).contains("postgres");
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean carries(long pid, byte[] mark) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc/" + pid + "/environ"));
            int start = 0;
            for (int i = 0; i < environment.length; i++) {
                if (environment[i] == 0) {
                    if (java.util.Arrays.equals(environment, start, i, mark, 0, mark.length)) return true;
                    start = i + 1;
                }
            }
            return false;
        } catch (IOException _) {
            return false;
        }
    }

    /** Ends them at once and waits for their end. */
    public static void kill(List<ProcessHandle> processes, Duration patience) throws InterruptedException {
        processes.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture<?>[] exits =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(exits).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("processes survive SIGKILL: " + processes, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Proportional set size of one process in bytes: memory shared between n processes counts 1/n for each. 0 if it has
     * ended.
     */
    public static long residentBytes(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
                if (line.startsWith("Pss:")) return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
            return 0;
        } catch (IOException _) {
            return 0;
        }
    }

    /** Proportional set size of a process and all its descendants, in bytes. */
    public static long residentBytesOfTree(long pid) {
        return ProcessHandle.of(pid)
                .map(process -> residentBytes(pid)
                        + process.descendants()
                                .mapToLong(child -> residentBytes(child.pid()))
                                .sum())
                .orElse(0L);
    }

    /**
     * Processor time of a process and all its descendants so far, those that ended included, in ms; 0 if it has ended.
     * From {@code /proc} (proc_pid_stat(5)), where Linux counts in hundredths of a second.
     */
    public static double cpuMillisOfTree(long pid) {
        return ProcessHandle.of(pid)
                .map(process -> ticks(pid)
                        + process.descendants()
                                .mapToLong(child -> ticks(child.pid()))
                                .sum())
                .map(ticks -> ticks * 10.0)
                .orElse(0.0);
    }

    /** utime, stime, cutime and cstime; 0 if it has ended. */
    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            // the name may hold spaces and brackets, so fields count from its last bracket
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int i = 11; i < 15; i++) ticks += Long.parseLong(fields[i]);
            return ticks;
        } catch (IOException _) {
            return 0;
        }
    }
}
