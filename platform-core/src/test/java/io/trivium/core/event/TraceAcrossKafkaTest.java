package io.trivium.core.event;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.trivium.core.kafka.KafkaClientConfig;
import io.trivium.core.kafka.KafkaClients;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

/** One trace from a request over outbox and Kafka to what a consumer of it sends on. */
@QuarkusTest
@TestProfile(TracedProfile.class)
@WithTestResource(PostgresResource.class)
@WithTestResource(
        value = KafkaResource.class,
        initArgs =
                @ResourceArg(
                        name = "topics",
                        value = TracedResource.TOPIC + ":1," + TraceAcrossKafkaTest.ONWARD + ":1"))
class TraceAcrossKafkaTest {
    static final String ONWARD = "traced.out.v1";

    private static final TenantId DEMO = new TenantId("demo-bank");
    private static final String SPAN = "process " + TracedResource.TOPIC;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaClientConfig kafka;
    private final TenantTransactions transactions;
    private final Outbox outbox;
    private final ConsumerSpans spans = new ConsumerSpans("trivium-other");

    TraceAcrossKafkaTest(KafkaClientConfig kafka, TenantTransactions transactions, Outbox outbox) {
        this.kafka = kafka;
        this.transactions = transactions;
        this.outbox = outbox;
    }

    @Test
    void followsARequestOverOutboxAndKafkaToWhatItsConsumerSendsOn() throws Exception {
        String trace = trace();
        String example = "whole-" + UUID.randomUUID();
        request(trace, "01", example);
        ConsumerRecord<byte[], byte[]> in = read(TracedResource.TOPIC, example);
        assertEquals(trace, part(in, 1));

        // As in the services: a thread of its own, without any context.
        String logged = onOwnThread(() -> {
            AtomicReference<String> seen = new AtomicReference<>("");
            spans.process(in, () -> {
                seen.set(String.valueOf(MDC.get("traceId")));
                sendOn(example);
            });
            assertNull(MDC.get("traceId"));
            return seen.get();
        });

        ConsumerRecord<byte[], byte[]> out = read(ONWARD, example);
        SpanData span = spanOf(trace);
        assertEquals(trace, part(out, 1));
        assertEquals(trace, logged);
        assertEquals(part(in, 2), span.getParentSpanId());
        assertEquals(span.getSpanId(), part(out, 2));
        assertEquals(SpanKind.CONSUMER, span.getKind());
        assertEquals("kafka", attribute(span, "messaging.system"));
        assertEquals("process", attribute(span, "messaging.operation.type"));
        assertEquals(TracedResource.TOPIC, attribute(span, "messaging.destination.name"));
        assertEquals("trivium-other", attribute(span, "messaging.consumer.group.name"));
        assertEquals("0", attribute(span, "messaging.destination.partition.id"));
        assertEquals(in.offset(), number(span, "messaging.kafka.offset"));
        assertEquals(
                2,
                TestDatabase.schema("core")
                        .count("select count(*) from outbox_event where traceparent like '00-" + trace + "-%'"));
    }

    @Test
    void linksABatchToTheTraceOfEveryRecord() throws Exception {
        String first = trace();
        String second = trace();
        String example = "batch-" + UUID.randomUUID();
        request(first, "01", example + "-1");
        request(second, "01", example + "-2");
        List<ConsumerRecord<byte[], byte[]>> records =
                List.of(read(TracedResource.TOPIC, example + "-1"), read(TracedResource.TOPIC, example + "-2"));
        String inside = onOwnThread(() -> String.valueOf(spans.callAll(records, EventRecords::currentTraceparent)));
        SpanData span = spanOf(inside.split("-", -1)[1]);
        assertEquals(
                List.of(first, second),
                span.getLinks().stream()
                        .map(LinkData::getSpanContext)
                        .map(origin -> origin.getTraceId())
                        .toList());
        assertEquals(2, number(span, "messaging.batch.message_count"));
        assertEquals("0000000000000000", span.getParentSpanId());
    }

