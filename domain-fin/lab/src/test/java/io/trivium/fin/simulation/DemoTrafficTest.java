package io.trivium.fin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.event.EventCodec;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.replay.AuthorizationSender;
import io.trivium.fin.replay.DecisionTally;
import io.trivium.fin.replay.ReplayState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTrafficTest {
    private static final TenantId DEMO_BANK = new TenantId("demo-bank");
    private static final Instant NOW = Instant.parse("2026-03-10T09:30:00Z");

    @TempDir
    private Path directory;

    private final MockProducer<String, byte[]> broker =
            new MockProducer<>(true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
    private final EventCodec codec = new EventCodec();

    @Test
    void historyIsThePastAsKnownByNow() throws Exception {
        DemoTraffic traffic = traffic(InstantSource.fixed(NOW), 1);
        traffic.sendHistory(10, new ReplayState(null, "demo"), (day, days, sent) -> {});

        List<Authorization> authorizations = authorizations();
        assertEquals(Instant.parse("2026-02-28T00:00:00Z"), midnight(authorizations.getFirst()));
        assertEquals(Instant.parse("2026-03-09T00:00:00Z"), midnight(authorizations.getLast()));
        assertTrue(authorizations.getFirst().authorizationId().startsWith("sim-5-"));
        List<LabelObserved> labels = labels();
        assertFalse(labels.isEmpty());
        assertTrue(labels.stream().noneMatch(label -> label.observedAt().isAfter(NOW)));
        assertEquals(authorizations.size(), traffic.sent().authorizations());
        assertEquals(labels.size(), traffic.sent().labels());
    }

    @Test
    void aRestartSendsOnlyTheDaysItHasNotSent() throws Exception {
        Path state = directory.resolve("sent.state");
        traffic(InstantSource.fixed(NOW.minus(Duration.ofDays(2))), 1)
                .sendHistory(10, new ReplayState(state, "demo"), (day, days, sent) -> {});
        broker.clear();

        traffic(InstantSource.fixed(NOW), 1).sendHistory(10, new ReplayState(state, "demo"), (day, days, sent) -> {});

        assertEquals(
                Instant.parse("2026-03-08T00:00:00Z"), midnight(authorizations().getFirst()));
        assertTrue(
                labels().stream().allMatch(label -> label.observedAt().isAfter(NOW.minus(Duration.ofDays(3)))),
                "labels of days sent before were sent before, too");
    }

    @Test
    void liveAuthorizationsCarryTheTimeTheyAreSentAtAndLabelsFollow() throws Exception {
        Instant before = Instant.now();
        DemoTraffic traffic = traffic(InstantSource.system(), 50_000_000);
        Thread live = Thread.ofPlatform()
                .unstarted(() -> assertThrows(InterruptedException.class, () -> traffic.sendLive(2_000, sent -> {})));
        live.start();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while ((traffic.sent().authorizations() < 3_000 || traffic.sent().labels() == 0)
                && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        live.interrupt();
        live.join();

        List<Authorization> authorizations = authorizations();
        assertTrue(authorizations.size() >= 3_000);
        assertTrue(authorizations.stream()
                .noneMatch(authorization -> authorization.occurredAt().isBefore(before.minusMillis(1))
                        || authorization.occurredAt().isAfter(Instant.now())));
        assertEquals(
                authorizations.size(),
                authorizations.stream()
                        .map(Authorization::authorizationId)
                        .distinct()
                        .count());
        LabelObserved label = labels().getFirst();
        assertTrue(authorizations.stream()
                .anyMatch(authorization -> authorization.authorizationId().equals(label.exampleId())));
    }

    private DemoTraffic traffic(InstantSource clock, double labelSpeed) {
        return new DemoTraffic(
                new PaymentSimulator(new SimulationConfig(5, 400, 120, 0.5)),
                new AuthorizationSender(broker, DEMO_BANK, "/fin/demo"),
                new DecisionTally(DEMO_BANK, "", Integer.MAX_VALUE, Duration.ofMillis(1)),
                clock,
                labelSpeed);
    }

    private List<Authorization> authorizations() {
        return broker.history().stream()
                .filter(sent -> sent.topic().equals(Authorization.TOPIC))
                .map(ProducerRecord::value)
                .map(value -> codec.decode(value, Authorization.class).data())
                .toList();
    }

    private List<LabelObserved> labels() {
        return broker.history().stream()
                .filter(sent -> sent.topic().equals(LabelObserved.TOPIC))
                .map(ProducerRecord::value)
                .map(value -> codec.decode(value, LabelObserved.class).data())
                .toList();
    }

    private static Instant midnight(Authorization authorization) {
        return authorization.occurredAt().truncatedTo(ChronoUnit.DAYS);
    }
}
