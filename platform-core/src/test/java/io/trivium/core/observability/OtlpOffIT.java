package io.trivium.core.observability;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.opentelemetry.api.trace.Tracer;
import io.quarkus.arc.ClientProxy;
import io.quarkus.opentelemetry.runtime.exporter.otlp.tracing.LateBoundSpanProcessor;
import io.quarkus.opentelemetry.runtime.exporter.otlp.tracing.RemoveableLateBoundSpanProcessor;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.trivium.core.testing.PostgresResource;
import jakarta.inject.Inject;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** As long as no collector is named there is no exporter, which would try localhost again and again. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@TestProfile(OtlpOffIT.Traced.class)
@NullUnmarked // Quarkus sets the fields
class OtlpOffIT {
    @Inject
    Tracer tracer;

    @Inject
    LateBoundSpanProcessor processor;

    /** Makes spans, as services do outside of tests. */
    public static final class Traced implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.otel.sdk.disabled", "false");
        }
    }

    @Test
    void spansAreMadeAndNotExported() {
        tracer.spanBuilder("without a collector").startSpan().end();
        assertInstanceOf(RemoveableLateBoundSpanProcessor.class, ClientProxy.unwrap(processor));
    }
}
