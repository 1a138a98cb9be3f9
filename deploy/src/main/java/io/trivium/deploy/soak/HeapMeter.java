package io.trivium.deploy.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is in use of the heap of a JVM after a full collection, asked for with {@code jcmd}: what a collection leaves is what
 * the program holds, whatever collector and sawtooth.
 */
final class HeapMeter {
    private static final long PATIENCE_SECONDS = 30;
    /** The tool's own patience until a busy process lets it in, ten seconds otherwise. */
    private static final String ATTACH_TIMEOUT =
            "-J-Dsun.tools.attach.attachTimeout=" + TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS);

    private static final Pattern USED = Pattern.compile("used (\\d+)([KMG])");

    private final Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    /** Whether the launcher's JVM comes with the tool. */
    boolean isAvailable() {
        return Files.isExecutable(jcmd);
    }

    /** Whether the tool gets into that process: not where it runs as another user or apart from this one. */
    boolean reaches(long pid) throws InterruptedException {
        return ask(pid, "VM.version").contains("JDK");
    }

    /** Collects and adds what is left; nothing when the process does not answer. */
    void read(String component, long pid, Readings readings) throws InterruptedException {
        ask(pid, "GC.run");
        String info = ask(pid, "GC.heap_info");
        used(info).ifPresent(bytes -> readings.add(component, Measure.HEAP, bytes));
    }

    /** Bytes in use by what {@code GC.heap_info} says, over all generations; class metadata are no heap. */
    static OptionalDouble used(String info) {
        double bytes = 0;
        boolean found = false;
        for (String line : info.lines().map(String::strip).toList()) {
            if (line.startsWith("class space") || line.startsWith("Metaspace")) continue;
            Matcher used = USED.matcher(line);
            if (!used.find()) continue;
            found = true;
            bytes += Double.parseDouble(used.group(1)) * unit(used.group(2));
        }
        return found ? OptionalDouble.of(bytes) : OptionalDouble.empty();
    }

    private static double unit(String letter) {
        return switch (letter) {
            case "K" -> 1 << 10;
            case "M" -> 1 << 20;
            default -> 1 << 30;
        };
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
