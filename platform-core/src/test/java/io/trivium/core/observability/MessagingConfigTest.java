package io.trivium.core.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import io.trivium.core.deadletter.DeadLetterConfig;
import io.trivium.core.inbox.InboxConfig;
import io.trivium.core.inference.InferenceClientConfig;
import io.trivium.core.kafka.KafkaClientConfig;
import io.trivium.core.kafka.KafkaClients;
import io.trivium.core.learning.ShortlistConfig;
import io.trivium.core.outbox.OutboxConfig;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Defaults, every key, and refused values of the mappings for events and inference. */
class MessagingConfigTest {
    private static SmallRyeConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("platform.service.name", "core");
        return new SmallRyeConfigBuilder()
                .withMapping(OutboxConfig.class)
                .withMapping(InboxConfig.class)
                .withMapping(KafkaClientConfig.class)
                .withMapping(DeadLetterConfig.class)
                .withMapping(InferenceClientConfig.class)
                .withMapping(ShortlistConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withValidator(new BeanValidationConfigValidatorImpl())
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(all, "test", 500))
                .build();
    }

    @Test
    void hasDefaults() {
        SmallRyeConfig config = config(Map.of());
        OutboxConfig outbox = config.getConfigMapping(OutboxConfig.class);
        assertTrue(outbox.enabled());
        assertEquals(Duration.ofMillis(250), outbox.pollInterval());
        assertEquals(500, outbox.batchSize());
        assertEquals(Duration.ofHours(24), outbox.retention());
        assertEquals(Duration.ofMinutes(5), outbox.maxAge());
        InboxConfig inbox = config.getConfigMapping(InboxConfig.class);
        assertEquals(Duration.ofDays(45), inbox.retention());
        assertEquals(Duration.ofMinutes(10), inbox.purgeInterval());
        KafkaClientConfig kafka = config.getConfigMapping(KafkaClientConfig.class);
        assertEquals("127.0.0.1:18092", kafka.bootstrapServers());
        assertEquals(Map.of(), kafka.client());
        DeadLetterConfig deadLetter = config.getConfigMapping(DeadLetterConfig.class);
        assertEquals(Optional.empty(), deadLetter.topics());
        assertEquals("trivium-core-dead-letters", deadLetter.groupId());
        assertEquals(List.of("platform-admin"), deadLetter.role());
        InferenceClientConfig inference = config.getConfigMapping(InferenceClientConfig.class);
        assertEquals(List.of(URI.create("http://127.0.0.1:18080")), inference.url());
        assertEquals(Duration.ofSeconds(30), inference.keepAlive());
        assertEquals(64 << 20, inference.maxAnswerBytes());
        assertEquals(10, inference.retry().saved());
        assertEquals(0.1, inference.retry().share());
        assertEquals(5, inference.circuit().consecutiveFailures());
        assertEquals(40, inference.circuit().window());
        assertEquals(0.5, inference.circuit().failureRate());
        assertEquals(Duration.ofMillis(500), inference.circuit().shortestPause());
        assertEquals(Duration.ofSeconds(10), inference.circuit().longestPause());
        assertEquals(
                URI.create("http://localhost:18180/realms/trivium/protocol/openid-connect/token"),
                inference.identity().tokenEndpoint());
        assertEquals("trivium-core-service", inference.identity().clientId());
        assertEquals(Optional.empty(), inference.identity().clientSecret());
        ShortlistConfig shortlist = config.getConfigMapping(ShortlistConfig.class);
        assertEquals(List.of(URI.create("http://127.0.0.1:18080")), shortlist.url());
        assertEquals(Duration.ofSeconds(5), shortlist.timeout());
    }

    @Test
    void asksForShortlistsWhereItInfersUnlessToldOtherwise() {
        assertEquals(
                List.of(URI.create("https://a:8443"), URI.create("https://b:8443")),
                config(Map.of("platform.inference.url", "https://a:8443,https://b:8443"))
                        .getConfigMapping(ShortlistConfig.class)
                        .url());
    }

    @Test
    void readsEveryKey() {
        SmallRyeConfig config = config(Map.ofEntries(
                Map.entry("platform.outbox.enabled", "false"),
                Map.entry("platform.outbox.poll-interval", "1s"),
                Map.entry("platform.outbox.batch-size", "7"),
                Map.entry("platform.outbox.retention", "2h"),
                Map.entry("platform.outbox.max-age", "1m"),
                Map.entry("platform.inbox.retention", "3d"),
                Map.entry("platform.inbox.purge-interval", "4m"),
                Map.entry("kafka.bootstrap.servers", "broker:9092"),
                Map.entry("platform.kafka.client.\"security.protocol\"", "SSL"),
                Map.entry("platform.dead-letter.topics", "a.v1,b.v1"),
                Map.entry("platform.dead-letter.group-id", "g"),
                Map.entry("platform.dead-letter.role", "fin-supervisor"),
                Map.entry("platform.dead-letter.keep-settled", "60d"),
                Map.entry("platform.inference.url", "https://runtime:8443"),
                Map.entry("platform.inference.keep-alive", "5s"),
                Map.entry("platform.inference.max-answer-bytes", "2048"),
                Map.entry("platform.inference.retry.saved", "3"),
                Map.entry("platform.inference.retry.share", "0.2"),
                Map.entry("platform.inference.circuit.consecutive-failures", "2"),
                Map.entry("platform.inference.circuit.window", "9"),
                Map.entry("platform.inference.circuit.failure-rate", "0.9"),
                Map.entry("platform.inference.circuit.shortest-pause", "1s"),
                Map.entry("platform.inference.circuit.longest-pause", "2s"),
                Map.entry("platform.inference.identity.token-endpoint", "https://id/token"),
                Map.entry("platform.inference.identity.client-id", "c"),
                Map.entry("platform.shortlist.url", "https://runtime:9443"),
                Map.entry("platform.shortlist.timeout", "3s"),
                Map.entry("TRIVIUM_SERVICE_CLIENT_SECRET", "s")));
        OutboxConfig outbox = config.getConfigMapping(OutboxConfig.class);
        assertFalse(outbox.enabled());
        assertEquals(Duration.ofSeconds(1), outbox.pollInterval());
        assertEquals(7, outbox.batchSize());
        assertEquals(Duration.ofHours(2), outbox.retention());
        assertEquals(Duration.ofMinutes(1), outbox.maxAge());
        InboxConfig inbox = config.getConfigMapping(InboxConfig.class);
        assertEquals(Duration.ofDays(3), inbox.retention());
        assertEquals(Duration.ofMinutes(4), inbox.purgeInterval());
        KafkaClientConfig kafka = config.getConfigMapping(KafkaClientConfig.class);
        assertEquals("broker:9092", kafka.bootstrapServers());
        assertEquals("SSL", KafkaClients.common(kafka).get("security.protocol"));
        DeadLetterConfig deadLetter = config.getConfigMapping(DeadLetterConfig.class);
        assertEquals(Optional.of(List.of("a.v1", "b.v1")), deadLetter.topics());
        assertEquals("g", deadLetter.groupId());
        assertEquals(List.of("fin-supervisor"), deadLetter.role());
        assertEquals(Duration.ofDays(60), deadLetter.keepSettled());
        InferenceClientConfig inference = config.getConfigMapping(InferenceClientConfig.class);
        assertEquals(List.of(URI.create("https://runtime:8443")), inference.url());
        assertEquals(Duration.ofSeconds(5), inference.keepAlive());
        assertEquals(2048, inference.maxAnswerBytes());
        assertEquals(3, inference.retry().saved());
        assertEquals(0.2, inference.retry().share());
        assertEquals(2, inference.circuit().consecutiveFailures());
        assertEquals(9, inference.circuit().window());
        assertEquals(0.9, inference.circuit().failureRate());
        assertEquals(Duration.ofSeconds(1), inference.circuit().shortestPause());
        assertEquals(Duration.ofSeconds(2), inference.circuit().longestPause());
        assertEquals(URI.create("https://id/token"), inference.identity().tokenEndpoint());
        assertEquals("c", inference.identity().clientId());
        assertEquals(Optional.of("s"), inference.identity().clientSecret());
        ShortlistConfig shortlist = config.getConfigMapping(ShortlistConfig.class);
        assertEquals(List.of(URI.create("https://runtime:9443")), shortlist.url());
        assertEquals(Duration.ofSeconds(3), shortlist.timeout());
    }

    @ParameterizedTest
    @CsvSource({
        "platform.outbox.batch-size, 0",
        "platform.outbox.batch-size, 10001",
        "platform.inference.max-answer-bytes, 10",
        "platform.inference.retry.saved, -1",
        "platform.inference.retry.share, 1.5",
        "platform.inference.circuit.window, 0",
        "platform.inference.circuit.failure-rate, 0",
        "platform.shortlist.timeout, 5ms",
        "platform.shortlist.timeout, 2m"
    })
    void refusesValuesOutOfRange(String key, String value) {
        assertThrows(ConfigValidationException.class, () -> config(Map.of(key, value)));
    }

    @ParameterizedTest
    @CsvSource({"platform.outbox.batchsize, 1", "platform.inference.retry.saves, 1", "platform.inbox.retain, 1d"})
    void refusesMisspelledKeys(String key, String value) {
        assertThrows(ConfigValidationException.class, () -> config(Map.of(key, value)));
    }
}
