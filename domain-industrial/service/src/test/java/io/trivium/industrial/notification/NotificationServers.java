package io.trivium.industrial.notification;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
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

/** A mail server and a receiver of webhooks on the loopback interface; the receiver refuses the first call. */
public class NotificationServers implements QuarkusTestResourceLifecycleManager {
    static final String SECRET = "shared-with-the-receiver";
    static final Queue<Call> TAKEN = new ConcurrentLinkedQueue<>();
    static final GreenMail MAIL = new GreenMail(ServerSetup.SMTP.dynamicPort());
    private static final AtomicInteger CALLS = new AtomicInteger();

    private static volatile int port;
    private @Nullable HttpServer server;

    /** A received call. */
    record Call(String body, String signature, String timestamp) {}

    static String hook() {
        return "http://127.0.0.1:" + port + "/alarms";
    }

    @Override
    public Map<String, String> start() {
        try {
            MAIL.start();
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/alarms", NotificationServers::take);
            started.start();
            server = started;
            port = started.getAddress().getPort();
            String prefix = "platform.industrial.notification.";
            return Map.of(
                    prefix + "mail-host", "127.0.0.1",
                    prefix + "mail-port", Integer.toString(MAIL.getSmtp().getPort()),
                    prefix + "mail-security", "none",
                    prefix + "mail-from", "trivium@plant.example",
                    prefix + "console-url", "https://factory.plant.example/console",
                    prefix + "webhook-hosts", "127.0.0.1:" + port,
                    prefix + "webhook-secrets.\"demo-plant\"", SECRET,
                    prefix + "webhook-plaintext", "true",
                    prefix + "retry-after", "PT0.1S");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean refused = CALLS.incrementAndGet() == 1;
            if (!refused) {
                TAKEN.add(new Call(
                        body,
                        String.valueOf(exchange.getRequestHeaders().getFirst("X-Trivium-Signature")),
                        String.valueOf(exchange.getRequestHeaders().getFirst("X-Trivium-Timestamp"))));
            }
            exchange.sendResponseHeaders(refused ? 503 : 204, -1);
        }
    }

    @Override
    public void stop() {
        MAIL.stop();
        HttpServer running = server;
        if (running != null) running.stop(0);
    }
}
