package io.trivium.fin.tool;

import io.trivium.fin.bench.ProcessCpu;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Processes whose processor time is reported. */
final class CpuOptions {
    @Option(
            names = "--process",
            paramLabel = "NAME=PID",
            description = "A process of the platform, whose processor time is reported per authorization; may repeat.")
    private final Map<String, Long> processes = new LinkedHashMap<>();

    ProcessCpu cpu() {
        return new ProcessCpu(processes);
    }
}
