package io.trivium.core.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of a benchmark, compared with their targets. Every {@code bench} of the platform prints this form as
 * JSON.
 *
 * @param load what ran during it, in words, such as {@code 200 authorizations/s for 60 s}
 */
@JsonPropertyOrder({"date", "machine", "load", "targets"})
public record BenchReport(Instant date, Machine machine, String load, List<Target> targets) {
    public BenchReport {
        targets = List.copyOf(targets);
    }

    /** Whether no target was missed. */
    public boolean isMet() {
        return targets.stream().noneMatch(target -> Boolean.FALSE.equals(target.met()));
    }

    /** The report as indented JSON with a final line break. */
    public String toJson() {
        try {
            return JsonMapper.builder()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(new Document(
                                    date.toString(),
                                    System.getenv("TRIVIUM_COMMIT"),
                                    System.getenv("TRIVIUM_COMMAND"),
                                    machine,
                                    load,
                                    targets))
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report of plain values always fits JSON", e);
        }
    }

    /** {@code ./trivium} names the measured commit and the command in the environment. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Document(
            String date,
            @Nullable String commit,
            @Nullable String command,
            Machine machine,
            String load,
            List<Target> targets) {}

    /** Whether a smaller or a larger value is the better one. */
    public enum Better {
        LOWER,
        HIGHER
    }

    /**
     * One measured value.
     *
     * @param name stable, kebab-case, such as {@code decision-latency-p99}
     * @param value null when it could not be measured; then it is not met
     * @param unit such as {@code ms} or {@code 1/s}
     * @param target null when the value is only reported
     * @param peer best published or measured value of others, with its source, or null
     */
    @JsonPropertyOrder({"name", "value", "unit", "target", "peer", "met"})
    public record Target(
            String name,
            @JsonInclude @Nullable Double value,
            String unit,
            @JsonInclude @Nullable Double target,
            @JsonInclude @Nullable String peer,
            @JsonInclude @Nullable Boolean met) {
        public Target {
            if ((value != null && !Double.isFinite(value)) || (target != null && !Double.isFinite(target))) {
                throw new IllegalArgumentException("values and targets must be finite: " + name);
            }
        }

        /** Compares a value with its target; a value equal to the target meets it. */
        public static Target of(
                String name, double value, String unit, double target, Better better, @Nullable String peer) {
            if (!Double.isFinite(value)) return new Target(name, null, unit, target, peer, false);
            boolean met = better == Better.LOWER ? value <= target : value >= target;
            return new Target(name, value, unit, target, peer, met);
        }

        /** A value that is only reported. */
        public static Target reported(String name, double value, String unit, @Nullable String peer) {
            return new Target(name, Double.isFinite(value) ? value : null, unit, null, peer, null);
        }
    }

    /**
     * The machine of a measurement.
     *
     * @param cpus processors that this process may use
     * @param memoryGib physical memory, one decimal
     * @param load1 load average over one minute when the report was made; negative when unknown
     */
    @JsonPropertyOrder({"cpus", "memoryGib", "os", "jvm", "load1"})
    public record Machine(int cpus, double memoryGib, String os, String jvm, double load1) {
        /** The machine that this process runs on, now. */
        public static Machine current() {
            var system = ManagementFactory.getOperatingSystemMXBean();
            double bytes = system instanceof com.sun.management.OperatingSystemMXBean os ? os.getTotalMemorySize() : 0;
            return new Machine(
                    Runtime.getRuntime().availableProcessors(),
                    Math.round(bytes / (1L << 30) * 10) / 10.0,
                    osName() + ' ' + System.getProperty("os.arch"),
                    System.getProperty("java.vm.name") + ' ' + Runtime.version(),
                    Math.round(system.getSystemLoadAverage() * 100) / 100.0);
        }

        private static String osName() {
            try (BufferedReader release = Files.newBufferedReader(Path.of("/etc/os-release"))) {
                for (String line = release.readLine(); line != null; line = release.readLine()) {
                    if (line.startsWith("PRETTY_NAME=")) {
                        return line.substring("PRETTY_NAME=".length()).replace("\"", "");
                    }
                }
            } catch (IOException e) {
                // Not a Linux that says what it is: the kernel's name will do.
            }
            return System.getProperty("os.name") + ' ' + System.getProperty("os.version");
        }
    }
}
