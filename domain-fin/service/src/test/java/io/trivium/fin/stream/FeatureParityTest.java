package io.trivium.fin.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.core.event.EventEnvelope;
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
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Compares the handbook's published features with those of the production topology: every available day passes through
 * intake, card and terminal stage, frauds are labelled five days late (before the seven-day delayed windows need them).
 * The golden rows cover 183 days; those after the last available day cannot be computed and are counted.
 *
 * <p>Every 24th golden row is compared, and every one with {@code -Dtrivium.parity=all} (minutes of both cores). Two
 * halves of them run in parallel. Each topology receives every payment of its rows' cards and terminals; payments of no
 * such card or terminal cannot touch a window and are left out.
 */
class FeatureParityTest {

    private static final double TOLERANCE = 1e-6;
    private static final Duration LABEL_DELAY = Duration.ofDays(5);
    private static final int HALVES = 2;
    private static final int SAMPLE = "all".equals(System.getProperty("trivium.parity")) ? 1 : 24;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Golden(String card, String terminal, Instant at, double[] features) {}

    private record Payment(String id, Instant at, String card, String terminal, String amount, boolean fraud) {}

    /** The results of one topology, and its input. */
    private record Computed(
            Map<String, FeatureVector> features, Map<String, Integer> sameSecond, long fed, long labels) {}

    @Test
    void everyGoldenRowEqualsTheStreamingFeatures() throws Exception {
        Path data = data();
        assumeTrue(
                Files.isDirectory(data.resolve("fin/handbook")),
                "skipped: no handbook data under " + data + " (set TRIVIUM_DATA)");
        Map<String, Golden> golden = golden(data.resolve("fin/handbook_golden/features_5000.csv.gz"));
        assertEquals(5_000, golden.size());
        Instant end = lastDay(data).plus(Duration.ofDays(1));
        Map<String, Golden> covered = new HashMap<>(golden);
        covered.values().removeIf(row -> !row.at().isBefore(end));
        System.out.printf(
                "feature parity: %d of the %d golden rows lie in the days at hand, %d after them%n",
                covered.size(), golden.size(), golden.size() - covered.size());
        assertTrue(covered.size() >= 3_664, "golden rows in the days at hand: " + covered.size());
        covered.keySet().removeIf(id -> Math.floorMod(id.hashCode(), SAMPLE) != 0);
        assertTrue(covered.size() > 3_000 / SAMPLE, "golden rows to compare: " + covered.size());

        long began = System.nanoTime();
        Map<String, FeatureVector> features = new HashMap<>();
        Map<String, Integer> sameSecond = new HashMap<>();
        long fed = 0;
        long labels = 0;
        try (ExecutorService halves = Executors.newFixedThreadPool(HALVES)) {
            List<Future<Computed>> running = new ArrayList<>();
            for (int half = 0; half < HALVES; half++) {
                Map<String, Golden> rows = new HashMap<>(covered);
                int own = half;
                rows.keySet().removeIf(id -> Integer.parseInt(id) % HALVES != own);
                running.add(halves.submit(() -> stream(data, rows)));
            }
            for (Future<Computed> half : running) {
                Computed computed = half.get();
                features.putAll(computed.features());
                computed.sameSecond().forEach((key, count) -> sameSecond.merge(key, count, Math::max));
                fed += computed.fed();
                labels += computed.labels();
            }
        }
        compare(covered, features, sameSecond);
        System.out.printf(
                "feature parity: %d authorizations and %d labels in %.1f s through the streaming topology%n",
                fed, labels, (System.nanoTime() - began) / 1e9);
    }

