package io.trivium.core.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The model runtime's list of examples worth a label, over HTTP, as the test writes it: {@code unsure} the first,
 * {@code different} the others. The same list is returned for every organisation.
 */
public final class ScriptedShortlists implements AutoCloseable {
    private static final int LATEST_S = 20;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean late;
    private volatile int status = 200;
    private volatile String body = "{\"items\": []}";

    private ScriptedShortlists(HttpServer server) {
        this.server = server;
    }

    /** A server on a free port that lists nothing. */
    public static ScriptedShortlists start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ScriptedShortlists started = new ScriptedShortlists(server);
            server.setExecutor(started.threads);
            server.createContext("/v1/learning/tasks/", started::answer);
            server.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a scripted runtime", e);
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Lists these examples from now on. */
    public void lists(List<String> examples) {
        String items = IntStream.range(0, examples.size())
                .mapToObj(place -> """
                        {"example": "%s", "task": "t", "occurredAt": "2026-11-27T10:00:00Z", "score": 0.5,
                         "uncertainty": %s, "rank": %d, "reason": "%s"}""".formatted(
                                examples.get(place), 1.0 / (place + 1), place + 1, place == 0 ? "unsure" : "different"))
                .collect(Collectors.joining(","));
        answers(
                200,
                "{\"madeAt\": \"2026-11-27T12:00:00Z\", \"weighed\": 9, \"labelled\": 40, \"items\": [" + items + "]}");
    }

    /** Answers this from now on. */
    public void answers(int newStatus, String newBody) {
        late = false;
        status = newStatus;
        body = newBody;
    }

    /** Takes requests and does not answer them. */
    public void isLate() {
        late = true;
    }

    /** Address and authorization header of each request so far, with a space between; {@code -} where it had none. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(exchange.getRequestURI() + " " + (authorization == null ? "-" : authorization));
            if (late) {
                awaitEnd();
                return;
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void awaitEnd() {
        try {
            if (!closed.await(LATEST_S, TimeUnit.SECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
