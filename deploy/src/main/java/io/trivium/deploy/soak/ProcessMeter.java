package io.trivium.deploy.soak;

import io.trivium.deploy.standalone.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Reads from {@code /proc} what the processes of a component hold. */
final class ProcessMeter {
    private ProcessMeter() {}

    /** Adds the sums over some processes. */
    static void read(String component, List<Long> pids, Readings readings) {
        readings.add(component, Measure.MEMORY, sum(pids, Processes::residentBytes));
        readings.add(component, Measure.THREADS, sum(pids, pid -> entries(pid, "task")));
        readings.add(component, Measure.FILES, sum(pids, pid -> entries(pid, "fd")));
    }

    /** A process and all that it forked. */
    static List<Long> tree(long pid) {
        return ProcessHandle.of(pid)
                .map(process -> Stream.concat(Stream.of(process), process.descendants())
                        .map(ProcessHandle::pid)
                        .toList())
                .orElse(List.of());
    }

    private static double sum(List<Long> pids, ToLongFunction<Long> value) {
        return (double) pids.stream().mapToLong(value).sum();
    }

    /** 0 when the process has ended. */
    private static long entries(long pid, String directory) {
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid, directory))) {
            return entries.count();
        } catch (IOException _) {
            return 0;
        }
    }
}
