package io.trivium.fin.intake;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Enables the service to create spans, as it does outside of tests; {@link RecordedSpans} keeps them. */
public class TracedService implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of("quarkus.otel.sdk.disabled", "false");
    }

    @Override
    public void stop() {}
}
