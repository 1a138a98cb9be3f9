package io.trivium.core.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {
    private static Map<String, Object> consumer(Map<String, String> client) {
        return KafkaClients.consumer(KafkaClients.common("localhost:9092", client), "group", "client");
    }

    @Test
    void aMemberThatWasKilledIsMissedBeforeItsSuccessorHasStarted() {
        assertEquals(10_000, consumer(Map.of()).get(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG));
        assertEquals(1_000, consumer(Map.of()).get(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG));
    }

    @Test
    void whoeverRunsItHasTheLastWord() {
        Map<String, Object> settings = consumer(Map.of(
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                "30000",
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                "3000"));
        assertEquals("30000", settings.get(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG));
        assertEquals("3000", settings.get(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG));
    }
}
