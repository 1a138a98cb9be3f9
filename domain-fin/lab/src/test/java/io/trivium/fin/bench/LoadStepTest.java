package io.trivium.fin.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.bench.BenchReport;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.replay.AuthorizationSender;
import io.trivium.fin.replay.DecisionWatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class LoadStepTest {
    private static final long MS = 1_000_000;

    private final BenchTraffic traffic = new BenchTraffic("run", 1);

    @Test
    void latencyCountsFromTheTimeDueAndNotFromTheTimeSent() throws InterruptedException {
        long[] due = {0, MS, 2 * MS};
        LoadStep step = new LoadStep("b-", traffic.take(3, "b-"), due);
        // The first send stalls; all three are late by that stall.
        Platform platform = new Platform(step, 60, 1);
        LoadStep.Result result = step.run(1000, sender(platform), Duration.ofSeconds(5));
        assertEquals(3, result.latency().count());
        assertTrue(
                result.latency().p50() >= 55, () -> "p50 is " + result.latency().p50());
        assertTrue(result.sendLagMs() >= 55, () -> "lag is " + result.sendLagMs());
        assertFalse(result.holds(45));
    }

    @Test
    void lostAndDuplicatedDecisionsAreCounted() throws InterruptedException {
        LoadStep step = new LoadStep("b-", traffic.take(100, "b-"), new long[100]);
        LoadStep.Result none = step.run(1000, sender(new Platform(step, 0, 0)), Duration.ofMillis(20));
        assertEquals(100, none.lost());
        assertEquals(0, none.latency().count());
        assertFalse(none.holds(45));

        LoadStep twice = new LoadStep("b-", traffic.take(100, "b-"), new long[100]);
        LoadStep.Result doubled = twice.run(1000, sender(new Platform(twice, 0, 2)), Duration.ofSeconds(5));
        assertEquals(0, doubled.lost());
        assertEquals(100, doubled.duplicated());
        assertEquals(100, doubled.degraded());
        assertFalse(doubled.holds(1e9));
    }

    @Test
    void percentilesAreExactRanks() {
        long[] nanos = new long[1000];
        for (int i = 0; i < nanos.length; i++) nanos[nanos.length - 1 - i] = (i + 1) * MS;
        assertEquals(new LatencySummary(1000, 500, 990, 999, 1000), LatencySummary.ofNanos(nanos));
        assertTrue(Double.isNaN(LatencySummary.ofNanos(new long[0]).p99()));
    }

    @Test
    void arrivalsAreFixedInAdvanceAtTheRate() {
        long[] times = Arrivals.poisson(200, 60, 3);
        assertTrue(Arrays.equals(times, Arrivals.poisson(200, 60, 3)));
        assertEquals(12_000, times.length, 450);
        for (int i = 1; i < times.length; i++) assertTrue(times[i] >= times[i - 1]);
        assertTrue(times[times.length - 1] < 60_000 * MS);
    }

    @Test
    void everyRunHasItsOwnCardsAndTerminals() {
        List<Authorization> first = new BenchTraffic("a", 1).days(3, "a-");
        List<Authorization> second = new BenchTraffic("b", 2).days(3, "b-");
        HashSet<String> entities = new HashSet<>();
        first.forEach(authorization -> {
            entities.add(authorization.panToken());
            entities.add(authorization.terminalId());
        });
        assertTrue(second.stream()
                .noneMatch(authorization ->
                        entities.contains(authorization.panToken()) || entities.contains(authorization.terminalId())));
        assertEquals("a-0", first.getFirst().authorizationId());
    }

    @Test
    void theReportSaysWhatIsMet() {
        LoadStep.Result main =
                new LoadStep.Result(200, 12_000, 0, 0, 0, 1, new LatencySummary(12_000, 6, 44.987, 80, 99));
        LoadStep.Result held =
                new LoadStep.Result(812.5, 48_000, 0, 0, 0, 1, new LatencySummary(48_000, 7, 40, 80, 99));
        DecisionBench.Plan plan = new DecisionBench.Plan(200, 60, true, 38);
        Measured report = DecisionBench.measured(plan, main, Map.of("kafka", 0.4, "postgres", 0.1), held);
        assertEquals(true, target(report, "fin-decision-latency-p99").met());
        assertEquals(44.99, target(report, "fin-decision-latency-p99").value());
        assertEquals(812.0, target(report, "fin-rate-held").value());
        assertEquals(0.0, target(report, "fin-decisions-lost").value());

        assertEquals(0.5, target(report, "fin-cpu-total").value());

        Measured failed = DecisionBench.measured(plan, main, Map.of(), null);
        assertEquals(false, target(failed, "fin-rate-held").met());
    }

    private static BenchReport.Target target(Measured report, String name) {
        return report.targets().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static AuthorizationSender sender(Platform platform) {
        return new AuthorizationSender(platform, new TenantId("replay-bank"), "/fin/bench");
    }

    /** Decides each authorization at once, some number of times; the first one only after a stall. */
    private static final class Platform extends MockProducer<String, byte[]> {
        private static final byte[] DECISION = "{\"data\":{\"degraded\":true}}".getBytes(StandardCharsets.UTF_8);

        private final DecisionWatch.Listener listener;
        private final int stallMs;
        private final int decisions;
        private boolean stalled;

        Platform(DecisionWatch.Listener listener, int stallMs, int decisions) {
            super(true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
            this.listener = listener;
            this.stallMs = stallMs;
            this.decisions = decisions;
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> sent, Callback callback) {
            long end = System.nanoTime() + stallMs * MS;
            while (!stalled && System.nanoTime() < end) Thread.onSpinWait();
            stalled = true;
            Future<RecordMetadata> result = super.send(sent, callback);
            for (int i = 0; i < decisions; i++) {
                listener.decided(
                        new ConsumerRecord<>(DecisionWatch.TOPIC, 0, 0, sent.key(), DECISION), System.nanoTime());
            }
            return result;
        }
    }
}
