package io.trivium.core.event;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A service that makes spans, as outside of tests. */
public class TracedProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.otel.sdk.disabled", "false", "platform.outbox.poll-interval", "50ms");
    }
}
