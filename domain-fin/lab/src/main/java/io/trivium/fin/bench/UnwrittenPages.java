package io.trivium.fin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Data that the kernel has accepted but not yet written to disk: while there is much of it, every writer waits. */
final class UnwrittenPages {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final long KIB_PER_MIB = 1024;

    private UnwrittenPages() {}

    /** Dirty pages and those being written, in MiB (proc_meminfo(5)). */
    static long mebibytes() throws IOException {
        return mebibytes(Files.readAllLines(MEMINFO));
    }

    static long mebibytes(List<String> meminfo) {
        return meminfo.stream()
                        .filter(line -> line.startsWith("Dirty:") || line.startsWith("Writeback:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum()
                / KIB_PER_MIB;
    }
}
