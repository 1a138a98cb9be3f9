package io.trivium.core.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.core.testing.KafkaServer;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class KafkaReadinessTest {
    @Test
    void isUpWhenTheBrokerAnswers() {
        String address = KafkaServer.shared().bootstrapServers();
        assertEquals(HealthCheckResponse.Status.UP, statusOf(address, Duration.ofSeconds(20)));
    }

    @Test
    void isDownWithinItsPatienceWhenNobodyAnswers() {
        assertEquals(HealthCheckResponse.Status.DOWN, statusOf("127.0.0.1:1", Duration.ofMillis(500)));
    }

    private static HealthCheckResponse.Status statusOf(String address, Duration patience) {
        try (var readiness = new KafkaReadiness(KafkaClients.common(address, Map.of()), patience)) {
            return readiness.call().getStatus();
        }
    }
}
