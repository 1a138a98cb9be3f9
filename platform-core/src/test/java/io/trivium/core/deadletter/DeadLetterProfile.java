package io.trivium.core.deadletter;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A service that keeps the dead letters of one topic, settled by supervisors of payments. */
public class DeadLetterProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "platform.dead-letter.topics", "learning.label.v1",
                "platform.dead-letter.role", "fin-supervisor",
                "platform.outbox.poll-interval", "50ms");
    }
}
