package io.trivium.industrial.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.industrial.client.PlantClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Values over MQTT at an even rate: how many are in PostgreSQL, how late, and how late an alarm is. */
final class IngestBench {
    private static final double THINGSBOARD = 15_000;
    private static final int STEPS_A_SECOND = 50;
    private static final int WARM_UP_S = 240;

    /** The part of the warm-up at the full rate. */
    private static final int FULL_BEFORE_S = 90;

    private static final int LAG_TAGS = 5;
    private static final long LONGEST_DRAIN_S = 600;

    private final PlantClient client;
    private final URI broker;
    private final Options options;

    /**
     * The load to send.
     *
     * @param pointsPerSecond values a second in all
     * @param tags values a message
     */
    record Options(int pointsPerSecond, int seconds, int assets, int tags, String user, String password) {
        int messagesPerSecond() {
            return pointsPerSecond / tags;
        }
    }

    IngestBench(PlantClient client, URI broker, Options options) {
        this.client = client;
        this.broker = broker;
        this.options = options;
    }

    List<Target> run(Readings readings, AlarmProbe alarms) throws IOException, InterruptedException {
        LoadPlant plant = new LoadPlant(
                "load", options.assets(), options.tags(), 1_000 * options.assets() / options.messagesPerSecond());
        client.bring(plant.document());
        List<Integer> tags = readings.tags(plant);
        List<Target> targets = new ArrayList<>();
        List<Double> lags = new ArrayList<>();
        CountDownLatch end = new CountDownLatch(1);
        Instant begin = Instant.now();
        try (MqttLoad load = new MqttLoad(broker, options.user(), options.password(), "load")) {
            Thread sender = Thread.ofPlatform().name("load").start(() -> send(load, plant, end));
            System.err.println("warming up " + WARM_UP_S + " s");
            end.await(WARM_UP_S, TimeUnit.SECONDS);
            alarms.start();
            long sentBefore = load.sent();
            Instant measured = Instant.now();
            for (int second = 0; second < options.seconds(); second++) {
                end.await(1, TimeUnit.SECONDS);
                lags.add(lag(readings, tags, begin));
                if (second % 30 == 29) {
                    System.err.printf(
                            "%d s: %,d values sent, lag %.2f s%n",
                            second + 1, load.sent() - sentBefore, lags.getLast());
                }
            }
            double seconds = Duration.between(measured, Instant.now()).toMillis() / 1_000.0;
            double rate = (load.sent() - sentBefore) / seconds;
            List<Double> alarmLatencies = alarms.stop();
            end.countDown();
            sender.join();
            Instant drainFrom = Instant.now();
            long stored = drained(readings, tags, begin, load);
            double drain = Duration.between(drainFrom, Instant.now()).toMillis() / 1_000.0;
            targets.add(Target.of(
                    "industrial-ingest-rate",
                    rate,
                    "points/s",
                    30_000,
                    Better.HIGHER,
                    "ThingsBoard " + THINGSBOARD + " points/s on 2 vCPU, 8 GB (its own figure)"));
            targets.add(Target.of(
                    "industrial-ingest-lost",
                    (double) (load.acknowledged() - stored),
                    "points",
                    0,
                    Better.LOWER,
                    null));
            targets.add(Target.reported("industrial-ingest-refused-by-broker", (double) load.failed(), "points", null));
            targets.add(Target.reported("industrial-ingest-lag-p50", quantile(lags, 0.5), "s", null));
            targets.add(Target.reported("industrial-ingest-lag-p99", quantile(lags, 0.99), "s", null));
            targets.add(
                    Target.reported("industrial-ingest-lag-first-third", mean(lags, 0, lags.size() / 3), "s", null));
            targets.add(Target.of(
                    "industrial-ingest-lag-last-third",
                    mean(lags, 2 * lags.size() / 3, lags.size()),
                    "s",
                    1 + mean(lags, 0, lags.size() / 3),
                    Better.LOWER,
                    "the first third and a second"));
            targets.add(Target.reported("industrial-ingest-drain", drain, "s", null));
            targets.add(Target.of("industrial-alarm-p99", quantile(alarmLatencies, 0.99), "s", 1, Better.LOWER, null));
            targets.add(Target.reported("industrial-alarm-p50", quantile(alarmLatencies, 0.5), "s", null));
            targets.add(Target.reported("industrial-alarm-count", alarmLatencies.size(), "1", null));
            targets.add(Target.of("industrial-alarm-missed", alarms.missed(), "1", 0, Better.LOWER, null));
        }
        return targets;
    }

    /** At an even rate, to which it rises over the warm-up: a service that has just started would not catch up for minutes. */
    private void send(MqttLoad load, LoadPlant plant, CountDownLatch end) {
        double warmUpSteps = (WARM_UP_S - FULL_BEFORE_S) * STEPS_A_SECOND;
        double[] values = new double[options.tags()];
        long begin = System.nanoTime();
        long messages = 0;
        double due = 0;
        try {
            for (long step = 1; end.getCount() > 0; step++) {
                due += options.messagesPerSecond() * Math.min(1, step / warmUpSteps) / STEPS_A_SECOND;
                for (; messages < due && end.getCount() > 0; messages++) {
                    int asset = (int) (messages % plant.assets());
                    for (int tag = 0; tag < values.length; tag++) {
                        values[tag] = 100 * Math.sin(0.001 * messages + asset + tag);
                    }
                    load.send(plant, asset, values);
                }
                long wait = begin + step * 1_000_000_000 / STEPS_A_SECOND - System.nanoTime();
                if (wait > 0) end.await(wait, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the age of the newest value of some tags in PostgreSQL; machines send several times a second. */
    private static double lag(Readings readings, List<Integer> tags, Instant begin) {
        double most = 0;
        for (int i = 0; i < LAG_TAGS; i++) {
            Optional<Instant> latest = readings.latest(tags.get(i * tags.size() / LAG_TAGS));
            Instant known = latest.filter(begin::isBefore).orElse(begin);
            most = Math.max(most, Duration.between(known, Instant.now()).toMillis() / 1_000.0);
        }
        return most;
    }

    private static long drained(Readings readings, List<Integer> tags, Instant begin, MqttLoad load)
            throws InterruptedException {
        long stored = -1;
        for (int waited = 0; waited < LONGEST_DRAIN_S; waited += 5) {
            long before = stored;
            stored = readings.count(tags, begin);
            if (stored >= load.sent() || (stored == before && stored >= load.acknowledged())) return stored;
            new CountDownLatch(1).await(5, TimeUnit.SECONDS);
        }
        return stored;
    }

    static double quantile(List<Double> values, double share) {
        if (values.isEmpty()) return Double.NaN;
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }

    private static double mean(List<Double> values, int from, int to) {
        return values.subList(from, to).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }
}
