package io.trivium.fin.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final TenantId REPLAY_BANK = new TenantId("replay-bank");

    @TempDir
    private Path directory;

    private final MockProducer<String, byte[]> broker =
            new MockProducer<>(true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
    private final EventCodec codec = new EventCodec();

    /** One authorization at noon of each of twelve days; those of the first, second and last day are frauds. */
    @BeforeEach
    void writeTwelveDays() throws IOException {
        for (int day = 1; day <= 12; day++) {
            boolean fraud = day <= 2 || day == 12;
            Files.writeString(directory.resolve("2018-08-%02d.csv".formatted(day)), """
                    TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO
                    %d,2018-08-%02dT12:00:00,596,3156,57.16,%s
                    """.formatted(
                            day, day, fraud ? "1,2" : "0,0"));
        }
    }

    @Test
    void labelsFollowAWeekAfterTheirAuthorization() throws Exception {
        Replay.Summary summary = run("2018-08-01..2018-08-12", null);

        assertEquals(
                List.of(
                        "hb-1",
                        "hb-2",
                        "hb-3",
                        "hb-4",
                        "hb-5",
                        "hb-6",
                        "label hb-1",
                        "hb-7",
                        "label hb-2",
                        "hb-8",
                        "hb-9",
                        "hb-10",
                        "hb-11",
                        "hb-12"),
                sent());
        assertEquals(12, summary.authorizations());
        assertEquals(2, summary.labels());
        assertEquals(1, summary.labelsPending());
        assertEquals(12, summary.undecided(), "no caller decides here");
        LabelObserved label = labels().getFirst();
        assertEquals("fraud", label.label());
        assertEquals("chargeback", label.source());
        assertEquals("2018-08-08T12:00:00Z", label.observedAt().toString());
    }

    @Test
    void sentAgainEverythingIsTheSame() throws Exception {
        run("2018-08-01..2018-08-12", null);
        List<ProducerRecord<String, byte[]>> once = List.copyOf(broker.history());
        broker.clear();
        run("2018-08-01..2018-08-12", null);
        for (int i = 0; i < once.size(); i++)
            assertArrayEquals(once.get(i).value(), broker.history().get(i).value());
    }

    @Test
    void anInterruptedReplayGoesOnBehindTheLastWholeDay() throws Exception {
        Path state = directory.resolve("replay.state");
        run("2018-08-01..2018-08-06", state);
        broker.clear();

        Replay.Summary summary = run("2018-08-01..2018-08-12", state);

        assertEquals(Optional.of(LocalDate.parse("2018-08-06")), summary.resumedAfter());
        assertEquals(List.of("label hb-1", "hb-7", "label hb-2", "hb-8", "hb-9", "hb-10", "hb-11", "hb-12"), sent());
    }

    @Test
    void aMissingDayStopsBeforeAnythingIsSent() throws Exception {
        Files.delete(directory.resolve("2018-08-05.csv"));
        assertThrows(ArchiveException.class, () -> run("2018-08-01..2018-08-12", null));
        assertEquals(List.of(), sent());
    }

    @Test
    void theEnvelopeIsThatOfAnySender() throws Exception {
        run("2018-08-01..2018-08-01", null);
        ProducerRecord<String, byte[]> record = broker.history().getFirst();
        EventEnvelope<Authorization> event = codec.decode(record.value(), Authorization.class);
        assertEquals("hb-1", record.key());
        assertEquals("hb-1", event.subject());
        assertEquals(REPLAY_BANK, event.tenantId());
        assertEquals("/fin/replay", event.source());
        assertEquals(event.data().occurredAt(), event.time());
        assertEquals(
                EventCodec.CONTENT_TYPE,
                new String(record.headers().lastHeader("content-type").value(), StandardCharsets.UTF_8));
    }

    @Test
    void paceKeepsRecordedTime() throws InterruptedException {
        Pace.Clock clock = Pace.parse("3600").new Clock();
        long start = System.nanoTime();
        clock.await(Instant.parse("2018-08-01T00:00:00Z"));
        clock.await(Instant.parse("2018-08-01T00:06:00Z"));
        double seconds = (System.nanoTime() - start) / 1e9;
        assertEquals(0.1, seconds, 0.09, "six recorded minutes at one hour a second");
        assertThrows(IllegalArgumentException.class, () -> Pace.parse("0"));
        assertThrows(IllegalArgumentException.class, () -> Pace.parse("fast"));
        assertEquals(Pace.MAX, Pace.parse("max"));
    }

    private Replay.Summary run(String days, @Nullable Path state) throws Exception {
        DecisionTally tally = new DecisionTally(REPLAY_BANK, Replay.ID_PREFIX, 100, Duration.ofMillis(1));
        return new Replay(
                        AuthorizationArchive.open(directory),
                        new AuthorizationSender(broker, REPLAY_BANK, "/fin/replay"),
                        tally,
                        new ReplayState(state, "replay"),
                        false)
                .run(DayRange.parse(days), Pace.MAX, (day, authorizations, decisions) -> {});
    }

    private List<String> sent() {
        List<String> sent = new ArrayList<>();
        for (ProducerRecord<String, byte[]> record : broker.history()) {
            sent.add(record.topic().equals(Authorization.TOPIC) ? record.key() : "label " + record.key());
        }
        return sent;
    }

    private List<LabelObserved> labels() {
        return broker.history().stream()
                .filter(sent -> sent.topic().equals(LabelObserved.TOPIC))
                .map(sent -> codec.decode(sent.value(), LabelObserved.class).data())
                .toList();
    }
}