    @Test
    void makesNoSpanOfWhatNobodySamplesAndStillPassesItOn() throws Exception {
        String trace = trace();
        String example = "quiet-" + UUID.randomUUID();
        request(trace, "00", example);
        ConsumerRecord<byte[], byte[]> in = read(TracedResource.TOPIC, example);
        String batch = onOwnThread(() -> {
            spans.process(in, () -> sendOn(example));
            return String.valueOf(spans.callAll(List.of(in), EventRecords::currentTraceparent));
        });
        ConsumerRecord<byte[], byte[]> out = read(ONWARD, example);
        assertEquals(trace, part(out, 1));
        assertEquals("00", part(out, 3));
        assertEquals("null", batch);
        assertEquals(
                List.of(),
                RecordedSpans.of(SPAN).stream()
                        .filter(span -> span.getTraceId().equals(trace))
                        .toList());
    }

    @Test
    void saysOnTheSpanThatTheWorkFailed() throws Exception {
        String trace = trace();
        String example = "failed-" + UUID.randomUUID();
        request(trace, "01", example);
        ConsumerRecord<byte[], byte[]> in = read(TracedResource.TOPIC, example);
        onOwnThread(() -> assertThrows(
                IllegalStateException.class,
                () -> spans.process(in, () -> {
                    throw new IllegalStateException("no");
                })));
        SpanData span = spanOf(trace);
        assertEquals(StatusCode.ERROR, span.getStatus().getStatusCode());
        assertEquals("java.lang.IllegalStateException", attribute(span, "error.type"));
    }

    private static String trace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static void request(String trace, String flags, String example) {
        given().header(
                        "Authorization",
                        "Bearer "
                                + TestTokens.token()
                                        .tenant(DEMO.value())
                                        .roles("fin-analyst")
                                        .audience("trivium-core")
                                        .sign())
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-" + flags)
                .post("/v1/traced?example=" + example)
                .then()
                .statusCode(204);
    }

    private void sendOn(String example) {
        transactions.run(DEMO, () -> outbox.add(ONWARD, TracedResource.label("onward-", example, DEMO)));
    }

    private static <T> T onOwnThread(Supplier<T> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Thread thread = Thread.ofPlatform().name("traced-consumer").unstarted(() -> {
            try {
                result.complete(work.get());
            } catch (RuntimeException | AssertionError e) {
                result.completeExceptionally(e);
            }
        });
        thread.setContextClassLoader(loader);
        thread.start();
        return result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static SpanData spanOf(String trace) {
        return RecordedSpans.of(SPAN).stream()
                .filter(span -> span.getTraceId().equals(trace))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span of trace " + trace));
    }

    private static String attribute(SpanData span, String name) {
        return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
    }

    private static long number(SpanData span, String name) {
        return Long.parseLong(String.valueOf(span.getAttributes().get(AttributeKey.longKey(name))));
    }

    /** A part of the W3C trace context of a record: 1 trace, 2 span, 3 flags. */
    private static String part(ConsumerRecord<byte[], byte[]> record, int part) {
        String traceparent = EventRecords.traceparent(record.headers());
        if (traceparent == null) throw new AssertionError("a record without trace context");
        return traceparent.split("-", -1)[part];
    }

    private ConsumerRecord<byte[], byte[]> read(String topic, String key) {
        Map<String, Object> settings = KafkaClients.consumer(KafkaClients.common(kafka), "traced-test", "traced-test");
        List<String> seen = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Instant deadline = Instant.now().plus(PATIENCE);
            while (Instant.now().isBefore(deadline)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    String found = new String(record.key(), StandardCharsets.UTF_8);
                    if (found.equals(key)) return record;
                    seen.add(found);
                }
            }
        }
        return fail("nothing of " + key + " in " + topic + ", only " + seen);
    }
}
