package io.trivium.deploy.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A report in the shape that every {@code bench} prints: {@code date}, {@code commit} and {@code command} where {@code ./trivium}
 * started it, {@code machine}, {@code load}, {@code targets}.
 */
public final class ReportJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode report = JSON.createObjectNode();
    private final ArrayNode targets;

    /** @param load the load on the platform, in words */
    public ReportJson(Instant started, String load) {
        report.put("date", started.toString());
        // ./trivium names the measured commit and the command in the environment.
        for (String name : List.of("commit", "command")) {
            String value = System.getenv("TRIVIUM_" + name.toUpperCase(Locale.ROOT));
            if (value != null) report.put(name, value);
        }
        report.set("machine", machine());
        report.put("load", load);
        targets = report.putArray("targets");
    }

    /** One target for each promise: no violation of it. */
    public void promises(Collection<? extends Promise> promises, List<Violation> violations) {
        for (Promise promise : promises) {
            long count = violations.stream()
                    .filter(violation -> violation.kind().equals(promise))
                    .count();
            target(promise.measure(), (double) count, "1", 0.0);
        }
    }

    /** A number that is to be at most the target; null in the report where it is not finite. */
    public void target(String name, double value, String unit, @Nullable Double target) {
        target(name, value, unit, target, target == null ? null : Boolean.valueOf(value <= target));
    }

    /** A number with its verdict, or without target and verdict; null in the report where it is not finite. */
    public void target(String name, double value, String unit, @Nullable Double target, @Nullable Boolean met) {
        ObjectNode node = targets.addObject();
        node.put("name", name);
        node.put("value", Double.isFinite(value) ? Double.valueOf(value) : null);
        node.put("unit", unit);
        node.put("target", target);
        node.putNull("peer");
        node.put("met", met);
    }

    /** A count without a target. */
    public void count(String name, long value) {
        target(name, (double) value, "1", null);
    }

    /** The longest of some times, where there is one. */
    public void longest(String name, Collection<Duration> times) {
        times.stream().max(Duration::compareTo).ifPresent(time -> target(name, (double) time.toMillis(), "ms", null));
    }

    /** Texts under a key of their own. */
    public void texts(String name, List<String> texts) {
        texts.forEach(report.putArray(name)::add);
    }

    public String text() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode machine() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        double bytes = system instanceof com.sun.management.OperatingSystemMXBean os ? os.getTotalMemorySize() : 0;
        ObjectNode machine = JSON.createObjectNode();
        machine.put("cpus", Runtime.getRuntime().availableProcessors());
        machine.put("memoryGib", Math.round(bytes / (1L << 30) * 10) / 10.0);
        machine.put("os", osName() + ' ' + System.getProperty("os.arch"));
        machine.put("jvm", System.getProperty("java.vm.name") + ' ' + Runtime.version());
        machine.put("load1", Math.round(system.getSystemLoadAverage() * 100) / 100.0);
        return machine;
    }

    private static String osName() {
        try {
            for (String line : Files.readAllLines(Path.of("/etc/os-release"))) {
                if (line.startsWith("PRETTY_NAME="))
                    return line.substring("PRETTY_NAME=".length()).replace("\"", "");
            }
        } catch (IOException _) {
            // A Linux without a release file: the kernel's name is used.
        }
        return System.getProperty("os.name") + ' ' + System.getProperty("os.version");
    }
}
