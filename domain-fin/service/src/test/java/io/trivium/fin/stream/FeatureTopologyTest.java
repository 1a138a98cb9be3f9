package io.trivium.fin.stream;

import static io.trivium.fin.stream.Harness.DEMO;
import static io.trivium.fin.stream.Harness.NOW;
import static io.trivium.fin.stream.Harness.REPLAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.ErrorCode;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventError;
import io.trivium.core.event.EventRecords;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Samples;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.feature.HandbookFeatures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureTopologyTest {

    private static final int RISK_7 = HandbookFeatures.TERMINAL + 3;

    private final Harness harness = new Harness();

    @AfterEach
    void close() {
        harness.close();
    }

    private static Authorization ordinary(String id) {
        return Samples.authorization(id, NOW.minusSeconds(60));
    }

    private void assertRefused(String reason) {
        List<TestRecord<byte[], byte[]>> letters = harness.refused();
        assertEquals(1, letters.size());
        assertEquals(reason, Harness.reason(letters.getFirst()));
        assertTrue(harness.features().isEmpty(), "a refused record must not be scored");
        // The neighbour is unaffected.
        String neighbour = "neighbour-of-"
                + new String(
                        letters.getFirst().key() == null
                                ? new byte[0]
                                : letters.getFirst().key(),
                        StandardCharsets.UTF_8);
        harness.send(DEMO, ordinary(neighbour));
        assertEquals(neighbour, harness.features().getFirst().subject());
    }

    @Test
    void computesFeaturesOnce() {
        harness.send(DEMO, ordinary("a-1"));
        var computed = harness.features();
        assertEquals(1, computed.size());
        assertEquals(ordinary("a-1"), computed.getFirst().data().authorization());
        assertEquals(ordinary("a-1").contentHash(), computed.getFirst().data().contentHash());
        assertEquals(12.5, computed.getFirst().data().features().get(HandbookFeatures.TX_AMOUNT));
        assertEquals(1, computed.getFirst().data().features().get(HandbookFeatures.CUSTOMER));
        assertEquals(1, harness.count(FinMetrics.INTAKE, "result", "accepted"));
    }

    @Test
    void dropsTheSameContentSentAgain() {
        harness.send(DEMO, ordinary("a-1"));
        harness.features();
        harness.send(DEMO, ordinary("a-1"));
        assertTrue(harness.features().isEmpty());
        assertTrue(harness.refused().isEmpty());
        assertEquals(1, harness.count(FinMetrics.INTAKE, "result", "duplicate"));
    }

    @Test
    void refusesOtherContentUnderTheSameIdOnTheSameCard() {
        harness.send(DEMO, ordinary("a-1"));
        harness.features();
        harness.send(DEMO, Samples.authorization("a-1", "tok_4711", "T-17", "99", NOW));
        assertRefused("authorization-id-conflict");
    }

    @Test
    void refusesOtherContentUnderTheSameIdOnAnotherCard() {
        harness.send(DEMO, ordinary("a-1"));
        harness.features();
        harness.send(DEMO, Samples.authorization("a-1", "tok_other", "T-17", "12.5", NOW.minusSeconds(60)));
        assertRefused("authorization-id-conflict");
    }

    @Test
    void keepsTheIdsOfTenantsApart() {
        harness.send(DEMO, ordinary("a-1"));
        harness.send(REPLAY, Samples.authorization("a-1", "tok_4711", "T-17", "99", NOW));
        var computed = harness.features();
        assertEquals(2, computed.size());
        assertEquals(1, computed.get(1).data().features().get(HandbookFeatures.CUSTOMER));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"amount\":12.5,','',event-schema",
        "'\"amount\":12.5','\"amount\":-12.5',event-schema",
        "'\"amount\":12.5','\"amount\":NaN',event-not-json",
        "'\"amount\":12.5','\"amount\":\"NaN\"',event-schema",
        "'\"EUR\"','\"XXL\"',event-schema",
        "'\"tok_4711\"','\"4111111111111111\"',event-schema",
        "'\"data\":{','\"data\":{\"colour\":\"red\",',event-schema",
        "'\"specversion\"','\"co_lour\":\"red\",\"specversion\"',event-schema",
        "'\"specversion\"','\"colour\":\"x4111111111111111\",\"specversion\"',event-schema",
        "'demo-bank','Demo Bank',event-bad-tenant",
        "'demo-bank','unknown-bank',event-unknown-tenant",
        "'\"tenantid\":\"demo-bank\",','',event-missing-tenant",
        "'\"schemaversion\":1','\"schemaversion\":2',event-unsupported-version",
        "'authorization.requested','authorization.decided',event-wrong-type",
        "'}}','}',event-not-json",
        "'}}','}}}',event-not-json",
    })
    void refusesBrokenRecords(String part, String replacement, String reason) {
        String good = new String(harness.encode(DEMO, "bad", ordinary("bad")), StandardCharsets.UTF_8);
        assertTrue(good.contains(part), good);
        byte[] bad = good.replace(part, replacement).getBytes(StandardCharsets.UTF_8);
        harness.send("bad", bad);
        List<TestRecord<byte[], byte[]>> letters = harness.refused();
        assertEquals(1, letters.size());
        TestRecord<byte[], byte[]> letter = letters.getFirst();
        assertEquals(reason, Harness.reason(letter));
        assertEquals(
                new String(bad, StandardCharsets.UTF_8).replace("4111111111111111", "*".repeat(16)),
                new String(letter.value(), StandardCharsets.UTF_8),
                "but for card numbers the original bytes stay untouched");
        assertEquals("bad", new String(letter.key(), StandardCharsets.UTF_8));
        assertEquals("fin.authorization.v1", EventRecords.text(letter.headers(), "trivium-origin-topic"));
        assertEquals("0", EventRecords.text(letter.headers(), "trivium-origin-offset"));
        String detail = String.valueOf(EventRecords.text(letter.headers(), "trivium-detail"));
        assertFalse(detail.contains("4111111111111111"), "no card number in the detail");
        assertSpecific(detail);
        harness.send(DEMO, ordinary("neighbour"));
        assertEquals(1, harness.features().size());
    }

    @Test
    void refusesAMegabyte() {
        byte[] big = "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        harness.send("big", big);
        assertRefused("event-too-large");
    }

    @Test
    void refusesARecordWithoutValueOrWithAnotherKey() {
        harness.send("empty", (byte[]) null);
        assertRefused("event-not-json");
        for (String key : new String[] {"other", null}) {
            harness.send(key, harness.encode(DEMO, "a-1", ordinary("a-1")));
            TestRecord<byte[], byte[]> letter = harness.refused().getFirst();
            assertEquals("event-key-mismatch", Harness.reason(letter));
            assertEquals(
                    key == null
                            ? "the record has no key; its key must be the event's subject"
                            : "the record's key is not the event's subject",
                    EventRecords.text(letter.headers(), "trivium-detail"));
        }
        harness.send("a-2", harness.encode(DEMO, "a-2", ordinary("a-1")));
        TestRecord<byte[], byte[]> letter = harness.refused().getFirst();
        assertEquals(
                "the event's subject is not the id in its data", EventRecords.text(letter.headers(), "trivium-detail"));
    }

    /** Integrators 10: the detail names what is wrong instead of saying that a detail does. */
    private static void assertSpecific(String detail) {
        for (ErrorCategory category : ErrorCategory.values()) {
            ErrorCode general = new ErrorCode() {
                @Override
                public String code() {
                    return "general";
                }

                @Override
                public ErrorCategory category() {
                    return category;
                }
            };
            assertNotEquals(general.meaning(), detail);
        }
        assertFalse(detail.isBlank());
    }

    @Test
    void everyReasonOfADeadLetterSaysWhatIsWrong() {
        Stream.concat(Stream.of(EventError.values()), Stream.of(FinErrorCode.values()))
                .forEach(code -> assertSpecific(code.meaning()));
    }

    /** Integrators 7: extensions are taken, and traceparent continues the trace. */
    @Test
    void continuesTheTraceOfAnExtension() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String event = new String(harness.encode(DEMO, "a-1", ordinary("a-1")), StandardCharsets.UTF_8)
                .replace("\"specversion\"", "\"traceparent\":\"" + trace + "\",\"partitionkey\":\"k\",\"specversion\"");
        harness.send("a-1", event.getBytes(StandardCharsets.UTF_8));
        assertEquals(trace, harness.features().getFirst().traceparent());
    }

    @Test
    void refusesTimesOutsideTheTenantsWindow() {
        harness.send(DEMO, Samples.authorization("old", NOW.minus(Duration.ofDays(8))));
        assertRefused("authorization-too-old");
        harness.send(DEMO, Samples.authorization("ahead", NOW.plus(Duration.ofMinutes(6))));
        assertRefused("authorization-in-future");
        harness.send(REPLAY, Samples.authorization("history", Instant.parse("2018-04-01T00:00:31Z")));
        assertEquals(1, harness.features().size());
    }

    @Test
    void aLabelBeforeItsAuthorizationWaitsForIt() {
        Instant before = NOW.minus(Duration.ofDays(20));
        harness.label(REPLAY, "late", "fraud", NOW);
        harness.send(REPLAY, Samples.authorization("late", "card-1", "T-1", "5", before));
        harness.features();
        harness.send(REPLAY, Samples.authorization("now", "card-2", "T-1", "5", before.plus(Duration.ofDays(8))));
        assertEquals(1, harness.features().getFirst().data().features().get(RISK_7));
        assertEquals(1, harness.count(FinMetrics.LABELS, "result", "waiting"));
    }

    @Test
    void theNewestLabelCountsInAnyOrderAndAnyNumber() {
        Instant before = NOW.minus(Duration.ofDays(20));
        harness.send(REPLAY, Samples.authorization("a", "card-1", "T-1", "5", before));
        harness.label(REPLAY, "a", "genuine", NOW.minusSeconds(20));
        harness.label(REPLAY, "a", "fraud", NOW.minusSeconds(10));
        harness.label(REPLAY, "a", "genuine", NOW.minusSeconds(15));
        harness.label(REPLAY, "a", "fraud", NOW.minusSeconds(10));
        harness.features();
        harness.send(REPLAY, Samples.authorization("b", "card-2", "T-1", "5", before.plus(Duration.ofDays(8))));
        assertEquals(1, harness.features().getFirst().data().features().get(RISK_7));
        harness.label(REPLAY, "a", "genuine", NOW);
        harness.send(REPLAY, Samples.authorization("c", "card-3", "T-1", "5", before.plus(Duration.ofDays(8))));
        assertEquals(0, harness.features().getFirst().data().features().get(RISK_7));
        assertEquals(1, harness.count(FinMetrics.LABELS, "result", "outdated"));
    }

    @Test
    void refusesBadLabelsAndPassesOverThoseOfOtherTasks() {
        harness.label("a", "{}".getBytes(StandardCharsets.UTF_8));
        harness.label(DEMO, "b", "perhaps", NOW);
        harness.label(DEMO, "c", "fraud", NOW.plus(Duration.ofDays(1)));
        harness.label(new TenantId("unknown-bank"), "d", "fraud", NOW);
        harness.label(
                "e",
                harness.encode(DEMO, "e", new LabelObserved("e", new TaskName("med-lung-nodule"), "benign", "x", NOW)));
        List<String> reasons =
                harness.refusedLabels().stream().map(Harness::reason).toList();
        assertEquals(
                List.of("event-missing-tenant", "label-unknown", "label-in-future", "event-unknown-tenant"), reasons);
        assertEquals(1, harness.count(FinMetrics.LABELS, "result", "foreign"));
    }

    @Test
    void forgetsIdsAfterTheirRetention() {
        harness.send(DEMO, ordinary("a-1"));
        KeyValueStore<?, ?> ids = harness.driver.getKeyValueStore(IntakeProcessor.STORE);
        assertEquals(1, ids.approximateNumEntries());
        harness.driver.advanceWallClockTime(Duration.ofDays(44));
        assertEquals(1, ids.approximateNumEntries());
        harness.driver.advanceWallClockTime(Duration.ofDays(2));
        assertEquals(0, ids.approximateNumEntries());
    }

    @Test
    void carriesTheTraceContext() {
        harness.send(DEMO, ordinary("a-1"));
        assertNull(harness.features().getFirst().traceparent());
    }

    @Test
    void givesTheSameWithAndWithoutTopicsBetweenTheStages() {
        Instant before = NOW.minus(Duration.ofDays(20));
        List<List<FeaturesComputed>> answers = new ArrayList<>();
        for (boolean spread : List.of(false, true)) {
            try (Harness one = new Harness(Map.of(), NOW, spread)) {
                for (int i = 0; i < 60; i++) {
                    Authorization plain = Samples.authorization(
                            "a-" + i,
                            "card-" + i % 7,
                            "T-" + i % 4,
                            Integer.toString(1 + i * i % 50),
                            before.plus(Duration.ofHours(5L * (i * 37 % 60))));
                    one.send(
                            REPLAY, Samples.from(plain, i % 2 == 0 ? "dev-" + i % 6 : null, i % 5 == 0 ? "acc" : null));
                    if (i % 3 == 0) one.label(REPLAY, "a-" + i / 2, i % 2 == 0 ? "fraud" : "genuine", NOW);
                }
                answers.add(one.features().stream().map(EventEnvelope::data).toList());
                assertEquals(
                        spread,
                        one.driver.producedTopicNames().stream().anyMatch(topic -> topic.contains("repartition")));
            }
        }
        assertEquals(60, answers.getFirst().size());
        assertEquals(answers.getFirst(), answers.getLast());
    }

    @Test
    void worksOnRocksDbToo() {
        try (Harness rocks = new Harness(Map.of("store", "rocksdb"), NOW)) {
            rocks.send(DEMO, ordinary("a-1"));
            rocks.send(DEMO, ordinary("a-2"));
            var computed = rocks.features();
            assertEquals(2, computed.get(1).data().features().get(HandbookFeatures.CUSTOMER));
            assertEquals(12.5, computed.get(1).data().features().get(HandbookFeatures.CUSTOMER + 1));
        }
    }
}
