package io.trivium.fin.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.trivium.core.event.EventCodec;
import io.trivium.fin.authorization.Authorization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an HTTP server that answers as the service does. */
class HttpStepTest {
    private static final String DECISION = "{\"outcome\":\"refer\",\"degraded\":true}";

    private final Set<String> received = ConcurrentHashMap.newKeySet();
    private final Set<String> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/realm/protocol/openid-connect/token", exchange -> {
            byte[] answer = "{\"access_token\":\"secret\",\"expires_in\":300}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.createContext(HttpStep.PATH, exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Authorization authorization = new EventCodec().decodeData(body, Authorization.class);
            received.add(authorization.authorizationId());
            connections.add(exchange.getRemoteAddress().toString());
            boolean allowed =
                    "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            // Every tenth has no decision in time.
            int status = !allowed ? 401 : requests.incrementAndGet() % 10 == 0 ? 202 : 200;
            byte[] answer = (status == 200 ? DECISION : "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void onlyAnswersWithADecisionCount() throws Exception {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        BenchTraffic traffic = new BenchTraffic("run", 1, 600, LocalDate.of(2026, 3, 1));
        List<Authorization> authorizations = traffic.take(100, "s-");
        try (FinApi api = FinApi.connect(base, base.resolve("/realm"), "client", "client's")) {
            HttpStep step = new HttpStep(authorizations, new long[100]);
            LoadStep.Result result = step.run(1_000, api::post, Duration.ofSeconds(30));
            assertEquals(100, result.sent());
            assertEquals(10, result.lost());
            assertEquals(90, result.degraded());
            assertEquals(90, result.latency().count());
            assertEquals("10 times 202", step.failures());
            new HttpStep(traffic.take(100, "again-"), new long[100]).run(1_000, api::post, Duration.ofSeconds(30));
            assertTrue(connections.size() < 200, () -> "connections are kept: " + connections.size());
        }
        assertEquals(200, received.size());
    }

    @Test
    void theReportHoldsTheLimit() {
        SyncBench.Plan plan = new SyncBench.Plan(300, 60);
        assertEquals(3_000, plan.cards());
        LoadStep.Result result =
                new LoadStep.Result(300, 18_000, 1, 0, 0, 2, new LatencySummary(17_999, 9, 45.2, 70, 90));
        Measured measured = SyncBench.measured(plan, result, Map.of("domain-fin", 1.25));
        assertEquals(false, value(measured, "fin-sync-latency-p99").met());
        assertEquals(false, value(measured, "fin-sync-unanswered").met());
        assertEquals(1.25, value(measured, "fin-sync-cpu-domain-fin").value());
    }

    private static io.trivium.core.bench.BenchReport.Target value(Measured measured, String name) {
        return measured.targets().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
