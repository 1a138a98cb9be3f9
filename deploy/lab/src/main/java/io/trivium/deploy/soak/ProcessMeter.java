package io.trivium.deploy.soak;

import io.trivium.deploy.standalone.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Reads from {@code /proc} the resources of a component's processes. */
final class ProcessMeter {
    /** Keep a file open for each segment or relation that they use. */
    private static final Set<String> STORES = Set.of("kafka", "postgres");

    private ProcessMeter() {}

    /** Adds the sums over some processes. */
    static void read(String component, List<Long> pids, Readings readings) {
        readings.add(component, Measure.MEMORY, sum(pids, Processes::residentBytes));
        readings.add(component, Measure.THREADS, sum(pids, pid -> entries(pid, "task")));
        if (!STORES.contains(component)) {
            readings.add(component, Measure.FILES, sum(pids, pid -> entries(pid, "fd")));
            return;
        }
        double data = sum(pids, ProcessMeter::dataFiles);
        readings.add(component, Measure.DATA_FILES, data);
        readings.add(component, Measure.FILES, sum(pids, pid -> entries(pid, "fd")) - data);
    }

    /** Descriptors of regular files; 0 when the process has ended. */
    private static long dataFiles(long pid) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid, "fd"))) {
            return descriptors.filter(Files::isRegularFile).count();
        } catch (IOException | UncheckedIOException _) {
            return 0;
        }
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
