package io.trivium.runtime.frontpage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.trivium.runtime.frontpage.ServiceView.CheckView;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // the service is started before each test
class ServiceHealthTest {
    private static final String UP =
            "{\"status\":\"UP\",\"checks\":[{\"name\":\"Broker\",\"status\":\"UP\"},{\"name\":\"Model\",\"status\":\"UP\"}]}";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-25T08:00:00Z"));
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int status = 200;
    private volatile String body = UP;
    private HttpServer service;

    private record Config(Optional<List<String>> services, Optional<List<String>> consoles, Duration healthTimeout)
            implements FrontPageConfig {
        @Override
        public Duration healthAge() {
            return Duration.ofSeconds(3);
        }
    }

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/q/health/ready", exchange -> {
            asked.incrementAndGet();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    private static ServiceHealth health(AtomicReference<Instant> now, List<String> services, List<String> consoles) {
        Config config = new Config(Optional.of(services), Optional.of(consoles), Duration.ofSeconds(20));
        return new ServiceHealth(config, now::get, new ObjectMapper());
    }

    private ServiceHealth health() {
        return health(
                now,
                List.of("domain-fin=http://127.0.0.1:" + service.getAddress().getPort()),
                List.of("domain-fin=http://localhost:18082/console/"));
    }

    @Test
    void showsAServiceThatIsUpWithItsChecksAndItsConsole() {
        assertEquals(
                List.of(new ServiceView(
                        "domain-fin",
                        Health.UP,
                        List.of(new CheckView("Broker", true), new CheckView("Model", true)),
                        "http://localhost:18082/console/",
                        null)),
                health().services());
    }

    @Test
    void showsWhichCheckFailsWhenAServiceIsNotReady() {
        status = 503;
        body = "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"Broker\",\"status\":\"DOWN\"}]}";
        ServiceView view = health().services().getFirst();
        assertEquals(Health.DOWN, view.health());
        assertEquals(List.of(new CheckView("Broker", false)), view.checks());
        assertEquals("It says that it is not ready.", view.detail());
    }

    @Test
    void takesAnAnswerThatIsNoHealthAsOneWithoutChecks() {
        body = "<html>";
        ServiceView view = health().services().getFirst();
        assertEquals(Health.UP, view.health());
        assertEquals(List.of(), view.checks());
        status = 404;
        now.updateAndGet(at -> at.plusSeconds(3));
        assertEquals(
                "Its health address answers 404.",
                health().services().getFirst().detail());
    }

    @Test
    void saysThatAServiceIsUnreachableAndStillShowsTheOthers() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        List<ServiceView> views = health(
                        now,
                        List.of(
                                "domain-med=http://127.0.0.1:" + closed + "/",
                                "domain-fin=http://127.0.0.1:"
                                        + service.getAddress().getPort() + "/"),
                        List.of())
                .services();
        assertEquals(
                List.of(Health.UNREACHABLE, Health.UP),
                views.stream().map(ServiceView::health).toList());
        assertEquals("It does not accept connections.", views.getFirst().detail());
    }

    @Test
    void asksAgainOnlyWhenTheLastAnswerIsOld() {
        ServiceHealth health = health();
        health.services();
        now.updateAndGet(at -> at.plusMillis(2_999));
        health.services();
        assertEquals(1, asked.get());
        now.updateAndGet(at -> at.plusMillis(1));
        health.services();
        assertEquals(2, asked.get());
    }

    @Test
    void refusesSettingsThatNameNoService() {
        List<String> none = List.of();
        assertTrue(refusal(List.of("domain-fin"), none).contains("\"domain-fin\" is not name=http://address"));
        assertTrue(refusal(List.of("Fin=http://a"), none).contains("services"));
        assertTrue(refusal(List.of("fin=ftp://a"), none).contains("is not name=http://address"));
        assertTrue(refusal(List.of("fin=http://a", "fin=http://b"), none).contains("is there twice"));
        assertTrue(refusal(none, List.of("med=http://a")).contains("consoles names [med]"));
    }

    private String refusal(List<String> services, List<String> consoles) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> health(now, services, consoles))
                .getMessage());
    }
}
