package io.trivium.deploy.compare;

import java.util.ArrayList;
import java.util.List;

/** The parts that can be compared: a command that both revisions have, and the figures of its report that count. */
public enum Part {
    start("up", Metric.lower("readyAfterMs", "ms"), Metric.lower("residentBytes", "bytes")),
    payments(
            "bench fin --only stream",
            Metric.lower("fin-cpu-total", "ms"),
            Metric.lower("fin-decision-latency-p99", "ms"),
            Metric.lower("fin-decisions-degraded", "1"),
            Metric.lower("fin-decisions-lost", "1"),
            Metric.higher("fin-rate-held", "1/s")),
    sync(
            "bench fin --only sync",
            Metric.lower("fin-sync-cpu-total", "ms"),
            Metric.lower("fin-sync-latency-p99", "ms"),
            Metric.lower("fin-sync-unanswered", "1"),
            Metric.lower("fin-sync-degraded", "1")),
    inference("bench runtime --only overhead", Metric.lower("grpc-p50", "us"), Metric.higher("grpc-throughput", "1/s")),
    dicom(
            "bench med --only store --instances 300 --warm-up 600",
            Metric.higher("store-rate-1-association", "1/s"),
            Metric.lower("store-cpu-1-association", "ms")),
    readings(
            "bench industrial --only ingest --points 10000",
            Metric.higher("industrial-ingest-rate", "1/s"),
            Metric.lower("industrial-ingest-lag-p99", "s"),
            Metric.lower("industrial-alarm-p99", "s"));

    private final String command;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Metric> metrics;

    Part(String command, Metric... metrics) {
        this.command = command;
        this.metrics = List.of(metrics);
    }

    /** The figures that count. */
    public List<Metric> metrics() {
        return metrics;
    }

    /**
     * The command of {@code ./trivium}, without the directory and the ports.
     *
     * @param seconds length of a measurement
     * @param search whether the highest rate of payments is looked for, which takes minutes
     */
    public List<String> arguments(int seconds, boolean search) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
        arguments.add("--json");
        switch (this) {
            case payments -> {
                arguments.addAll(List.of("--seconds", Integer.toString(seconds)));
                if (!search) arguments.add("--no-search");
            }
            case sync -> arguments.addAll(List.of("--sync-seconds", Integer.toString(seconds)));
            case inference, readings -> arguments.addAll(List.of("--seconds", Integer.toString(seconds)));
            case start, dicom -> {}
        }
        return arguments;
    }
}
