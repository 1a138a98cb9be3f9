package io.trivium.core.observability;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.trivium.core.testing.PostgresResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Spans go to a collector once one is named, without another build (integrators: no OTLP exporter in the build). */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(OtlpExportIT.Collector.class)
@TestProfile(OtlpExportIT.Traced.class)
@NullUnmarked // Quarkus sets the field
class OtlpExportIT {
    private static final BlockingQueue<String> RECEIVED = new LinkedBlockingQueue<>();

    @Inject
    Tracer tracer;

    /** Makes spans, as services do outside of tests. */
    public static final class Traced implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.otel.sdk.disabled", "false",
                    "quarkus.otel.bsp.schedule.delay", "100ms",
                    "quarkus.otel.exporter.otlp.protocol", "http/protobuf");
        }
    }

    /** Takes what an exporter sends. */
    public static final class Collector implements QuarkusTestResourceLifecycleManager {
        private @Nullable HttpServer server;

        @Override
        public Map<String, String> start() {
            try {
                HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                made.createContext("/", exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    RECEIVED.add(exchange.getRequestURI() + " " + new String(body, StandardCharsets.ISO_8859_1));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
                made.start();
                server = made;
                return Map.of(
                        "quarkus.otel.exporter.otlp.endpoint",
                        "http://127.0.0.1:" + made.getAddress().getPort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            if (server != null) server.stop(0);
        }
    }

    @Test
    void spansReachTheCollectorThatIsNamed() throws InterruptedException {
        tracer.spanBuilder("try the collector").startSpan().end();
        String received = RECEIVED.poll(60, TimeUnit.SECONDS);
        assertTrue(received != null && received.startsWith("/v1/traces "), () -> "received " + received);
        assertTrue(received.contains("try the collector"));
    }
}
