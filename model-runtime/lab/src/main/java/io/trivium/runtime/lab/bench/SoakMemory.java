package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.statistics.Quantiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The memory of a process, sampled during a soak test while no request is running, and its growth. Pools, caches and
 * compiled code fill up in the first third, which does not count.
 */
final class SoakMemory {
    private static final double MIB = 1 << 20;
    private static final double PER = 10_000;
    private static final double MOST_GROWTH_MIB = 32;
    private static final double MOST_DESCRIPTORS = 8;

    private final int requests;
    private final List<Sample> samples = new ArrayList<>();

    /**
     * One sample.
     *
     * @param request how many had been sent
     * @param heap bytes in use after a collection
     * @param committed bytes the heap has taken from the system
     * @param resident bytes of the process in memory; 0 where the system does not say
     * @param nativeBytes handed out by the C library and not given back; 0 where it does not say
     * @param descriptors open files; 0 where the system does not say
     * @param models loaded versions
     * @param sessionBytes bytes of the files of open experts
     */
    record Sample(
            int request,
            long heap,
            long committed,
            long resident,
            long nativeBytes,
            int descriptors,
            int threads,
            int models,
            long sessionBytes) {
        @Override
        public String toString() {
            return "heap %.0f of %.0f MiB, native %.0f MiB, resident %.0f MiB, %d descriptors, %d threads, %d loaded, experts %.1f MiB"
                    .formatted(
                            heap / MIB,
                            committed / MIB,
                            nativeBytes / MIB,
                            resident / MIB,
                            descriptors,
                            threads,
                            models,
                            sessionBytes / MIB);
        }
    }

    /** @param requests of the whole soak */
    SoakMemory(int requests) {
        this.requests = requests;
    }

    /** Samples this process. */
    Sample sample(int request, int models, long sessionBytes) {
        System.gc();
        Runtime jvm = Runtime.getRuntime();
        Sample now = new Sample(
                request,
                jvm.totalMemory() - jvm.freeMemory(),
                jvm.totalMemory(),
                residentBytes(),
                NativeMemory.inUse(),
                descriptors(),
                Thread.activeCount(),
                models,
                sessionBytes);
        add(now);
        return now;
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    private static long residentBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        } catch (IOException e) {
            return 0; // not Linux
        }
        return 0;
    }

    private static int descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        } catch (IOException e) {
            return 0; // not Linux
        }
    }

    /**
     * Growth from the second third to the last, and the slope over both. The medians are compared: the memory retained
     * by the allocator and the collector varies by tens of MiB between two samples.
     */
    List<Target> targets() {
        List<Sample> settled =
                samples.stream().filter(each -> each.request >= requests / 3).toList();
        if (settled.size() < 2) throw new IllegalStateException("too few samples: " + samples);
        Sample last = settled.getLast();
        Sample first = settled.getFirst();
        return List.of(
                growth("soak-heap", settled, each -> each.heap / MIB, "MiB", MOST_GROWTH_MIB),
                slope("soak-heap", settled, each -> each.heap / MIB, "MiB"),
                growth("soak-resident", settled, each -> each.resident / MIB, "MiB", MOST_GROWTH_MIB),
                slope("soak-resident", settled, each -> each.resident / MIB, "MiB"),
                growth("soak-native", settled, each -> each.nativeBytes / MIB, "MiB", MOST_GROWTH_MIB),
                slope("soak-native", settled, each -> each.nativeBytes / MIB, "MiB"),
                growth("soak-descriptors", settled, each -> each.descriptors, "files", MOST_DESCRIPTORS),
                slope("soak-descriptors", settled, each -> each.descriptors, "files"),
                growth("soak-threads", settled, each -> each.threads, "threads", MOST_DESCRIPTORS),
                Target.of("soak-loaded", last.models, "versions", 1, Better.LOWER, null),
                Target.of(
                        "soak-open-experts-growth",
                        (last.sessionBytes - first.sessionBytes) / MIB,
                        "MiB",
                        0,
                        Better.LOWER,
                        null));
    }

    private static Target growth(
            String name, List<Sample> settled, ToDoubleFunction<Sample> of, String unit, double most) {
        int half = settled.size() / 2;
        double growth = median(settled.subList(settled.size() - half, settled.size()), of)
                - median(settled.subList(0, half), of);
        return Target.of(name + "-growth", growth, unit, most, Better.LOWER, null);
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> of) {
        return Quantiles.median(samples.stream().mapToDouble(of).toArray());
    }

    /** Least squares. */
    private static Target slope(String name, List<Sample> settled, ToDoubleFunction<Sample> of, String unit) {
        double meanX = settled.stream().mapToDouble(Sample::request).average().orElse(0);
        double meanY = settled.stream().mapToDouble(of).average().orElse(0);
        double together = 0;
        double squares = 0;
        for (Sample each : settled) {
            together += (each.request - meanX) * (of.applyAsDouble(each) - meanY);
            squares += (each.request - meanX) * (each.request - meanX);
        }
        return Target.reported(
                name + "-slope", squares == 0 ? 0 : PER * together / squares, unit + "/10,000 requests", null);
    }

    /**
     * The memory that the C library has allocated and that was not freed, by {@code mallinfo2} of glibc 2.33 and later.
     * Resident memory is less precise: the library keeps freed memory, in pieces that later requests may or may not fit
     * into.
     */
    static final class NativeMemory {
        private static final StructLayout INFO = MemoryLayout.structLayout(
                ValueLayout.JAVA_LONG.withName("arena"),
                ValueLayout.JAVA_LONG.withName("ordblks"),
                ValueLayout.JAVA_LONG.withName("smblks"),
                ValueLayout.JAVA_LONG.withName("hblks"),
                ValueLayout.JAVA_LONG.withName("hblkhd"),
                ValueLayout.JAVA_LONG.withName("usmblks"),
                ValueLayout.JAVA_LONG.withName("fsmblks"),
                ValueLayout.JAVA_LONG.withName("uordblks"),
                ValueLayout.JAVA_LONG.withName("fordblks"),
                ValueLayout.JAVA_LONG.withName("keepcost"));
        private static final long MAPPED = INFO.byteOffset(MemoryLayout.PathElement.groupElement("hblkhd"));
        private static final long USED = INFO.byteOffset(MemoryLayout.PathElement.groupElement("uordblks"));
        private static final Optional<MethodHandle> MALLINFO = mallinfo();

        private NativeMemory() {}

        @SuppressWarnings("restricted") // one call without arguments of a function whose form is fixed
        private static Optional<MethodHandle> mallinfo() {
            Linker linker = Linker.nativeLinker();
            return linker.defaultLookup()
                    .find("mallinfo2")
                    .map(address -> linker.downcallHandle(address, FunctionDescriptor.of(INFO)));
        }

        /** Bytes in use; 0 where the C library does not report them. */
        static long inUse() {
            if (MALLINFO.isEmpty()) return 0;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment info = (MemorySegment) MALLINFO.orElseThrow().invokeExact((SegmentAllocator) arena);
                return info.get(ValueLayout.JAVA_LONG, USED) + info.get(ValueLayout.JAVA_LONG, MAPPED);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
