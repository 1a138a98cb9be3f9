package io.trivium.deploy.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Measures the latency of authorizations, stretch after stretch, while other work runs: one load generator for all
 * stretches, so that only the other work differs. For one thread.
 */
public final class LatencyBeside implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_SECONDS = 900;
    private static final int PATIENCE_SECONDS = 1_200;

    private final Path lines;
    private final Thread load;

    private LatencyBeside(Path lines, Thread load) {
        this.lines = lines;
        this.load = load;
    }

    /** Begins with history and a warm-up. */
    public static LatencyBeside start(Platform platform, PlatformStatus status, int rate, int seconds) {
        try {
            Path lines = Files.createTempFile("trivium-latency-", ".jsonl");
            List<String> arguments = List.of(
                    "latency",
                    "--while",
                    lines.toString(),
                    "--bootstrap",
                    "127.0.0.1:" + status.ports().kafka(),
                    "--rate",
                    Integer.toString(rate),
                    "--seconds",
                    Integer.toString(seconds),
                    "--most",
                    Integer.toString(MOST_SECONDS));
            Tools tools = new Tools(Installation.current());
            Thread load = Thread.ofPlatform().name("latency-beside").start(() -> {
                try {
                    tools.fin(arguments, Tools.environment(status, platform.data()));
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
            return new LatencyBeside(lines, load);
        } catch (IOException e) {
            throw LauncherException.failure("A file of latencies cannot be made: " + e.getMessage());
        }
    }

    /** Waits until the given number of stretches was measured. */
    public void await(int stretches) throws InterruptedException {
        for (int second = 0; second < PATIENCE_SECONDS; second++) {
            if (stretches().size() >= stretches) return;
            if (!load.isAlive()) break;
            new CountDownLatch(1).await(1, TimeUnit.SECONDS);
        }
        throw LauncherException.failure("The latency of authorizations could not be measured; see what is said above.");
    }

    /** Waits until measurements reach a time, or all records were sent. */
    public void awaitUntil(Instant end) throws InterruptedException {
        while (load.isAlive() && Instant.now().isBefore(end)) new CountDownLatch(1).await(1, TimeUnit.SECONDS);
    }

    /**
     * The stretches, and the medians of those that are outside and wholly inside a time; before the first none counts.
     */
    public ObjectNode report(Instant first, Instant from, Instant to) {
        List<Double> alone = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        ArrayNode all = JSON.createArrayNode();
        for (JsonNode stretch : stretches()) {
            Instant begin = Instant.parse(stretch.path("begin").asText());
            Instant end = Instant.parse(stretch.path("end").asText());
            double p99 = stretch.path("p99").asDouble();
            String when = end.isBefore(from) || begin.isAfter(to) ? "alone" : "across";
            if (!begin.isBefore(from) && !end.isAfter(to)) when = "beside";
            if (begin.isBefore(first)) when = "rehearsal";
            if (when.equals("alone")) alone.add(p99);
            if (when.equals("beside")) beside.add(p99);
            all.add(((ObjectNode) stretch).put("when", when));
        }
        ObjectNode report = JSON.createObjectNode();
        report.put("p99AloneMs", median(alone)).put("p99BesideMs", median(beside));
        report.put("change", median(beside) / median(alone) - 1);
        report.put(
                "sentence",
                String.format(
                        Locale.ROOT,
                        "p99 of authorizations %.1f ms alone (median of %d), %.1f ms during it (of %d)",
                        median(alone),
                        alone.size(),
                        median(beside),
                        beside.size()));
        report.set("stretches", all);
        return report;
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) return Double.NaN;
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }

    private List<JsonNode> stretches() {
        try {
            List<JsonNode> stretches = new ArrayList<>();
            for (String line : Files.readAllLines(lines)) stretches.add(JSON.readTree(line));
            return stretches;
        } catch (IOException e) {
            throw LauncherException.failure("The latencies in " + lines + " cannot be read: " + e.getMessage());
        }
    }

    /** Ends the load after the stretch it is at. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(lines);
            load.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw LauncherException.failure("The file " + lines + " cannot be deleted: " + e.getMessage());
        }
    }
}
