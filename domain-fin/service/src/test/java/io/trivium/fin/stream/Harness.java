package io.trivium.fin.stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRecords;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.TimePolicy;
import io.trivium.fin.feature.FeaturesComputed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The production topology without a broker: production serdes, settings and processors, a clock that is set manually.
 */
public final class Harness implements AutoCloseable {

    public static final TenantId DEMO = new TenantId("demo-bank");
    public static final TenantId REPLAY = new TenantId("replay-bank");
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    final EventCodec codec = new EventCodec();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final StreamConfig config;
    final TopologyTestDriver driver;
    private final Path stateDir;
    private final TestInputTopic<byte[], byte[]> authorizations;
    private final TestInputTopic<byte[], byte[]> labels;

    public Harness() {
        this(Map.of(), NOW);
    }

    Harness(Map<String, String> settings, Instant now) {
        this(settings, now, false);
    }

    /** @param spread whether the stages are apart, as with several partitions */
    Harness(Map<String, String> settings, Instant now, boolean spread) {
        try {
            stateDir = Files.createTempDirectory("trivium-streams-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        config = config(stateDir, settings);
        var rules = new IntakeProcessor.Rules(
                config,
                codec,
                new WrittenEvents(codec),
                new TimePolicy(Set.of("replay-bank"), Duration.ofDays(7), Duration.ofMinutes(5)),
                Set.of(DEMO, REPLAY)::contains,
                FeatureStreams.LABEL_TASK,
                1,
                false,
                new LabelClock(),
                meters);
        Properties properties = KafkaSettings.streams(config);
        driver = new TopologyTestDriver(FeatureTopology.build(rules, spread), properties, now);
        authorizations = driver.createInputTopic(
                config.topics().authorization(), new ByteArraySerializer(), new ByteArraySerializer());
        labels = driver.createInputTopic(config.topics().label(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    static StreamConfig config(Path stateDir, Map<String, String> settings) {
        Map<String, String> values = new HashMap<>(Map.of(
                "platform.fin.stream.bootstrap-servers", "unused:1",
                "platform.fin.stream.state-dir", stateDir.toString(),
                "platform.fin.stream.store", "memory",
                "platform.fin.stream.changelog", "false"));
        settings.forEach((key, value) -> values.put("platform.fin.stream." + key, value));
        return new SmallRyeConfigBuilder()
                .withMapping(StreamConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(values)
                .build()
                .getConfigMapping(StreamConfig.class);
    }

    <T extends EventPayload> byte[] encode(TenantId tenant, String subject, T payload) {
        return codec.encode(EventEnvelope.of("e-" + subject, "/test", subject, NOW, tenant, payload));
    }

    public void send(TenantId tenant, Authorization authorization) {
        send(authorization.authorizationId(), encode(tenant, authorization.authorizationId(), authorization));
    }

    void send(@Nullable String key, byte @Nullable [] value) {
        authorizations.pipeInput(
                new TestRecord<>(key == null ? null : key.getBytes(StandardCharsets.UTF_8), value, NOW));
    }

    public void label(TenantId tenant, String id, String label, Instant observedAt) {
        label(
                id,
                encode(tenant, id, new LabelObserved(id, FeatureStreams.LABEL_TASK, label, "chargeback", observedAt)));
    }

    void label(String key, byte[] value) {
        labels.pipeInput(new TestRecord<>(key.getBytes(StandardCharsets.UTF_8), value, NOW));
    }

    /** Returns the output since the last call. */
    public List<EventEnvelope<FeaturesComputed>> features() {
        List<EventEnvelope<FeaturesComputed>> found = new ArrayList<>();
        for (TestRecord<byte[], byte[]> out : read(config.topics().feature())) {
            ConsumerRecord<byte[], byte[]> message =
                    new ConsumerRecord<>(config.topics().feature(), 0, 0, out.key(), out.value());
            out.headers().forEach(message.headers()::add);
            found.add(EventRecords.decode(message, FeaturesComputed.class, codec));
        }
        return found;
    }

    /** Dead letters of authorizations since the last call. */
    List<TestRecord<byte[], byte[]>> refused() {
        return read(config.topics().authorization() + ".dlq");
    }

    /** Dead letters of labels since the last call. */
    List<TestRecord<byte[], byte[]>> refusedLabels() {
        return read(config.topics().label() + ".dlq");
    }

    static String reason(TestRecord<byte[], byte[]> letter) {
        return String.valueOf(EventRecords.text(letter.headers(), "trivium-reason"));
    }

    private List<TestRecord<byte[], byte[]>> read(String topic) {
        if (!driver.producedTopicNames().contains(topic)) return List.of();
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    /** Forgets what the driver recorded of repartition topics, which it would keep for ever. */
    void dropInternalRecords() {
        for (String topic : driver.producedTopicNames()) {
            if (topic.contains("repartition")) {
                var internal =
                        driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                while (!internal.isEmpty()) internal.readRecord();
            }
        }
    }

    double count(String metric, String... tags) {
        return meters.counter(metric, tags).count();
    }

    @Override
    public void close() {
        driver.close();
    }
}
