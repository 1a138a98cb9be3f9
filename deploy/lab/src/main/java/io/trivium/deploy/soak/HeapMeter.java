package io.trivium.deploy.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the memory of a JVM: its reachable objects, which {@code jcmd} counts one by one in a collection of its own.
 * The used heap differs: with ZGC it includes objects allocated since the collection began, some 50 MiB a second in a
 * busy service. Also measures the memory of the process outside its heap, whose pages a JVM keeps once it has touched
 * them.
 */
final class HeapMeter {
    private static final long PATIENCE_SECONDS = 30;
    /** The tool's own patience until a busy process lets it in, ten seconds otherwise. */
    private static final String ATTACH_TIMEOUT =
            "-J-Dsun.tools.attach.attachTimeout=" + TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS);

    /**
     * Start and end of each part of the heap of collectors that report them, some with the end of the used part between
     * them.
     */
    private static final Pattern PART = Pattern.compile("\\[0x([0-9a-f]+), (?:0x[0-9a-f]+, )?0x([0-9a-f]+)\\)");

    /** The heap of a collector that maps it more than once and prints no addresses. */
    private static final String NAMED = "/memfd:java_heap";

    /** The last line of a histogram: objects, and their bytes. */
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");

    private final Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    /** Whether the launcher's JVM comes with the tool. */
    boolean isAvailable() {
        return Files.isExecutable(jcmd);
    }

    /** Whether the tool gets into that process: not where it runs as another user or apart from this one. */
    boolean reaches(long pid) throws InterruptedException {
        return ask(pid, "VM.version").contains("JDK");
    }

    /** Adds both; nothing when the process does not answer. */
    void read(String component, long pid, Readings readings) throws InterruptedException {
        String histogram = ask(pid, "GC.class_histogram");
        String info = ask(pid, "GC.heap_info");
        reachable(histogram).ifPresent(bytes -> readings.add(component, Measure.HEAP, bytes));
        beside(info, Mapping.of(pid)).ifPresent(bytes -> readings.add(component, Measure.NATIVE, bytes));
    }

    /** Resident bytes that belong to no part of the heap; empty where it is not known which do. */
    static OptionalDouble beside(String info, List<Mapping> mappings) {
        long[] heap = {-1, 0};
        for (String line : info.lines().filter(HeapMeter::isOfHeap).toList()) {
            Matcher part = PART.matcher(line);
            while (part.find()) {
                long start = Long.parseUnsignedLong(part.group(1), 16);
                if (Long.compareUnsigned(start, heap[0]) < 0) heap[0] = start;
                long end = Long.parseUnsignedLong(part.group(2), 16);
                if (Long.compareUnsigned(end, heap[1]) > 0) heap[1] = end;
            }
        }
        boolean named = mappings.stream().anyMatch(mapping -> mapping.name().startsWith(NAMED));
        if (heap[1] == 0 && !named) return OptionalDouble.empty();
        return OptionalDouble.of(mappings.stream()
                .filter(mapping -> !mapping.name().startsWith(NAMED) && !mapping.overlaps(heap[0], heap[1]))
                .mapToDouble(Mapping::bytes)
                .sum());
    }

    private static boolean isOfHeap(String line) {
        return !line.strip().startsWith("class space") && !line.strip().startsWith("Metaspace");
    }

    /** Bytes of all objects as {@code GC.class_histogram} reports them. */
    static OptionalDouble reachable(String histogram) {
        Matcher total = TOTAL.matcher(histogram);
        return total.find() ? OptionalDouble.of(Double.parseDouble(total.group(1))) : OptionalDouble.empty();
    }

    private String ask(long pid, String command) throws InterruptedException {
        try {
            Process asked = new ProcessBuilder(
                            jcmd.toString(), "-J-Xmx32m", ATTACH_TIMEOUT, Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) asked.destroyForcibly();
            return answer;
        } catch (IOException _) {
            return "";
        }
    }
}
