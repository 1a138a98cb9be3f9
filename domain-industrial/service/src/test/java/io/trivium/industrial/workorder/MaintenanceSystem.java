package io.trivium.industrial.workorder;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.industrial.webhook.WebhookSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A maintenance system that takes webhooks on the loopback interface, and refuses the first ones. */
public class MaintenanceSystem implements QuarkusTestResourceLifecycleManager {
    static final String SECRET = "shared-with-the-test";
    static final int REFUSED_FIRST = 2;

    /** A received call. */
    record Call(String body, String signature, String timestamp, String delivery) {}

    static final Queue<Call> TAKEN = new ConcurrentLinkedQueue<>();
    static final AtomicInteger CALLS = new AtomicInteger();

    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/hook", MaintenanceSystem::take);
            started.start();
            server = started;
            return Map.of(
                    "platform.industrial.cmms.webhook-url",
                    "http://127.0.0.1:" + started.getAddress().getPort() + "/hook",
                    "platform.industrial.cmms.webhook-secret",
                    SECRET,
                    "platform.industrial.cmms.retry-after",
                    "PT0.1S");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean refused = CALLS.incrementAndGet() <= REFUSED_FIRST;
            if (!refused) {
                TAKEN.add(new Call(
                        body,
                        header(exchange, WebhookSignature.HEADER),
                        header(exchange, WebhookSignature.TIMESTAMP_HEADER),
                        header(exchange, WebhookSignature.DELIVERY_HEADER)));
            }
            exchange.sendResponseHeaders(refused ? 503 : 204, -1);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return String.valueOf(exchange.getRequestHeaders().getFirst(name));
    }

    @Override
    public void stop() {
        HttpServer running = server;
        if (running != null) running.stop(0);
    }
}