    private static Instant lastDay(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("fin/handbook"))) {
            String last = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".csv.gz"))
                    .sorted()
                    .toList()
                    .getLast();
            return Instant.parse(last.replace(".csv.gz", "T00:00:00Z"));
        }
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
        assertTrue(ties.size() <= 20, "all the data has 20 tied rows");
    }

    private static @Nullable String deviation(double[] expected, FeatureVector actual) {
        for (int i = 0; i < expected.length; i++) {
            if (Math.abs(expected[i] - actual.get(i)) > TOLERANCE * Math.max(1, Math.abs(expected[i]))) {
                return HandbookFeatures.NAMES.get(i) + " is " + actual.get(i) + ", not " + expected[i];
            }
        }
        return null;
    }

    private static Computed stream(Path data, Map<String, Golden> rows) throws IOException {
        Set<String> cards = rows.values().stream().map(Golden::card).collect(Collectors.toSet());
        Set<String> terminals = rows.values().stream().map(Golden::terminal).collect(Collectors.toSet());
        Map<String, FeatureVector> computed = new HashMap<>();
        Map<String, Integer> sameSecond = new HashMap<>();
        ArrayDeque<Payment> frauds = new ArrayDeque<>();
        long fed = 0;
        long labels = 0;
        Instant clock = Instant.parse("2018-04-01T00:00:00Z");
        // Ids are kept as long as labels may come; the rest of the settings are those of production.
        try (Harness harness = new Harness(Map.of("id-retention", "8d", "id-sweep", "20000"), clock);
                Stream<Path> files = Files.list(data.resolve("fin/handbook"))) {
            TestOutputTopic<byte[], byte[]> features = harness.driver.createOutputTopic(
                    harness.config.topics().feature(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            for (Path day : files.filter(file -> file.toString().endsWith(".csv.gz"))
                    .sorted()
                    .toList()) {
                for (Payment payment : payments(day)) {
                    if (!cards.contains(payment.card()) && !terminals.contains(payment.terminal())) continue;
                    if (Duration.between(clock, payment.at()).toMinutes() >= 60) {
                        harness.driver.advanceWallClockTime(Duration.between(clock, payment.at()));
                        clock = payment.at();
                        take(features, harness, rows, computed);
                        harness.dropInternalRecords();
                    } else if (Duration.between(clock, payment.at()).toMinutes() >= 5) {
                        harness.driver.advanceWallClockTime(Duration.between(clock, payment.at()));
                        clock = payment.at();
                    }
                    while (!frauds.isEmpty()
                            && !frauds.getFirst().at().plus(LABEL_DELAY).isAfter(payment.at())) {
                        label(harness, frauds.removeFirst());
                        labels++;
                    }
                    if (payment.fraud()) frauds.addLast(payment);
                    sameSecond.merge(payment.card() + payment.at(), 1, Integer::sum);
                    send(harness, payment);
                    fed++;
                }
                take(features, harness, rows, computed);
                harness.dropInternalRecords();
                assertTrue(harness.refused().isEmpty(), "the handbook's records are all acceptable");
            }
        }
        return new Computed(computed, sameSecond, fed, labels);
    }

    private static void take(
            TestOutputTopic<byte[], byte[]> features,
            Harness harness,
            Map<String, Golden> rows,
            Map<String, FeatureVector> computed) {
        while (!features.isEmpty()) {
            var out = features.readRecord();
            String id = new String(out.key(), StandardCharsets.UTF_8);
            if (rows.containsKey(id)) {
                EventEnvelope<FeaturesComputed> event = harness.codec.decode(out.value(), FeaturesComputed.class);
                assertTrue(computed.put(id, event.data().features()) == null, "features came twice for " + id);
            }
        }
    }

    private static void send(Harness harness, Payment payment) {
        Authorization authorization = Samples.authorization(
                payment.id(), "card-" + payment.card(), payment.terminal(), payment.amount(), payment.at());
        harness.send(payment.id(), harness.encode(Harness.REPLAY, payment.id(), authorization));
    }

    private static void label(Harness harness, Payment fraud) {
        harness.label(Harness.REPLAY, fraud.id(), "fraud", fraud.at().plus(LABEL_DELAY));
    }

    private static List<Payment> payments(Path day) throws IOException {
        List<Payment> payments = new ArrayList<>(10_000);
        try (BufferedReader lines = reader(day)) {
            for (String line = skipHead(lines); line != null; line = lines.readLine()) {
                String[] f = line.split(",", -1);
                payments.add(new Payment(f[0], instant(f[1]), f[2], f[3], f[4], f[5].equals("1")));
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
                for (int i = 0; i < features.length; i++) features[i] = Double.parseDouble(f[4 + i]);
                rows.put(f[0], new Golden(f[2], f[3], instant(f[1]), features));
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
        if (set != null && !set.isBlank()) return Path.of(set);
        String root = System.getProperty("trivium.root");
        return Path.of(root == null || root.isBlank() ? "." : root)
                .resolve("../shared/data")
                .normalize();
    }
}
