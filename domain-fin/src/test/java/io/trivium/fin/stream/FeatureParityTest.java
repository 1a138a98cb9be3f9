package io.trivium.fin.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.core.event.EventEnvelope;
import io.trivium.core.learning.LabelObserved;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Samples;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.feature.HandbookFeatures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The handbook's published features against those of the production topology: all 136 days go through intake, card and
 * terminal stage, frauds are labelled five days late (before the seven-day delayed windows need them).
 */
class FeatureParityTest {

    private static final double TOLERANCE = 1e-6;
    private static final Duration LABEL_DELAY = Duration.ofDays(5);
    private static final Step END = new Step("", new byte[0], false, Instant.EPOCH);

    /** One record to feed, already in its wire form; the end of the data has no key. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Step(String key, byte[] value, boolean isLabel, Instant at) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Golden(String card, Instant at, double[] features) {}

    private record Payment(String id, String card, Instant at, String terminal, String amount, boolean fraud) {}

    @Test
    void everyGoldenRowEqualsTheStreamingFeatures() throws Exception {
        Path data = data();
        assumeTrue(
                Files.isDirectory(data.resolve("fin/handbook")),
                "skipped: no handbook data under " + data + " (set TRIVIUM_DATA)");
        Map<String, Golden> golden = golden(data.resolve("fin/handbook_golden/features_5000.csv.gz"));
        assertEquals(5_000, golden.size());
        long began = System.nanoTime();

        BlockingQueue<List<Step>> batches = new ArrayBlockingQueue<>(8);
        Map<String, Integer> sameSecond = new HashMap<>();
        Thread reader =
                Thread.ofPlatform().daemon().name("handbook-reader").start(() -> read(data, batches, sameSecond));
        Map<String, FeatureVector> computed = new HashMap<>();
        long fed = feed(batches, golden, computed);
        reader.join();

        compare(golden, computed, sameSecond);
        System.out.printf(
                "feature parity: %d authorizations in %.1f s through the streaming topology%n",
                fed, (System.nanoTime() - began) / 1e9);
    }

    private static void compare(
            Map<String, Golden> golden, Map<String, FeatureVector> computed, Map<String, Integer> sameSecond) {
        int equal = 0;
        List<String> ties = new ArrayList<>();
        List<String> different = new ArrayList<>();
        for (Map.Entry<String, Golden> row : golden.entrySet()) {
            FeatureVector features =
                    Objects.requireNonNull(computed.get(row.getKey()), "no features for " + row.getKey());
            String deviation = deviation(row.getValue().features(), features);
            if (deviation == null) {
                equal++;
            } else if (sameSecond.getOrDefault(
                            row.getValue().card() + row.getValue().at(), 0)
                    > 1) {
                ties.add(row.getKey());
            } else {
                different.add(row.getKey() + " " + deviation);
            }
        }
        System.out.printf(
                "feature parity: %d of %d rows equal to %s, %d same-second ties %s%n",
                equal, golden.size(), TOLERANCE, ties.size(), ties);
        assertEquals(
                List.of(), different.subList(0, Math.min(10, different.size())), different.size() + " rows differ");
        assertTrue(ties.size() <= 20, "the research page counts 20 tied rows in all the data");
    }

    private static @Nullable String deviation(double[] expected, FeatureVector actual) {
        for (int i = 0; i < expected.length; i++) {
            if (Math.abs(expected[i] - actual.get(i)) > TOLERANCE * Math.max(1, Math.abs(expected[i]))) {
                return HandbookFeatures.NAMES.get(i) + " is " + actual.get(i) + ", not " + expected[i];
            }
        }
        return null;
    }

    private static long feed(
            BlockingQueue<List<Step>> batches, Map<String, Golden> golden, Map<String, FeatureVector> computed)
            throws InterruptedException {
        long fed = 0;
        Instant clock = Instant.parse("2018-04-01T00:00:00Z");
        // Ids are kept as long as labels may come; the rest of the settings are those of production.
        try (Harness harness = new Harness(Map.of("id-retention", "8d", "id-sweep", "20000"), clock)) {
            TestOutputTopic<byte[], byte[]> features = harness.driver.createOutputTopic(
                    harness.config.topics().feature(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            while (true) {
                List<Step> batch = Objects.requireNonNull(batches.poll(60, TimeUnit.SECONDS), "the reader stopped");
                Instant until = batch.getLast().at();
                if (until.isAfter(clock)) {
                    harness.driver.advanceWallClockTime(Duration.between(clock, until));
                    clock = until;
                }
                for (Step step : batch) {
                    if (step.key().isEmpty()) {
                        return fed;
                    }
                    if (step.isLabel()) {
                        harness.label(step.key(), step.value());
                    } else {
                        harness.send(step.key(), step.value());
                        fed++;
                    }
                }
                take(features, harness, golden, computed);
                harness.dropInternalRecords();
                assertTrue(harness.refused().isEmpty(), "the handbook's records are all acceptable");
            }
        }
    }

    private static void take(
            TestOutputTopic<byte[], byte[]> features,
            Harness harness,
            Map<String, Golden> golden,
            Map<String, FeatureVector> computed) {
        while (!features.isEmpty()) {
            var out = features.readRecord();
            String id = new String(out.key(), StandardCharsets.UTF_8);
            if (golden.containsKey(id)) {
                EventEnvelope<FeaturesComputed> event = harness.codec.decode(out.value(), FeaturesComputed.class);
                assertTrue(computed.put(id, event.data().features()) == null, "features came twice for " + id);
            }
        }
    }

    /** Reads and encodes day by day, ahead of the topology, with the labels that have become known between. */
    private static void read(Path data, BlockingQueue<List<Step>> batches, Map<String, Integer> sameSecond) {
        try (Stream<Path> files = Files.list(data.resolve("fin/handbook"));
                Harness wire = new Harness()) {
            ArrayDeque<Payment> frauds = new ArrayDeque<>();
            for (Path day : files.filter(file -> file.toString().endsWith(".csv.gz"))
                    .sorted()
                    .toList()) {
                List<Step> batch = new ArrayList<>(2_048);
                for (Payment payment : payments(day)) {
                    while (!frauds.isEmpty()
                            && !frauds.getFirst().at().plus(LABEL_DELAY).isAfter(payment.at())) {
                        batch.add(label(wire, frauds.removeFirst()));
                    }
                    if (payment.fraud()) {
                        frauds.addLast(payment);
                    }
                    sameSecond.merge(payment.card() + payment.at(), 1, Integer::sum);
                    batch.add(step(wire, payment));
                    if (batch.size() == 2_000) {
                        batches.put(batch);
                        batch = new ArrayList<>(2_048);
                    }
                }
                if (!batch.isEmpty()) {
                    batches.put(batch);
                }
            }
            batches.put(List.of(END));
        } catch (IOException e) {
            throw new IllegalStateException("the handbook's days cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Step step(Harness wire, Payment payment) {
        Authorization authorization = Samples.authorization(
                payment.id(), "card-" + payment.card(), payment.terminal(), payment.amount(), payment.at());
        return new Step(payment.id(), wire.encode(Harness.REPLAY, payment.id(), authorization), false, payment.at());
    }

    private static Step label(Harness wire, Payment fraud) {
        Instant observed = fraud.at().plus(LABEL_DELAY);
        var label = new LabelObserved(fraud.id(), FeatureStreams.LABEL_TASK, "fraud", "chargeback", observed);
        return new Step(fraud.id(), wire.encode(Harness.REPLAY, fraud.id(), label), true, observed);
    }

    private static List<Payment> payments(Path day) throws IOException {
        List<Payment> payments = new ArrayList<>(10_000);
        try (BufferedReader lines = reader(day)) {
            for (String line = skipHead(lines); line != null; line = lines.readLine()) {
                String[] f = line.split(",", -1);
                payments.add(new Payment(f[0], f[2], instant(f[1]), f[3], f[4], f[5].equals("1")));
            }
        }
        return payments;
    }

    private static Map<String, Golden> golden(Path file) throws IOException {
        Map<String, Golden> rows = new HashMap<>();
        try (BufferedReader lines = reader(file)) {
            for (String line = skipHead(lines); line != null; line = lines.readLine()) {
                String[] f = line.split(",", -1);
                double[] features = new double[HandbookFeatures.COUNT];
                for (int i = 0; i < features.length; i++) {
                    features[i] = Double.parseDouble(f[4 + i]);
                }
                rows.put(f[0], new Golden(f[2], instant(f[1]), features));
            }
        }
        return rows;
    }

    private static @Nullable String skipHead(BufferedReader lines) throws IOException {
        return lines.readLine() == null ? null : lines.readLine();
    }

    private static Instant instant(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }

    private static BufferedReader reader(Path file) throws IOException {
        return new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16), StandardCharsets.US_ASCII));
    }

    private static Path data() {
        String set = System.getenv("TRIVIUM_DATA");
        if (set != null && !set.isBlank()) {
            return Path.of(set);
        }
        String root = System.getProperty("trivium.root");
        return Path.of(root == null || root.isBlank() ? "." : root)
                .resolve("../shared/data")
                .normalize();
    }
}
